// Every validation case of EvoLink's data, asked of its creation route: status, words and parameter.
#include "catch.hpp"

#include "documents.hpp"
#include "emulated.hpp"

using namespace mockling;
using test::read_document;

TEST_CASE("every validation case of EvoLink has the verdict the data demands", "[contract][evolink]") {
  // Elements that nobody made are not what these cases are about.
  test::Emulated world(Json::object(), test::catalog_in({{"evolink", {{"unknown-element", "accepted"}}}}), "sk-test",
                       "evolink");
  std::size_t refused = 0;
  for (const Json& entry : read_document("fixtures/cases/evolink-validation.json")) {
    INFO(dump(entry));
    const Json &input = entry.at("input"), &expected = entry.at("expect");
    const Model* model = world.provider().model(entry.at("model"));
    REQUIRE(model != nullptr);
    const Violations violations = prepare_submission(world.provider().spec, *model, input).violations;
    const test::Reply reply = world.post("/v1/videos/generations", input);
    if (expected.is_string()) {
      CHECK(violations.empty());
      CHECK(reply.status == 200);
      continue;
    }
    ++refused;
    REQUIRE_FALSE(violations.empty());
    CHECK(violations.front().keyword == text_of(expected, "keyword"));
    CHECK(field_name(violations.front().path) == text_of(expected, "field"));
    if (text_of(expected, "field") == "model") continue;  // the route finds no model, see evolink_errors_test.cpp
    CHECK(reply.status == 400);
    const Json error = reply.json().at("error");
    CHECK(text_of(error, "param") == text_of(expected, "field"));
    CHECK(text_of(error, "message") == say(world.provider().spec.words, violations.front()));
  }
  CHECK(refused > 700);
}

TEST_CASE("every price of EvoLink is reserved to the last digit", "[contract][evolink]") {
  std::size_t priced = 0;
  for (const Json& entry : read_document("fixtures/prices.json")) {
    if (text_of(entry, "provider") != "evolink" || entry.contains("files")) continue;
    INFO(dump(entry));
    test::Emulated world(Json{{"balance", text_of(entry, "amount")}}, test::default_catalog(), "sk-test", "evolink");
    const test::Reply reply = world.post("/v1/videos/generations", entry.at("input"));
    REQUIRE(reply.status == 200);
    CHECK(dump(reply.json().at("usage").at("credits_reserved")) == text_of(entry, "amount"));
    CHECK(dump(world.get("/v1/credits").data().at("user").at("remaining_credits")) == "0");
    world.advance(Seconds(60));
    CHECK(dump(world.get("/v1/credits").data().at("user").at("used_credits")) == text_of(entry, "amount"));
    ++priced;
  }
  CHECK(priced > 100);
}
