// What an HTTP Archive says of an exchange; tests/e2e has it checked by an independent reader.
#include "catch.hpp"

#include <mockling/core/har.hpp>

using namespace mockling;

TEST_CASE("an exchange is an entry of an archive", "[har]") {
  JournalEntry entry;
  entry.number = 4;
  entry.method = "POST";
  entry.scheme = "http";
  entry.host = "127.0.0.1:1";
  entry.path = "/run";
  entry.query = {{"a", "b c"}};
  entry.status = 307;
  entry.request.body = std::make_shared<const std::string>("{}");
  entry.request.size = 2;
  entry.request.type = "application/json";
  entry.answer.headers = std::make_shared<const Headers>(Headers{{"Location", "/there"}});
  const Json log = har_of({&entry}).at("log");
  CHECK(log.at("version") == "1.2");
  const Json& shown = log.at("entries").at(0);
  CHECK(shown.at("request").at("url") == "http://127.0.0.1:1/run?a=b%20c");
  CHECK(shown.at("request").at("postData").at("text") == "{}");
  CHECK(shown.at("response").at("redirectURL") == "/there");
  CHECK(shown.at("response").at("status") == 307);
  CHECK(shown.at("_number") == 4);
}
