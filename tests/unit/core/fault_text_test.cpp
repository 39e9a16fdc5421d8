// The compact notation of faults.
#include "catch.hpp"

#include <mockling/core/fault_text.hpp>

using namespace mockling;

namespace {

Json read(const std::string& text) {
  INFO(text);
  const auto document = fault_document(text);
  REQUIRE(document);
  return *document;
}

std::string refused(const std::string& text) {
  INFO(text);
  const auto document = fault_document(text);
  REQUIRE_FALSE(document);
  return document.error().message;
}

}  // namespace

TEST_CASE("a fault is a kind, perhaps a place and an occasion, and parameters", "[fault]") {
  CHECK(read("reset") == Json{{"do", "reset"}});
  CHECK(read("reset@poll") == Json{{"do", "reset"}, {"at", {{"operation", "poll"}}}});
  CHECK(read("reset@fal/poll:2-4") ==
        Json{{"do", "reset"}, {"at", {{"operation", "poll"}, {"provider", "fal"}}}, {"nth", "2-4"}});
  CHECK(read("reset:%3") == Json{{"do", "reset"}, {"every", "3"}});
  CHECK(read("reset:*") == Json{{"do", "reset"}});
  CHECK(
      read(" status@any:1  code=503\tphase=before_accept ") ==
      Json{
          {"do", "status"}, {"at", {{"operation", "any"}}}, {"nth", "1"}, {"code", "503"}, {"phase", "before_accept"}});
}

TEST_CASE("places are parameters by name, and quotes hold blanks", "[fault]") {
  CHECK(read("close of=id-1 path=/v1/** host=queue reused=true").at("at") ==
        Json{{"of", "id-1"}, {"path", "/v1/**"}, {"host", "queue"}, {"reused", "true"}});
  CHECK(read(R"(edit patch=[{"op":"test"}])") == Json{{"do", "edit"}, {"patch", R"([{"op":"test"}])"}});
  CHECK(read(R"(status body="out of order" x=1)") == Json{{"do", "status"}, {"body", "out of order"}, {"x", "1"}});
}

TEST_CASE("what is no notation is refused in a sentence that shows it", "[fault]") {
  CHECK(refused("").find("lost-response@submit:1") != std::string::npos);
  CHECK(refused("reset again").find("\"again\" is no NAME=VALUE") == 0);
  CHECK(refused("reset =1").find("NAME=VALUE") != std::string::npos);
  CHECK(refused("reset a=\"b").find("closing quote") != std::string::npos);
  CHECK(refused(std::string(5000, 'x')).find("4000") != std::string::npos);
  CHECK(refused("\xff").find("UTF-8") != std::string::npos);
}
