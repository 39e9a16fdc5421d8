#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <mockling/host/file_text.hpp>
#include <mockling/host/http_library.hpp>

#include "commands.hpp"
#include "data.hpp"
#include "lab_report.hpp"
#include "lookup.hpp"

namespace mockling::cli {

namespace {

constexpr std::string_view kCases = "conformance/webhook-lab/cases.json";

struct LabFlags {
  std::string provider;
  std::string target;
  int port = 0;
  std::string secret;
  std::int64_t ack_limit_ms = 0;
  std::string count_url;
  std::string announce_url;
  std::vector<std::string> only;
  std::string json, junit;
  std::string ca;
  std::string spec_dir;
};

Result<std::vector<LabCase>> cases_for(const LabFlags& flags, SignatureKind kind) {
  auto all = read_lab_cases(parse_json(embedded_text(kCases)).value());
  if (!all) return all.error();
  std::vector<LabCase> chosen;
  std::string names;
  for (const LabCase& one : *all) {
    if (!one.is_for(kind)) continue;
    names += " " + one.id;
    if (flags.only.empty() || std::find(flags.only.begin(), flags.only.end(), one.id) != flags.only.end())
      chosen.push_back(one);
  }
  if (chosen.empty() || (!flags.only.empty() && chosen.size() != flags.only.size()))
    return Error{"--case takes:" + names};
  return chosen;
}

// The receiver's address.
Result<LabTarget> find_target(const std::string& url) {
  auto target = webhook_target(url);
  if (!target) return Error{"--target is " + target.error().message + ": " + url};
  auto addresses = target->address ? std::vector<IpAddress>{*target->address} : host::resolve(target->host);
  if (addresses.empty()) return Error{"--target has no address: " + url};
  return LabTarget{std::move(*target), std::move(addresses), nullptr};
}

// The answer of a receiver's own page; an Error when there is none.
Result<std::string> ask(const std::string& method, const std::string& url, const std::string& body) {
  const auto target = webhook_target(url);
  if (!target) return Error{url + " is " + target.error().message};
  httplib::Client client(target->scheme + "://" + target->authority);
  client.set_connection_timeout(2);
  client.set_read_timeout(5);
  const auto answer =
      method == "GET" ? client.Get(target->path.c_str()) : client.Post(target->path.c_str(), body, "application/json");
  if (!answer || answer->status / 100 != 2)
    return Error{url + (answer ? " answers " + std::to_string(answer->status) : " does not answer")};
  return answer->body;
}

// The number in "3", or {"count": 3}; -1 for anything else.
std::int64_t number_in(const Result<std::string>& text) {
  const auto json = text ? parse_json(*text) : Result<Json>(Json());
  if (!json) return -1;
  return json->is_number_integer() ? json->get<std::int64_t>() : int_of(*json, "count", -1);
}

LabOptions options_of(const LabFlags& flags, const WebhookPolicy& policy, LabTarget target) {
  LabOptions options;
  options.target = std::move(target);
  options.secret = flags.secret;
  const auto documented = std::min<std::chrono::milliseconds>(policy.timeout(1), std::chrono::seconds(15));
  options.ack_limit = flags.ack_limit_ms > 0 ? std::chrono::milliseconds(flags.ack_limit_ms) : documented;
  if (!flags.count_url.empty())
    options.count = [url = flags.count_url](const std::string& id) {
      return number_in(ask("GET", replace_all(url, "{id}", id), {}));
    };
  if (!flags.announce_url.empty())
    options.announce = [url = flags.announce_url](const std::string& id) {
      if (const auto told = ask("POST", replace_all(url, "{id}", id), dump(Json{{"id", id}})); !told)
        throw std::runtime_error("--announce-url: " + told.error().message);
    };
  return options;
}

Result<void> write_to(const std::string& path, const std::string& text) {
  if (path == "-") std::fputs(text.c_str(), stdout);
  return path.empty() || path == "-" ? Result<void>() : host::write_file(path, text);
}

int report(const LabFlags& flags, const Findings& findings) {
  const bool quiet = flags.json == "-" || flags.junit == "-";
  if (!quiet) std::fputs(lab_table(findings).c_str(), stdout);
  const std::string json = dump(lab_json(flags.provider, flags.target, findings)) + "\n";
  for (const auto& [path, text] : {std::pair(flags.json, json), {flags.junit, lab_junit(flags.provider, findings)}})
    if (const auto written = write_to(path, text); !written) return complain(written.error().message);
  return count_of(findings, Verdict::fail) == 0 ? 0 : 1;
}

int lab(const LabFlags& flags) {
  const auto catalog = load(flags.spec_dir);
  if (!catalog) return complain(catalog.error().message);
  const auto provider = find_provider(**catalog, flags.provider);
  if (!provider) return complain(provider.error().message);
  const ProviderSpec& spec = (*provider)->spec;
  const auto cases = cases_for(flags, spec.webhook.signature.kind);
  if (!cases) return complain(cases.error().message);
  auto target = find_target(flags.target);
  if (!target) return complain(target.error().message);
  const auto tls = host::TlsClientContext::make(flags.ca);
  if (!tls) return complain(tls.error().message);
  target->tls = tls->get();
  LabProvider here(**catalog, **provider);
  const auto port = here.start(flags.port);
  if (!port) return complain(port.error().message);
  const std::string origin = "127.0.0.1:" + std::to_string(*port);
  here.set_origin(origin);
  std::fprintf(stderr, "mockling: the provider is at http://%s/ while the lab runs.\n", origin.c_str());
  const LabOptions options = options_of(flags, spec.webhook, std::move(*target));
  LabRun run(spec, here, options);
  Findings findings;
  for (const LabCase& one : *cases) findings.push_back(run.play(one));
  return report(flags, findings);
}

}  // namespace

Run add_webhook_lab(CLI::App& app) {
  const auto flags = std::make_shared<LabFlags>();
  CLI::App* command = app.add_subcommand("webhook-lab", "Attack a receiver of webhooks and judge it");
  command->add_option("--provider", flags->provider, "Whose webhooks it receives")->required();
  command->add_option("--target", flags->target, "URL of the receiver")->required();
  command->add_option("--port", flags->port, "Where the receiver finds the provider: its keys, tasks and clips; 0: any")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command->add_option("--secret", flags->secret, "The secret that the receiver knows, where one is shared");
  command->add_option("--count-url", flags->count_url,
                      "The receiver tells here how often it took task {id} for completed: a number, or {\"count\": N}");
  command->add_option("--announce-url", flags->announce_url, "The receiver is told of each task {id} here, before");
  command->add_option("--ack-limit-ms", flags->ack_limit_ms, "It must answer in this time; 0: as the provider says")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'200'000}));
  command->add_option("--case", flags->only, "Only this case; may be repeated");
  command->add_option("--json", flags->json, "Write the verdicts to this file as JSON; - is standard output");
  command->add_option("--junit", flags->junit, "The same as JUnit");
  command->add_option("--ca", flags->ca, "File of authorities to trust besides the system's");
  command->add_option("--spec-dir", flags->spec_dir, "Read provider data from this folder instead of the built-in");
  return [flags] { return lab(*flags); };
}

}  // namespace mockling::cli
