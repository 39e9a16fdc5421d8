#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <mockling/host/tls_identity.hpp>

#include "commands.hpp"

namespace mockling::cli {

namespace {

struct CaFlags {
  std::string dir;
  std::string output;
  bool explain = false;
};

// How each kind of client learns to trust the authority in `file`.
void explain(const std::string& file) {
  const char* path = file.c_str();
  std::printf(
      "%s is the certificate of an authority that exists on this machine alone. It vouches for mockling at the\n"
      "providers' host names, localhost and the loopback addresses. Its key lies beside it, readable for you alone:\n"
      "whoever has the key can pass for any host towards those who trust the certificate, so trust it for single\n"
      "programs, not for the whole machine.\n\n"
      "  curl       curl --cacert %s …, or CURL_CA_BUNDLE=%s\n"
      "  Node.js    NODE_EXTRA_CA_CERTS=%s\n"
      "  Python     SSL_CERT_FILE=%s (ssl, httpx), REQUESTS_CA_BUNDLE=%s (requests)\n"
      "  Go, Ruby   SSL_CERT_FILE=%s\n"
      "  Java       keytool -importcert -noprompt -file %s -keystore trust.p12 -storepass changeit\n"
      "             JAVA_TOOL_OPTIONS='-Djavax.net.ssl.trustStore=trust.p12 "
      "-Djavax.net.ssl.trustStorePassword=changeit'\n\n"
      "`mockling run -- COMMAND` does all of this for one program; `mockling env` prints it for a shell.\n",
      path, path, path, path, path, path, path, path);
}

int show_ca(const CaFlags& flags) {
  const auto pem = host::TlsIdentity::keep_ca(flags.dir, std::time(nullptr));
  if (!pem) return complain(pem.error().message);
  if (!flags.output.empty()) {
    const auto written = host::write_file(flags.output, *pem);
    return written ? 0 : complain("--output " + written.error().message);
  }
  if (flags.explain)
    explain((std::filesystem::absolute(flags.dir) / host::TlsFolder::kAuthority).lexically_normal().string());
  else
    std::fputs(pem->c_str(), stdout);
  return 0;
}

}  // namespace

Run add_ca(CLI::App& app) {
  const auto flags = std::make_shared<CaFlags>();
  CLI::App* command = app.add_subcommand("ca", "Print the certificate that clients of --https-port must trust");
  command->add_option("--ca-dir", flags->dir, "Where the authority is kept; made when it is not there")->required();
  CLI::Option* output = command->add_option("--output", flags->output, "Write the certificate into this file instead");
  command->add_flag("--explain", flags->explain, "Say who reads it from where, and what trusting it means")
      ->excludes(output);
  return [flags] { return show_ca(*flags); };
}

}  // namespace mockling::cli
