#include "server_flags.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <optional>

#include <mockling/host/waiting.hpp>

#include "data.hpp"

namespace mockling::cli {

namespace {

// "name=reading" or "provider/name=reading".
Result<Universe> chosen_universe(const ServerFlags& flags, const std::vector<DataFile>& files) {
  Universe universe;
  if (flags.strict) {
    const auto catalog = load_catalog(files);
    if (!catalog) return Error{join(catalog.error(), "\n")};
    for (const Provider& provider : catalog->providers)
      universe[provider.spec.name] = strict_choices(provider.switches);
  }
  for (const std::string& choice : flags.switches) {
    const std::size_t equals = choice.find('=');
    const std::size_t slash = choice.find('/');
    if (equals == std::string::npos) return Error{"--switch takes NAME=READING; got \"" + choice + "\""};
    const bool scoped = slash < equals;
    const std::string provider = scoped ? choice.substr(0, slash) : std::string();
    const std::string name = choice.substr(scoped ? slash + 1 : 0, equals - (scoped ? slash + 1 : 0));
    if (provider.empty())
      for (auto& [ignored, choices] : universe) choices.erase(name);
    universe[provider][name] = choice.substr(equals + 1);
  }
  return universe;
}

Result<host::MediaMode> media_mode(std::string_view name) {
  for (std::size_t i = 0; i < host::kMediaModes.size(); ++i)
    if (host::kMediaModes[i] == name) return static_cast<host::MediaMode>(i);
  return Error{"--media is exact, labelled, small or off; got \"" + std::string(name) + "\""};
}

std::uint64_t fresh_seed() { return static_cast<std::uint64_t>(host::machine_time().ns) % 1'000'000'000; }

}  // namespace

void add_server_flags(CLI::App& command, ServerFlags& flags) {
  command.add_option("--seed", flags.seed, "Seed of ids and timings; 0 draws one and prints it")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command.add_option("--clock", flags.clock, "real, manual, or xN for N times as fast")->capture_default_str();
  command.add_option("--epoch", flags.epoch, "Time in a world when it opens, like 2026-08-18T12:00:00Z; else now");
  command.add_option("--media", flags.media, "exact, labelled, small or off")->capture_default_str();
  command.add_option("--switch", flags.switches,
                     "NAME=READING of a provider's contradiction; may be repeated (see mockling catalog --switches)");
  command.add_flag("--strict", flags.strict, "Take the strict reading of every contradiction");
  command.add_option("--scenario", flags.scenario, "Situation every world opens in: a name or a .json file");
  command.add_option("--webhooks", flags.webhooks, "Where webhooks may go: off, loopback or any")
      ->capture_default_str();
  command.add_option("--webhook-ca", flags.webhook_ca, "File of authorities that webhooks trust besides the system's");
  command
      .add_option(
          "--fault", flags.faults,
          "Fault armed in every world, like \"lost-response@submit:1\"; may be repeated (docs/reference/faults.md)")
      ->allow_extra_args(false);
  command.add_option("--cache-dir", flags.cache_dir, "Keep rendered clips here instead of ~/.cache/mockling");
  command.add_option("--spec-dir", flags.spec_dir, "Read provider data from this folder instead of the built-in");
  command.add_flag("--allow-live-keys", flags.allow_live_keys, "Accept keys that look like real ones");
}

Result<host::ServerOptions> server_options(const ServerFlags& flags, const std::vector<DataFile>& files) {
  host::ServerOptions options;
  options.seed = flags.seed != 0 ? flags.seed : fresh_seed();
  const auto rate = parse_clock_rate(flags.clock);
  if (!rate) return rate.error();
  options.clock_permille = *rate;
  if (!flags.epoch.empty() && !(options.epoch = parse_instant(flags.epoch)))
    return Error{"--epoch is a time like 2026-08-18T12:00:00Z; got \"" + flags.epoch + "\""};
  const auto media = media_mode(flags.media);
  if (!media) return media.error();
  options.media = *media;
  auto universe = chosen_universe(flags, files);
  if (!universe) return universe.error();
  options.universe = *universe;
  if (!flags.scenario.empty()) {
    const auto scenario = find_scenario(flags.scenario);
    if (!scenario)
      return Error{"there is no scenario \"" + flags.scenario + "\"; there are: " + join(scenario_names(), ", ") +
                   ", or the path of a .json file"};
    options.scenario = *scenario;
  }
  for (const std::string& fault : flags.faults) {
    const auto rule = parse_fault(Json(fault));
    if (!rule) return Error{"--fault: " + rule.error().message};
    if (!options.scenario.is_object()) break;  // told when the server reads it
    Json& list = options.scenario["faults"];
    if (list.is_null() || list.is_array()) list.push_back(fault);
  }
  options.renderer.cache_dir = flags.cache_dir;
  const auto reach = std::find(kReaches.begin(), kReaches.end(), flags.webhooks);
  if (reach == kReaches.end()) return Error{"--webhooks is off, loopback or any; got \"" + flags.webhooks + "\""};
  options.webhooks = static_cast<Reach>(reach - kReaches.begin());
  options.webhook_ca = flags.webhook_ca;
  options.allow_live_keys = flags.allow_live_keys;
  options.scenarios = find_scenario;
  options.monitors = std::string(embedded_text("conformance/monitors.json"));
  return options;
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace mockling::cli
