#include <cstdio>
#include <cstdlib>
#include <memory>

#include <mockling/base/decimal.hpp>
#include <mockling/drift/approvals.hpp>
#include <mockling/host/file_text.hpp>
#include <mockling/host/waiting.hpp>

#include "commands.hpp"
#include "data.hpp"
#include "drift_source.hpp"
#include "environment.hpp"
#include "live_generation.hpp"
#include "live_report.hpp"
#include "lookup.hpp"
#include "started.hpp"

namespace mockling::cli {

namespace {

struct VerifyFlags {
  bool live = false, json = false;
  std::string provider, against, ca, spend, trace, promote, today, spec_dir;
  int poll_ms = 3000;
};

// Somebody's key for one provider.
struct Asked {
  const Provider* provider;
  std::string key;
};

std::string given_key(const Provider& provider) {
  const char* value = std::getenv(key_variable(provider).c_str());
  return value != nullptr ? value : "";
}

// The providers that are asked: the one that was named, else all that there is a key for.
Result<std::vector<Asked>> whom(const VerifyFlags& flags, const Catalog& catalog) {
  std::vector<Asked> asked;
  std::string variables;
  for (const Provider& provider : catalog.providers) {
    if (!flags.provider.empty() && provider.spec.name != flags.provider) continue;
    variables += (variables.empty() ? "" : ", ") + key_variable(provider);
    if (std::string key = given_key(provider); !key.empty()) asked.push_back({&provider, std::move(key)});
  }
  for (const Asked& each : asked)
    if (flags.against.empty() && is_own_key(each.key))
      return Error{key_variable(*each.provider) + " holds a key of mockling's own, which " + each.provider->spec.name +
                   " does not know"};
  if (asked.empty()) return Error{"verify --live needs your own key in the environment: " + variables};
  return asked;
}

Result<LiveSuite> suite_of(const Provider& provider) {
  const std::string name = "conformance/live/" + provider.spec.name + ".json";
  auto suite = read_live_suite(embedded_text(name), provider);
  return suite ? std::move(suite) : Error{name + ": " + suite.error().message};
}

// What may be spent, by the provider's currency; an Error when that is not enough for the cheapest generation.
Result<std::optional<LiveOrder>> order_of(const VerifyFlags& flags, const LiveSuite& suite, const Provider& provider) {
  if (flags.spend.empty()) return std::optional<LiveOrder>();
  const auto limit = parse_decimal(flags.spend);
  if (!limit || *limit < Decimal{}) return Error{"--spend takes an amount like 2.50; got \"" + flags.spend + "\""};
  auto order = cheapest_order(suite.generation, provider);
  if (!order) return order.error();
  if (*limit < order->price.amount)
    return Error{"the cheapest generation of " + provider.spec.name + "'s, " + order->model->id + ", costs " +
                 to_text(order->price) + "; --spend allows " + flags.spend};
  return std::optional(std::move(order).value());
}

Result<std::unique_ptr<Started>> own_server(const std::vector<DataFile>& files) {
  StartOptions options;
  options.server.media = host::MediaMode::off;
  options.server.webhooks = Reach::off;
  return Started::start(std::move(options), files);
}

// Asks here first: what is an order here is not sent there, because it would cost.
LiveExchange made(const LiveCheck& check, const LiveSuite& suite, const LiveClient& here, const LiveClient& there) {
  LiveExchange exchange{&check, there.words(check.request), here.ask(check.request), {}, {}};
  if (made_job(suite.generation, exchange.here))
    exchange.there.failure = "not asked: it would make a job";
  else
    exchange.there = there.ask(check.request);
  if (exchange.answered()) exchange.differences = differences(check, exchange.here, exchange.there);
  return exchange;
}

// The whole conversation with one provider. `checks` keeps what the exchanges point to.
Result<LiveRecord> converse(const VerifyFlags& flags, const Asked& asked, const LiveSuite& suite, int port,
                            std::deque<LiveCheck>& checks) {
  const Provider& provider = *asked.provider;
  const auto order = order_of(flags, suite, provider);
  if (!order) return order.error();
  const auto there = LiveClient::make({flags.against, asked.key, flags.ca}, provider);
  if (!there) return Error{"--against " + there.error().message};
  const auto here = LiveClient::make({"http://127.0.0.1:" + std::to_string(port), key_for(provider), {}}, provider);
  if (!here) return here.error();
  LiveRecord record{provider.spec.name, flags.today, there->name(), {}};
  for (const LiveCheck& check : suite.checks) {
    checks.push_back(check);
    record.exchanges.push_back(made(checks.back(), suite, *here, *there));
  }
  if (!*order) return record;
  std::fprintf(stderr, "mockling: asks %s for one generation of %s, %s by our data\n", record.place.c_str(),
               (*order)->model->id.c_str(), to_text((*order)->price).c_str());
  const LivePair pair{*here, *there, std::chrono::milliseconds(flags.poll_ms)};
  for (LiveExchange& each : generate_both(suite.generation, provider, **order, pair, checks))
    record.exchanges.push_back(std::move(each));
  return record;
}

Result<void> promote(const VerifyFlags& flags, const drift::Edits& edits, std::vector<DataFile> files) {
  const std::string text = patch_text(edits);
  if (flags.promote == "-") return std::fputs(text.c_str(), stdout), Result<void>();
  if (ends_with(flags.promote, ".json")) return host::write_file(flags.promote, text);
  const auto edited = drift::edited(std::move(files), edits);
  return edited ? write_data(flags.promote, *edited) : edited.error();
}

int verify_live(VerifyFlags flags) {
  if (!flags.live) return complain("verify asks the real services, with your key: say so with --live");
  if (flags.today.empty()) flags.today = date_text(host::machine_time());
  if (!drift::is_day(flags.today))
    return complain("--today must be a day such as 2026-12-31; got \"" + flags.today + "\"");
  const auto files = provider_files(flags.spec_dir);
  if (!files) return complain(files.error().message);
  const auto catalog = load(flags.spec_dir);
  if (!catalog) return complain(catalog.error().message);
  if (!flags.provider.empty())
    if (const auto known = find_provider(**catalog, flags.provider); !known) return complain(known.error().message);
  const auto asked = whom(flags, **catalog);
  if (!asked) return complain(asked.error().message);
  if (!flags.spend.empty() && asked->size() != 1) return complain("--spend needs --provider: each has its own money");
  const auto server = own_server(*files);
  if (!server) return complain(server.error().message);
  std::deque<LiveCheck> checks;
  LiveReport report;
  for (const Asked& each : *asked) {
    const auto suite = suite_of(*each.provider);
    if (!suite) return complain(suite.error().message);
    auto record = converse(flags, each, *suite, (*server)->http_port(), checks);
    if (!record) return complain(record.error().message);
    report.add(std::move(*record), *each.provider, *files);
  }
  std::fputs((flags.json ? report.as_json() : report.as_text()).c_str(), flags.promote == "-" ? stderr : stdout);
  if (!flags.trace.empty())
    if (const auto done = host::write_file(flags.trace, report.as_json()); !done) return complain(done.error().message);
  if (!flags.promote.empty())
    if (const auto done = promote(flags, report.promotion(), *files); !done) return complain(done.error().message);
  return report.agrees() ? 0 : 1;
}

}  // namespace

Run add_verify(CLI::App& app) {
  const auto flags = std::make_shared<VerifyFlags>();
  CLI::App* command = app.add_subcommand("verify", "Ask the real services whether our data are true of them");
  command->add_flag("--live", flags->live, "Yes, ask them, with the key in the provider's own variable");
  command->add_option("--provider", flags->provider, "Only this one, instead of all that there is a key for");
  command->add_option("--spend", flags->spend, "Also make the cheapest generation, if it costs no more than this");
  command->add_option("--against", flags->against, "Ask at this URL, as if it were the provider's hosts");
  command->add_option("--ca", flags->ca, "File of authorities to trust instead of the system's")
      ->check(CLI::ExistingFile);
  command->add_option("--trace", flags->trace, "Write what was asked, answered and found to this file as JSON");
  command->add_option(
      "--promote", flags->promote,
      "Make assumed facts that were seen observed: FILE.json gets the edit as JSON Patch (- prints it), "
      "a folder all of the data, edited");
  command->add_option("--poll-ms", flags->poll_ms, "How often a generation is asked for")
      ->check(CLI::Range(50, 60'000))
      ->capture_default_str();
  command->add_flag("--json", flags->json, "Print JSON");
  command->add_option("--today", flags->today, "The day in the evidence, such as 2026-12-31, instead of the machine's");
  command->add_option("--spec-dir", flags->spec_dir, "Read provider data from this folder instead of the built-in");
  return [flags] { return verify_live(*flags); };
}

}  // namespace mockling::cli
