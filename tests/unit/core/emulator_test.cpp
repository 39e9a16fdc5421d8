// The function at the heart of it: same inputs, same bytes; every refusal in its order.
#include "catch.hpp"

#include <mockling/core/admin.hpp>

#include "small_world.hpp"

using namespace mockling;
using test::SmallWorld;

namespace {

std::string error_of(SmallWorld& world, const std::string& method, const std::string& path,
                     const std::string& body = {}) {
  return text_of(parse_json(world.text(method, path, body)).value(), "error");
}

std::string why(SmallWorld& world, const std::string& body) {
  return text_of(parse_json(world.text("POST", "/run/acme/clip", body)).value(), "why");
}

}  // namespace

TEST_CASE("the same requests at the same times have the same answers", "[emulator]") {
  const auto run = [](std::uint64_t seed) {
    SmallWorld world(Json::object(), seed);
    std::string all;
    for (int i = 0; i < 20; ++i) {
      const std::string id = world.submit();
      all += id + world.text("GET", "/jobs/" + id);
      world.now = world.now + Millis(400);
    }
    return all + world.text("POST", "/list", R"({"most":3})");
  };
  CHECK(run(1) == run(1));
  CHECK(run(1) != run(2));
}

TEST_CASE("a body is refused for what is wrong with it", "[emulator]") {
  SmallWorld world;
  CHECK(error_of(world, "POST", "/run/acme/nothing", "{") == "unknown_model");
  for (const char* body : {"", "{", "[]", "5", "null", "\"x\"", "{\"prompt\":\"\xff\"}"}) {
    INFO(body);
    CHECK(error_of(world, "POST", "/run/acme/clip", body) == "bad_json");
  }
  CHECK(error_of(world, "POST", "/run/acme/clip", std::string(10'001, ' ')) == "too_large");
  CHECK(error_of(world, "POST", "/run/acme/clip", "{}") == "invalid_input");
  CHECK(why(world, "{}") == "prompt is missing");
  CHECK(why(world, R"({"prompt":5})") == "prompt must be a text");
  CHECK(why(world, R"({"prompt":"x","seconds":0})") == "seconds is too small");
  CHECK(error_of(world, "POST", "/list", R"({"most":0})") == "invalid_input");
  CHECK(error_of(world, "POST", "/list", "{}") == "invalid_input");
  CHECK(error_of(world, "GET", "/unwritten") == "not_implemented");
  CHECK(world.state.jobs().empty());
}

TEST_CASE("paths that are nobody's are told so", "[emulator]") {
  SmallWorld world;
  CHECK(world.ask("GET", "/nobody").status == 404);
  CHECK(world.ask("GET", "/jobs/1/2").status == 404);
  CHECK(world.ask("PUT", "/jobs/1").status == 405);
}

TEST_CASE("a suspended account is refused everything but its files", "[emulator]") {
  SmallWorld world(Json{{"standing", "suspended"}});
  CHECK(error_of(world, "GET", "/jobs/1") == "suspended");
  CHECK(error_of(world, "POST", "/run/acme/clip", "{") == "suspended");
  CHECK(world.text("GET", "/files/" + world.state.id() + "/a.mp4") == "a.mp4");
  world.account().standing = Standing::forbidden;
  CHECK(error_of(world, "GET", "/jobs/1") == "forbidden");
}

TEST_CASE("without enough money nothing is made; with enough it is held", "[emulator]") {
  SmallWorld world(Json{{"balance", "3"}});
  world.submit("x", 4);
  CHECK(error_of(world, "POST", "/run/acme/clip", R"({"prompt":"x","seconds":4})") == "no_credit");
  world.submit("x", 2);
  CHECK(to_text(world.available()) == "0");
  CHECK(world.state.jobs().size() == 2);
  world.now = world.now + Seconds(60);
  CHECK(to_text(world.available()) == "0");
}

TEST_CASE("what a rule demands at run time ends the job, and what is unreachable too", "[emulator]") {
  SmallWorld world;
  world.ask("POST", "/run/acme/clip", R"({"prompt":"x","sound":true})");
  CHECK(world.state.jobs().back().plan.ending == "broken");
  world.ask("POST", "/run/acme/clip", R"({"prompt":"x","image":"https://cdn.invalid/a.png"})");
  CHECK(world.state.jobs().back().plan.ending == "unreadable");
  world.ask("POST", "/run/acme/clip", R"({"prompt":"x","image":"https://cdn.example/a.png","sound":true})");
  CHECK(world.state.jobs().back().plan.ending == "ok");
}

TEST_CASE("inputs are kept normalised: known, in order, with defaults", "[emulator]") {
  SmallWorld world;
  world.ask("POST", "/run/acme/clip", R"({"unknown":1,"sound":false,"prompt":"x"})");
  CHECK(world.state.jobs().back().input == R"({"prompt":"x","seconds":4,"sound":false})");
}

TEST_CASE("an upload's facts and an earlier clip's shape are known by their URL", "[emulator]") {
  SmallWorld world;
  const std::string id = world.submit("x", 9);
  const auto earlier =
      facts_of(world.state, world.spec(), "http://host.test/out/" + world.state.id() + "/" + id + ".mp4?x=1");
  REQUIRE(earlier);
  CHECK((earlier->width == 64 && earlier->length == Seconds(9)));
  CHECK_FALSE(facts_of(world.state, world.spec(), "http://host.test/out/other.mp4"));
  CHECK_FALSE(facts_of(world.state, world.spec(), ""));
  CHECK_FALSE(facts_of(world.state, world.spec(), "http://"));
}

TEST_CASE("every exchange is in the journal, with the date of the world", "[emulator]") {
  SmallWorld world;
  const std::string id = world.submit();
  const Response response = world.ask("GET", "/jobs/" + id);
  CHECK(response.headers.get("Date") == "Tue, 18 Aug 2026 12:00:00 GMT");
  const auto& entries = world.state.journal().entries();
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].operation == "submit");
  CHECK(entries[0].job == id);
  REQUIRE(entries[0].request.body);
  CHECK(entries[0].request.body->find("prompt") != std::string::npos);
  CHECK(entries[0].submits);
  CHECK(entries[0].in_flight());
  CHECK(entries[1].path == "/jobs/" + id);
  CHECK(entries[1].status == 200);
}

TEST_CASE("the control plane changes a world all or nothing", "[admin]") {
  SmallWorld world;
  world.account();
  const auto patch = [&](const char* text) {
    return parse_patch(parse_json(text).value(), test::shared_catalog(), [](std::string_view name) {
      return name == "poor" ? std::optional(Json{{"balance", "1"}}) : std::nullopt;
    });
  };
  for (const char* wrong :
       {R"({"scenari":"poor"})", R"({"scenario":"rich"})", R"({"scenario":5})", R"({"scenario":{"level":"none"}})",
        R"({"scenario":{"standing":"none"}})", R"({"scenario":{"endings":[{"nth":1,"ending":"none"}]}})",
        R"({"clock":"fast"})", R"({"clock":5})", R"({"advance":5})", R"({"advance":"5"})", R"({"advance":"-5s"})",
        R"({"scenario":{"lifecycle":5}})"}) {
    INFO(wrong);
    CHECK_FALSE(patch(wrong));
  }
  apply_patch(world.state, test::shared_catalog(), patch(R"({"scenario":"poor","clock":"x2","advance":"5s"})").value(),
              world.now, world.now);
  CHECK(to_text(world.account().ledger.available()) == "1");
  CHECK(world.state.clock().now(world.now + Seconds(1)) == world.now + Seconds(7));
  const Json view = world_view(world.state, world.now);
  CHECK(view.at("accounts").at("small").at("available") == "1");
  CHECK(view.at("clock_permille") == 2000);
}
