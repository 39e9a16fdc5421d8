// What the journal of a world says of exchanges over a real connection, and that no key ever is in it.
#include "catch.hpp"

#include "../../contract/loopback.hpp"

using namespace mockling;
using namespace mockling::test;

namespace {

constexpr const char* kSubmit = "/api/v3/kwaivgi/kling-video-o3-4k/text-to-video";
const std::string kKey = "mk_secret_4711";

Json entry(Loopback& server, const std::string& query) {
  const Json entries = server.get("/_mockling/journal?" + query).json().at("entries");
  REQUIRE(entries.size() == 1);
  return entries[0];
}

}  // namespace

TEST_CASE("an exchange is remembered whole, and how its answer went out", "[journal]") {
  Loopback server(Json::object(), {}, kKey);
  const Json job = server.post(kSubmit, {{"prompt", "a cat"}}).data();
  server.get("/api/v3/predictions/" + text_of(job, "id") + "/result");
  const Json submit = entry(server, "method=POST");
  CHECK(submit.at("provider") == "wavespeed");
  CHECK(submit.at("operation") == "submit");
  CHECK(submit.at("direction") == "in");
  CHECK(submit.at("path") == kSubmit);
  CHECK(submit.at("job") == job.at("id"));
  CHECK(submit.at("credentials") == Json::array({"header"}));
  CHECK(submit.at("request").at("body") == R"({"prompt":"a cat"})");
  CHECK(submit.at("request").at("sha256") == hex(sha256(R"({"prompt":"a cat"})")));
  CHECK_THAT(text_of(submit.at("answer"), "body"), Catch::Contains(text_of(job, "id")));
  CHECK(submit.at("sent").at("complete") == true);
  CHECK(submit.at("sent").at("bytes") > submit.at("answer").at("size"));
  CHECK(submit.at("in_flight") == false);
}

TEST_CASE("a request that waits for its answer is in flight, and has one entry", "[journal]") {
  Loopback server(Json::object(), {{"wavespeed", {{"sync-mode", "honoured"}}}}, kKey);
  RawClient client(server.port());
  const std::string body = R"({"prompt":"x","enable_sync_mode":true})";
  client.send("POST " + std::string(kSubmit) + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + kKey +
              "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  Json waiting;
  for (int i = 0; i < 1000 && waiting.empty(); ++i)
    waiting = server.get("/_mockling/journal?in_flight=true").json().at("entries");
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].at("status").is_null());
  CHECK(waiting[0].at("sent").is_null());
  server.change({{"advance", "1h"}});
  CHECK(client.answer().status == 200);
  CHECK(entry(server, "method=POST").at("status") == 200);
}

TEST_CASE("wherever the key was sent, it is not in the journal", "[journal]") {
  Loopback server(Json::object(), {}, kKey);
  server.post(kSubmit, {{"prompt", "my key is " + kKey}});
  server.get("/api/v3/predictions/" + kKey + "/result");
  server.get("/api/v3/balance?token=" + kKey);
  Request request = request_for("GET", "/api/v3/balance");
  request.headers.add("Authorization", "Bearer " + kKey);
  request.headers.add("X-Other", "also " + kKey);
  request.headers.add("Cookie", "session=" + kKey);
  server.ask(request);
  for (const char* path : {"/_mockling/journal", "/_mockling/journal.har"}) {
    const std::string all = server.get(path).text;
    CHECK_THAT(all, Catch::Contains("***"));
    CHECK_THAT(all, !Catch::Contains(kKey));
  }
  const Json entries = server.get("/_mockling/journal").json().at("entries");
  REQUIRE(entries.size() == 4);
  CHECK(entries[0].at("credentials") == Json::array({"header", "body"}));
  CHECK(entries[1].at("credentials") == Json::array({"header", "path"}));
  CHECK(entries[2].at("credentials") == Json::array({"header", "query"}));
  CHECK(entries[3].at("credentials") == Json::array({"header"}));
}

TEST_CASE("a verdict is asked for over HTTP", "[verify]") {
  Loopback server(Json::object(), {}, kKey);
  server.post(kSubmit, {{"prompt", "a cat"}});
  const Json met =
      server.post("/_mockling/verify", parse_json(R"({"expect":[{"operation":"submit","count":1}]})").value()).json();
  CHECK(met.at("verdict") == "pass");
  const Json missed = server
                          .post("/_mockling/verify",
                                parse_json(R"({"expect":[{"operation":"submit","body":{"prompt":"a dog"}}]})").value())
                          .json();
  CHECK(missed.at("failures")[0].at("near")[0].at("differs")[0].at("was") == "a cat");
  CHECK(server.post("/_mockling/verify", {{"expected", 1}}).status == 400);
}

TEST_CASE("the switches say what holds in this world", "[switches]") {
  Loopback server(Json::object(), {}, kKey);
  server.change(parse_json(R"({"switches":{"wavespeed":{"outputs":"string"}}})").value());
  const Json providers = server.get("/_mockling/switches").json().at("providers");
  for (const Json& one : providers.at("wavespeed").at("switches")) {
    CHECK(one.at("readings").contains(text_of(one, "active")));
    CHECK(one.at("readings").size() > 1);
    if (one.at("name") == "outputs") CHECK(one.at("active") == "string");
    if (one.at("name") != "outputs") CHECK(one.at("active") == one.at("default"));
  }
  for (const auto& [name, provider] : providers.items()) CHECK_FALSE(provider.at("assumed").empty());
}
