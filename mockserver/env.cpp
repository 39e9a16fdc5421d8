#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>

#include <mockling/host/tls_identity.hpp>

#include "commands.hpp"
#include "environment.hpp"
#include "lookup.hpp"

namespace mockling::cli {

namespace {

struct EnvFlags : Surroundings {
  bool json = false;
  std::string spec_dir;
};

// Any text as one word of a POSIX shell.
std::string quoted(const std::string& text) { return "'" + replace_all(text, "'", "'\\''") + "'"; }

void print_for_shell(const Variables& variables) {
  for (const auto& [name, value] : variables.set) std::printf("export %s=%s\n", name.c_str(), quoted(value).c_str());
  for (const std::string& name : variables.unset) std::printf("unset %s\n", name.c_str());
}

void print_as_json(const Variables& variables) {
  Json set = Json::object();
  for (const auto& [name, value] : variables.set) set[name] = value;
  std::printf("%s\n", dump(Json{{"set", set}, {"unset", variables.unset}}).c_str());
}

int print_environment(EnvFlags flags) {
  const auto catalog = load(flags.spec_dir);
  if (!catalog) return complain(catalog.error().message);
  auto pem = host::TlsIdentity::keep_ca(flags.folder, std::time(nullptr));
  if (!pem) return complain(pem.error().message);
  flags.ca_pem = std::move(*pem);
  flags.folder = std::filesystem::absolute(flags.folder).lexically_normal().string();
  if (flags.folder.size() > 1 && flags.folder.back() == '/') flags.folder.pop_back();
  if (auto written = write_capture_files(flags); !written) return complain(written.error().message);
  const Variables variables = capture_variables(flags, **catalog, own_environment());
  flags.json ? print_as_json(variables) : print_for_shell(variables);
  return 0;
}

}  // namespace

Run add_env(CLI::App& app) {
  const auto flags = std::make_shared<EnvFlags>();
  flags->http_port = 8787;
  flags->https_port = 8443;
  flags->proxy_port = 8788;
  CLI::App* command = app.add_subcommand("env", "Print the variables that lead the programs of a shell to a server");
  const auto port = CLI::Range(1, 65535);
  command->add_option("--ca-dir", flags->folder, "The server's --ca-dir; what the variables name is written there")
      ->required();
  command->add_option("--port", flags->http_port, "The server's --port")->check(port)->capture_default_str();
  command->add_option("--https-port", flags->https_port, "The server's --https-port")
      ->check(port)
      ->capture_default_str();
  command->add_option("--proxy-port", flags->proxy_port, "The server's --proxy-port")
      ->check(port)
      ->capture_default_str();
  command->add_flag("--passthrough", flags->passthrough, "As the server's");
  command->add_flag("--json", flags->json, "As JSON instead of lines for a shell");
  command->add_option("--spec-dir", flags->spec_dir, "Read provider data from this folder instead of the built-in");
  return [flags] { return print_environment(*flags); };
}

}  // namespace mockling::cli
