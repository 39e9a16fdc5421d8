// What a world says was paid, for what, and for nothing.
#include "catch.hpp"

#include <mockling/core/admin.hpp>
#include <mockling/core/statement.hpp>

#include "client.hpp"

using namespace mockling;
using test::Emulated;
using test::submit;

namespace {

Json account(Emulated& world) {
  return statement(world.state(), world.catalog(), world.now()).at("accounts").at("wavespeed");
}

// Fetches the clip of a job that has ended.
void fetch(Emulated& world, const std::string& id, const std::string& method = "GET") {
  const std::string url = test::result(world, id).at("outputs")[0];
  const test::Reply reply = world.ask(test::request_for(method, url));
  REQUIRE(reply.status == 200);
  REQUIRE(reply.clip.has_value());
}

}  // namespace

TEST_CASE("what was paid for clips that nobody fetched is waste, and the requests that caused it are named",
          "[statement]") {
  Emulated world;
  std::vector<std::string> ids;
  for (int n = 0; n < 4; ++n) ids.push_back(submit(world));
  world.advance(test::kLong);
  fetch(world, ids[2]);
  fetch(world, ids[2]);
  const Json bill = account(world);
  CHECK(bill.at("spent") == "2.24");
  CHECK(bill.at("delivered") == "0.56");
  CHECK(bill.at("wasted") == "1.68");
  CHECK(bill.at("in_words") == "spent 2.24 USD for 1 clip of 0.56 USD; 1.68 USD wasted");
  REQUIRE(bill.at("wasted_on").size() == 3);
  CHECK(bill.at("wasted_on")[0].at("job") == ids[0]);
  CHECK(bill.at("wasted_on")[0].at("requests") == Json::array({1}));
  CHECK(bill.at("wasted_on")[2].at("requests") == Json::array({4}));
}

TEST_CASE("looking at a clip's head fetches nothing", "[statement]") {
  Emulated world;
  const std::string id = submit(world);
  world.advance(test::kLong);
  fetch(world, id, "HEAD");
  CHECK(account(world).at("in_words") == "spent 0.56 USD for no clip; 0.56 USD wasted");
  fetch(world, id);
  CHECK(account(world).at("in_words") == "spent 0.56 USD for 1 clip of 0.56 USD");
}

TEST_CASE("a job that failed cost nothing", "[statement]") {
  Emulated world(Json{{"endings", Json::array({Json{{"nth", 1}, {"ending", "moderated"}}})}});
  submit(world);
  world.advance(test::kLong);
  CHECK(account(world).at("in_words") == "spent 0 USD");
}

TEST_CASE("every reservation names the row it follows from and where that row is from", "[statement]") {
  Emulated world;
  const std::string id = submit(world);
  const Json lines = account(world).at("lines");
  const Json& reserve = lines.back();
  CHECK(reserve.at("move") == "reserve");
  CHECK(reserve.at("amount") == "0.56");
  CHECK(reserve.at("job") == id);
  const Json& rule = reserve.at("rule");
  const Model& model = *world.provider().model(test::kModel);
  CHECK(model.document.at(Json::json_pointer(rule.at("row").get<std::string>())) == rule.at("says"));
  CHECK(rule.at("source").contains("source"));
}

TEST_CASE("a moved clock says what it brought about", "[statement]") {
  Emulated world;
  const std::string id = submit(world);
  const auto advance = [&](const std::string& step) {
    const auto library = [](std::string_view) { return std::optional<Json>(); };
    const auto patch = parse_patch(Json{{"advance", step}}, world.catalog(), library);
    REQUIRE(patch);
    const auto events = apply_patch(world.state(), world.catalog(), *patch, world.now(), world.now());
    if (!events.empty()) world.advance(events.back().at - world.now());
    return events_view(events);
  };
  const Json started = advance("next");
  REQUIRE(started.size() == 1);
  CHECK(started[0].at("what") == "running");
  CHECK(started[0].at("of") == id);
  const Json ended = advance("next");
  REQUIRE(ended.size() == 2);
  CHECK(ended[0].at("what") == "succeeded");
  CHECK(ended[1] == Json{{"at", ended[0].at("at")}, {"what", "charged"}, {"of", id}, {"money", "0.56 USD"}});
}
