#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <mutex>

#include <mockling/host.hpp>
#include <mockling/version.hpp>

#include "commands.hpp"
#include "data.hpp"

namespace mockling::cli {

namespace {

struct ServeFlags {
  std::string host = "127.0.0.1";
  int port = 8787;
  std::optional<int> https_port;
  std::string ca_dir;
  std::uint64_t seed = 0;
  std::string clock = "real";
  std::string epoch;
  std::string media = "exact";
  std::vector<std::string> switches;
  bool strict = false;
  std::string scenario;
  std::string state_dir;
  std::string keep_idle = "7d";
  std::size_t most_worlds = host::Retention().most;
  std::string cache_dir;
  std::string spec_dir;
  std::string log = "auto";
  bool allow_live_keys = false;
  bool no_control = false;
};

// "name=reading" or "provider/name=reading".
Result<Universe> chosen_universe(const ServeFlags& flags, const std::vector<DataFile>& files) {
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

// One JSON line per exchange on stderr.
void log_exchange(const host::Exchanged& exchange) {
  const Json line{{"method", exchange.method}, {"path", exchange.path},     {"status", exchange.status},
                  {"bytes", exchange.bytes},   {"micros", exchange.micros}, {"complete", exchange.complete}};
  const std::string text = dump(line) + "\n";
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) return;
}

bool wants_log(const std::string& log) { return log == "requests" || (log == "auto" && ::isatty(STDERR_FILENO) == 1); }

std::uint64_t fresh_seed() { return static_cast<std::uint64_t>(host::machine_time().ns) % 1'000'000'000; }

Result<host::ServerOptions> server_options(const ServeFlags& flags, const std::vector<DataFile>& files) {
  host::ServerOptions options;
  options.host = flags.host;
  options.port = flags.port;
  options.https_port = flags.https_port;
  options.ca_dir = flags.ca_dir;
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
  options.renderer.cache_dir = flags.cache_dir;
  options.state_dir = flags.state_dir;
  const auto idle = parse_duration(flags.keep_idle);
  if (!idle) return Error{"--keep-idle is a time like \"90s\", \"12h\" or \"7d\"; got \"" + flags.keep_idle + "\""};
  options.retention = {*idle, flags.most_worlds};
  options.allow_live_keys = flags.allow_live_keys;
  options.control = !flags.no_control;
  options.scenarios = find_scenario;
  if (wants_log(flags.log)) options.on_exchange = log_exchange;
  return options;
}

// Signals are taken from here on, so that the ready line promises an orderly end.
sigset_t take_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

// A connection is a descriptor: takes as many as the system lets this process have.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::string url_of(const char* scheme, const std::string& host, int port) {
  const bool six = host.find(':') != std::string::npos;
  return std::string(scheme) + "://" + (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

void say_ready(const std::string& url, const host::ServerOptions& options, const host::Server& server) {
  const std::string note = server.clips_note();
  Json ready{{"ready", true},
             {"http", url},
             {"version", kVersion},
             {"seed", options.seed},
             {"clips", note.empty() ? "ok" : note}};
  if (const host::TlsDoor* tls = server.tls(); tls != nullptr) {
    ready["https"] = url_of("https", options.host, tls->port());
    ready["ca"] = tls->ca_file();
  }
  std::printf("%s\n", dump(ready).c_str());
  std::fflush(stdout);
}

// A first request for each provider, from its data.
void say_next(const std::string& url, const Catalog& catalog) {
  std::fprintf(stderr, "mockling is listening on %s. Try:\n\n", url.c_str());
  for (const Provider& provider : catalog.providers) {
    const Json& sample = child(provider.spec.document, "sample");
    if (!sample.is_object()) continue;
    std::fprintf(
        stderr,
        "  curl -s -X %s %s%s \\\n       -H '%s: %s %s' -H 'Content-Type: application/json' \\\n       -d '%s'\n\n",
        text_of(sample, "method").c_str(), url.c_str(), text_of(sample, "path").c_str(),
        provider.spec.auth.header.c_str(), provider.spec.auth.schemes.front().word.c_str(),
        provider.spec.auth.schemes.front().pair ? "mk:me" : "mk_me", dump(sample["body"]).c_str());
  }
  std::fprintf(stderr, "Any key opens a world of its own. Point your client's base URL at %s. Ctrl-C ends.\n",
               url.c_str());
}

int serve(const ServeFlags& flags) {
  auto files = provider_files(flags.spec_dir);
  if (!files) return complain(files.error().message);
  auto options = server_options(flags, *files);
  if (!options) return complain(options.error().message);
  raise_descriptor_limit();
  const sigset_t signals = take_signals();
  host::Server server(*options, std::move(*files));
  const auto port = server.start();
  if (!port) return complain(port.error().message);
  const std::string url = url_of("http", options->host, *port);
  say_ready(url, *options, server);
  if (flags.log != "none") say_next(url, server.catalog());
  if (flags.log != "none" && server.tls() != nullptr)
    std::fprintf(stderr, "Over TLS it is %s, for clients that trust %s.\n",
                 url_of("https", options->host, server.tls()->port()).c_str(), server.tls()->ca_file().c_str());
  if (!server.clips_note().empty()) std::fprintf(stderr, "mockling: %s.\n", server.clips_note().c_str());
  int signal = 0;
  sigwait(&signals, &signal);
  server.stop();
  return 0;
}

}  // namespace

Run add_serve(CLI::App& app) {
  const auto flags = std::make_shared<ServeFlags>();
  CLI::App* command = app.add_subcommand("serve", "Run the emulator until Ctrl-C");
  command->add_option("--host", flags->host, "Address to listen on")->capture_default_str();
  command->add_option("--port", flags->port, "Port; 0 takes any free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  CLI::Option* https =
      command->add_option("--https-port", flags->https_port, "Speak TLS on this port too; 0 takes any free one")
          ->check(CLI::Range(0, 65535));
  command->add_option("--ca-dir", flags->ca_dir, "Keep the authority to trust in this folder (see mockling ca)")
      ->needs(https);
  command->add_option("--seed", flags->seed, "Seed of ids and timings; 0 draws one and prints it")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--clock", flags->clock, "real, manual, or xN for N times as fast")->capture_default_str();
  command->add_option("--epoch", flags->epoch, "Time in a world when it opens, like 2026-08-18T12:00:00Z; else now");
  command->add_option("--media", flags->media, "exact, labelled, small or off")->capture_default_str();
  command->add_option("--switch", flags->switches,
                      "NAME=READING of a provider's contradiction; may be repeated (see mockling catalog --switches)");
  command->add_flag("--strict", flags->strict, "Take the strict reading of every contradiction");
  command->add_option("--scenario", flags->scenario, "Situation every world opens in: a name or a .json file");
  command->add_option("--state-dir", flags->state_dir, "Keep worlds in this folder across restarts");
  command
      ->add_option("--keep-idle", flags->keep_idle, "Let a world go that nobody used for so long, once its jobs ended")
      ->capture_default_str();
  command->add_option("--most-worlds", flags->most_worlds, "Let the worlds unused longest go when there are more")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--cache-dir", flags->cache_dir, "Keep rendered clips here instead of ~/.cache/mockling");
  command->add_option("--spec-dir", flags->spec_dir, "Read provider data from this folder instead of the built-in");
  command->add_option("--log", flags->log, "requests: one JSON line each on stderr; none; auto: requests on a terminal")
      ->check(CLI::IsMember({"auto", "requests", "none"}))
      ->capture_default_str();
  command->add_flag("--allow-live-keys", flags->allow_live_keys, "Accept keys that look like real ones");
  command->add_flag("--no-control", flags->no_control, "Do not serve /_mockling/");
  return [flags] { return serve(*flags); };
}

}  // namespace mockling::cli
