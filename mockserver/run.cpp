#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include <mockling/core/address.hpp>
#include <mockling/host/file_text.hpp>

#include "commands.hpp"
#include "data.hpp"
#include "environment.hpp"
#include "lookup.hpp"
#include "run_folder.hpp"
#include "run_guard.hpp"
#include "run_isolate.hpp"
#include "run_record.hpp"
#include "run_report.hpp"
#include "server_flags.hpp"
#include "started.hpp"

namespace mockling::cli {

namespace {

struct RunFlags : ServerFlags {
  std::vector<std::string> command;
  bool passthrough = false;
  bool isolate = false;
  bool quiet = false;
  std::string fail_on;
  std::vector<std::string> reports;
};

// What the program returns when the command did well and its traffic did not.
constexpr int kFindings = 99;

StartOptions start_options(const RunFlags& flags, host::ServerOptions options, std::vector<std::string> secrets) {
  StartOptions start{std::move(options), {}, flags.passthrough, std::move(secrets)};
  // In a network of its own the names themselves lead here, to the ports they always have.
  start.server.port = flags.isolate ? 80 : 0;
  start.server.https_port = flags.isolate ? 443 : 0;
  if (!flags.isolate) start.proxy_port = 0;
  return start;
}

std::vector<std::string> pairs(const Environment& environment) {
  std::vector<std::string> all;
  for (const auto& [name, value] : environment) all.push_back(name + "=" + value);
  return all;
}

// The last words, the reports, and what to return: the command's own status unless it is 0 and findings fail it.
int conclude(const RunFlags& flags, const CommandEnd& end, Started& server) {
  Json record = server.record();
  record["command"] = {{"status", end.status}, {"outlived", end.outlived}};
  if (!flags.quiet) std::fputs(report_in_words(record).c_str(), stderr);
  if (!flags.quiet && end.outlived > 0)
    std::fprintf(stderr, "mockling: %d process%s outlived the command and ended with it\n", end.outlived,
                 end.outlived == 1 ? "" : "es");
  for (const std::string& path : flags.reports)
    if (auto written = write_report(path, record, server.har()); !written) return complain(written.error().message);
  if (end.status != 0) return end.status;
  return fails(record, flags.fail_on) ? kFindings : 0;
}

int run_command(const RunFlags& flags) {
  for (const std::string& path : flags.reports)
    if (auto known = check_report(path); !known) return complain(known.error().message);
  auto files = provider_files(flags.spec_dir);
  if (!files) return complain(files.error().message);
  const auto catalog = load(flags.spec_dir);
  if (!catalog) return complain(catalog.error().message);
  auto options = server_options(flags, *files);
  if (!options) return complain(options.error().message);
  RunFolder folder;
  if (auto made = folder.make(); !made) return complain(made.error().message);
  take_command_signals();
  if (flags.isolate)
    if (auto alone = isolate(host_names(**catalog), folder.path()); !alone) return complain(alone.error().message);
  auto guard = Guard::make(flags.command);
  if (!guard) return complain(guard.error().message);
  raise_descriptor_limit();

  const Environment current = own_environment();
  ::setenv("TMPDIR", folder.path().c_str(), 1);  // so that the guard finds all there is to remove
  Surroundings around;
  around.folder = folder.path();
  around.passthrough = flags.passthrough;
  const auto secrets = keys_in(capture_variables(around, **catalog, current), **catalog);
  const auto server = Started::start(start_options(flags, *options, secrets), std::move(*files));
  if (!server) return complain(server.error().message);
  around.http_port = (*server)->http_port();
  around.https_port = (*server)->https_port();
  around.proxy_port = (*server)->proxy_port();
  around.ca_pem = host::file_text_or_none((*server)->ca_file());
  if (auto written = write_capture_files(around); !written) return complain(written.error().message);
  const Variables variables = capture_variables(around, **catalog, current);
  if (const int signal = signal_so_far(); signal != 0) return 128 + signal;
  if (auto gone = guard->go(pairs(captured(current, variables)), folder.path()); !gone)
    return complain(gone.error().message);
  const CommandEnd end = guard->wait();
  return conclude(flags, end, **server);
}

}  // namespace

Run add_run(CLI::App& app) {
  const auto flags = std::make_shared<RunFlags>();
  CLI::App* command = app.add_subcommand("run", "Run a program whose requests to the providers land here");
  command->positionals_at_end();
  add_server_flags(*command, *flags);
  CLI::Option* passthrough = command->add_flag("--passthrough", flags->passthrough,
                                               "Let the program reach other hosts instead of refusing them");
  command
      ->add_flag("--isolate", flags->isolate,
                 "Give the program a network of its own in which the providers' names are here (Linux)")
      ->excludes(passthrough);
  command
      ->add_option("--fail-on", flags->fail_on, "Return 99 for findings of this level: must, should, or waste of money")
      ->check(CLI::IsMember({"must", "should", "waste"}));
  command->add_option("--report", flags->reports,
                      "Write the ending into FILE.json, FILE.xml (JUnit), FILE.html or FILE.har too");
  command->add_flag("--quiet", flags->quiet, "Keep the ending off stderr");
  command->add_option("COMMAND", flags->command, "The program and its arguments, after --")->required();
  return [flags] { return run_command(*flags); };
}

}  // namespace mockling::cli
