#include "bad_doors.hpp"

#include <ctime>
#include <thread>

#include <mockling/host/http_library.hpp>
#include <mockling/host/tls_identity.hpp>

#include "catch.hpp"
#include "run_folder.hpp"

using namespace mockling;
using namespace mockling::conform;

TEST_CASE("behind a certificate that is not in order nobody enters but who does not look", "[tls]") {
  cli::RunFolder folder;
  REQUIRE(folder.make());
  const std::string authorities = folder.path() + "/ca";
  REQUIRE(host::TlsIdentity::keep(authorities, {"localhost"}, std::time(nullptr)));
  httplib::Server emulator;
  emulator.Post("/paid", [](const httplib::Request& request, httplib::Response& response) {
    response.set_content(request.get_header_value("Authorization") + request.get_param_value("a") + request.body,
                         "text/plain");
  });
  const int port = emulator.bind_to_any_port("127.0.0.1");
  std::thread serving([&] { emulator.listen_after_bind(); });
  {
    BadDoors doors;
    REQUIRE(doors.open(authorities, port));
    REQUIRE(doors.origins().size() == 3);
    for (const auto& [name, origin] : doors.origins()) {
      CAPTURE(name);
      httplib::Client careful(origin);
      careful.set_ca_cert_path((authorities + "/ca.pem").c_str());
      careful.enable_server_certificate_verification(true);
      CHECK_FALSE(careful.Post("/paid?a=b", "!", "text/plain"));
      httplib::Client careless(origin);
      careless.enable_server_certificate_verification(false);
      const auto answer = careless.Post("/paid?a=b", httplib::Headers{{"Authorization", "Key k"}}, "!", "text/plain");
      REQUIRE(answer);
      CHECK(answer->body == "Key kb!");
    }
  }
  emulator.stop();
  serving.join();
}
