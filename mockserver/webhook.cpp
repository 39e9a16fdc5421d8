#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <mockling/core/webhook_verify.hpp>
#include <mockling/host/waiting.hpp>

#include "commands.hpp"
#include "input.hpp"
#include "lookup.hpp"

namespace mockling::cli {

namespace {

struct VerifyFlags {
  std::string provider;
  std::string secret;
  std::string keys;
  std::vector<std::string> headers;
  std::string body;
  std::optional<std::int64_t> at;
  std::string spec_dir;
};

Result<Headers> read_headers(const std::vector<std::string>& lines) {
  Headers headers;
  for (const std::string& line : lines) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || colon == 0) return Error{"--header takes 'NAME: VALUE'; got \"" + line + "\""};
    headers.add(line.substr(0, colon), std::string(trim(std::string_view(line).substr(colon + 1))));
  }
  return headers;
}

Result<SenderKeys> read_keys(const VerifyFlags& flags) {
  SenderKeys keys{flags.secret, {}};
  if (flags.keys.empty()) return keys;
  const auto document = input_text(flags.keys);
  if (!document) return document.error();
  auto found = public_keys_in(*document);
  if (!found) return Error{flags.keys + ": " + found.error().message};
  keys.public_keys = std::move(found).value();
  return keys;
}

int verify(const VerifyFlags& flags) {
  const auto catalog = load(flags.spec_dir);
  if (!catalog) return complain(catalog.error().message);
  const auto provider = find_provider(**catalog, flags.provider);
  if (!provider) return complain(provider.error().message);
  const SignatureRule& rule = (*provider)->spec.webhook.signature;
  if (rule.kind == SignatureKind::hmac_sha256 && flags.secret.empty()) return complain("verify needs --secret here");
  if (rule.kind == SignatureKind::ed25519 && flags.keys.empty()) return complain("verify needs --keys here");
  const auto headers = read_headers(flags.headers);
  if (!headers) return complain(headers.error().message);
  const auto keys = read_keys(flags);
  if (!keys) return complain(keys.error().message);
  const auto body = input_text(flags.body);
  if (!body) return complain(body.error().message);
  const Instant now = flags.at ? from_unix_millis(*flags.at * 1000) : host::machine_time();
  const auto verdict = verify_webhook(rule, *keys, *headers, *body, now);
  std::printf("%s\n", verdict ? "valid" : ("not valid: " + verdict.error().message).c_str());
  return verdict ? 0 : 1;
}

}  // namespace

Run add_webhook(CLI::App& app) {
  const auto flags = std::make_shared<VerifyFlags>();
  CLI::App* command = app.add_subcommand("webhook", "Look into a webhook");
  command->require_subcommand(1);
  CLI::App* sub = command->add_subcommand("verify", "Say whether a webhook is genuine and fresh");
  sub->add_option("--provider", flags->provider, "Who is said to have sent it")->required();
  sub->add_option("--secret", flags->secret, "The secret that sender and receiver share");
  sub->add_option("--keys", flags->keys, "File with the sender's published key set (JSON)");
  sub->add_option("--header", flags->headers, "'NAME: VALUE' of the webhook; may be repeated");
  sub->add_option("--body", flags->body, "File with its body, byte for byte; - reads standard input")->required();
  sub->add_option("--at", flags->at, "Seconds since 1970 to judge its age by, instead of now")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{9'000'000'000}));
  sub->add_option("--spec-dir", flags->spec_dir, "Read provider data from this folder instead of the built-in");
  return [flags] { return verify(*flags); };
}

}  // namespace mockling::cli
