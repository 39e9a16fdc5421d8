// The program: finds out which command is meant and runs it.
#include <exception>
#include <map>

#include <mockling/base/text.hpp>
#include <mockling/version.hpp>

#include "commands.hpp"

namespace mockling::cli {

namespace {

std::vector<std::string> names_of(const std::map<std::string, Run>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const auto& [name, ignored] : commands) names.push_back(name);
  return names;
}

int run(int argc, char** argv) {
  CLI::App app{"A faithful local emulator of paid video generation APIs.", "mockling"};
  app.set_version_flag("--version", "mockling " + std::string(kVersion));
  app.require_subcommand(0, 1);
  app.get_formatter()->column_width(34);
  const std::map<std::string, Run> commands{{"serve", add_serve(app)},     {"price", add_price(app)},
                                            {"catalog", add_catalog(app)}, {"validate", add_validate(app)},
                                            {"ca", add_ca(app)},           {"run", add_run(app)},
                                            {"env", add_env(app)},         {"drift", add_drift(app)},
                                            {"webhook", add_webhook(app)}, {"webhook-lab", add_webhook_lab(app)},
                                            {"ctl", add_ctl(app)},         {"verify", add_verify(app)}};
  for (CLI::App* command : app.get_subcommands({}))
    command->set_version_flag("--version", "mockling " + std::string(kVersion));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return error.get_exit_code() == 0 ? app.exit(error)
                                      : complain(std::string(error.what()) + " (see mockling --help)");
  }
  if (app.get_subcommands().empty())
    return complain("which command? There are " + join(names_of(commands), ", ") + " (see mockling --help)");
  return commands.at(app.get_subcommands().front()->get_name())();
}

}  // namespace

}  // namespace mockling::cli

int main(int argc, char** argv) {
  try {
    return mockling::cli::run(argc, argv);
  } catch (const std::exception& failure) {
    return mockling::cli::complain(failure.what());
  }
}
