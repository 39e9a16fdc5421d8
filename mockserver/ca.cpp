#include <cstdio>
#include <ctime>
#include <memory>
#include <string>

#include <mockling/host/tls_identity.hpp>

#include "commands.hpp"

namespace mockling::cli {

namespace {

int print_ca(const std::string& ca_dir) {
  const auto pem = host::TlsIdentity::keep_ca(ca_dir, std::time(nullptr));
  if (!pem) return complain(pem.error().message);
  std::fputs(pem->c_str(), stdout);
  return 0;
}

}  // namespace

Run add_ca(CLI::App& app) {
  const auto ca_dir = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("ca", "Print the certificate that clients of --https-port must trust");
  command->add_option("--ca-dir", *ca_dir, "Where the authority is kept; made when it is not there")->required();
  return [ca_dir] { return print_ca(*ca_dir); };
}

}  // namespace mockling::cli
