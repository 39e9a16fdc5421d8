#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <random>
#include <utility>

#include <mockling/host/control/access.hpp>
#include <mockling/version.hpp>

#include "commands.hpp"
#include "data.hpp"
#include "server_flags.hpp"
#include "started.hpp"

namespace mockling::cli {

namespace {

// One JSON line per exchange on stderr.
void log_exchange(const host::Exchanged& exchange) {
  const Json line{{"method", exchange.method}, {"path", exchange.path},     {"status", exchange.status},
                  {"bytes", exchange.bytes},   {"micros", exchange.micros}, {"complete", exchange.complete}};
  const std::string text = dump(line) + "\n";
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) return;
}

bool wants_log(const std::string& log) { return log == "requests" || (log == "auto" && ::isatty(STDERR_FILENO) == 1); }

struct ServeFlags : ServerFlags {
  std::string host = "127.0.0.1";
  int port = 8787;
  std::optional<int> https_port;
  std::optional<int> proxy_port;
  bool passthrough = false;
  std::string ca_dir;
  std::string state_dir;
  std::string keep_idle = "7d";
  std::size_t most_worlds = host::Retention().most;
  std::string log = "auto";
  bool no_control = false;
  std::string control_token;
  std::string control_origin;
};

// For a control plane that other machines can reach.
std::string fresh_token() {
  std::random_device device;
  std::string bytes;
  for (int i = 0; i < 16; ++i) bytes += static_cast<char>(device() & 0xffU);
  return hex(bytes);
}

Result<host::ServerOptions> serve_options(const ServeFlags& flags, const std::vector<DataFile>& files) {
  auto options = server_options(flags, files);
  if (!options) return options;
  options->host = flags.host;
  options->port = flags.port;
  options->https_port = flags.https_port;
  options->ca_dir = flags.ca_dir;
  options->state_dir = flags.state_dir;
  const auto idle = parse_duration(flags.keep_idle);
  if (!idle) return Error{"--keep-idle is a time like \"90s\", \"12h\" or \"7d\"; got \"" + flags.keep_idle + "\""};
  options->retention = {*idle, flags.most_worlds};
  options->control = !flags.no_control;
  options->control_origin = flags.control_origin;
  options->control_token = flags.control_token;
  if (options->control && options->control_token.empty() && !is_loopback_host(flags.host))
    options->control_token = fresh_token();
  if (wants_log(flags.log)) options->on_exchange = log_exchange;
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

std::string url_of(const char* scheme, const std::string& host, int port) {
  const bool six = host.find(':') != std::string::npos;
  return std::string(scheme) + "://" + (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

void say_ready(const host::ServerOptions& options, const Started& server) {
  const std::string note = server.clips_note();
  Json ready{{"ready", true},
             {"http", url_of("http", options.host, server.http_port())},
             {"version", kVersion},
             {"seed", options.seed},
             {"clips", note.empty() ? "ok" : note}};
  if (server.https_port() != 0) {
    ready["https"] = url_of("https", options.host, server.https_port());
    ready["ca"] = server.ca_file();
  }
  if (server.proxy_port() != 0) ready["proxy"] = url_of("http", options.host, server.proxy_port());
  if (!options.control_token.empty()) ready["control_token"] = options.control_token;
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
  auto options = serve_options(flags, *files);
  if (!options) return complain(options.error().message);
  raise_descriptor_limit();
  const sigset_t signals = take_signals();
  const auto server = Started::start({*options, flags.proxy_port, flags.passthrough, {}}, std::move(*files));
  if (!server) return complain(server.error().message);
  const std::string url = url_of("http", options->host, (*server)->http_port());
  say_ready(*options, **server);
  if (flags.log != "none") say_next(url, (*server)->catalog());
  if (flags.log != "none" && (*server)->https_port() != 0)
    std::fprintf(stderr, "Over TLS it is %s, for clients that trust %s.\n",
                 url_of("https", options->host, (*server)->https_port()).c_str(), (*server)->ca_file().c_str());
  const std::string note = (*server)->clips_note();
  if (!note.empty()) std::fprintf(stderr, "mockling: %s.\n", note.c_str());
  int signal = 0;
  sigwait(&signals, &signal);
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
  CLI::Option* proxy = command
                           ->add_option("--proxy-port", flags->proxy_port,
                                        "Be an HTTP proxy on this port to which the providers' hosts are here")
                           ->check(CLI::Range(0, 65535))
                           ->needs(https);
  command->add_flag("--passthrough", flags->passthrough, "Let the proxy reach other hosts instead of refusing them")
      ->needs(proxy);
  add_server_flags(*command, *flags);
  command->add_option("--state-dir", flags->state_dir, "Keep worlds in this folder across restarts");
  command
      ->add_option("--keep-idle", flags->keep_idle, "Let a world go that nobody used for so long, once its jobs ended")
      ->capture_default_str();
  command->add_option("--most-worlds", flags->most_worlds, "Let the worlds unused longest go when there are more")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--log", flags->log, "requests: one JSON line each on stderr; none; auto: requests on a terminal")
      ->check(CLI::IsMember({"auto", "requests", "none"}))
      ->capture_default_str();
  CLI::Option* no_control = command->add_flag("--no-control", flags->no_control, "Do not serve /_mockling/");
  command
      ->add_option(
          "--control-token", flags->control_token,
          "What callers of /_mockling/ must send as Mockling-Token; drawn when --host is not of this machine alone")
      ->excludes(no_control);
  command->add_option("--control-origin", flags->control_origin, "A web page's origin that may call /_mockling/")
      ->excludes(no_control);
  return [flags] { return serve(*flags); };
}

}  // namespace mockling::cli
