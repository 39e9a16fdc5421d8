// What an account did and what it cost: balance, billing, history, usage.
#include "catch.hpp"

#include "client.hpp"

using namespace mockling;
using namespace mockling::test;

TEST_CASE("money is held at submit, charged at completion, given back on failure", "[contract][money]") {
  Emulated world(Json{{"balance", "2"}});
  CHECK(balance(world) == "2");
  const std::string good = submit(world);
  CHECK(balance(world) == "1.44");
  submit(world, "[[mockling: moderated]]");
  CHECK(balance(world) == "0.88");
  const Account& account = world.state().accounts().begin()->second;
  CHECK(to_text(account.ledger.holds(Purse::reserved)) == "1.12");
  CHECK(to_text(account.ledger.holds(Purse::spent)) == "0");
  world.advance(kLong);
  CHECK(balance(world) == "1.44");
  CHECK(to_text(account.ledger.holds(Purse::reserved)) == "0");
  CHECK(to_text(account.ledger.holds(Purse::spent)) == "0.56");
  CHECK(status(world, good) == "completed");
}

TEST_CASE("billing records follow the money", "[contract][money]") {
  Emulated world;
  const std::string good = submit(world);
  world.advance(Millis(500));
  const std::string bad = submit(world, "[[mockling: failed]]");
  Json records = billing(world);
  REQUIRE(records.at("total") == 2);
  for (const Json& record : records.at("items")) {
    CHECK(record.at("billing_type") == "deduct");
    CHECK(record.at("order").at("state") == "pre");
    CHECK(record.at("price") == 0.56);
  }
  CHECK(records.at("items")[0].at("prediction").at("uuid") == bad);
  world.advance(kLong);
  records = billing(world);
  CHECK(records.at("total") == 3);
  const Json refunds = billing(world, {{"billing_type", "refund"}});
  REQUIRE(refunds.at("total") == 1);
  CHECK(refunds.at("items")[0].at("prediction").at("uuid") == bad);
  CHECK(refunds.at("items")[0].at("prediction").at("status") == "failed");
  CHECK(refunds.at("items")[0].at("order").at("state") == "done");
  CHECK(billing(world, {{"prediction_uuids", Json{good}}}).at("total") == 1);
  CHECK(billing(world, {{"model_uuid", "another"}}).at("total") == 0);
  CHECK(billing(world, {{"sort", "created_at ASC"}}).at("items")[0].at("prediction").at("uuid") == good);
  CHECK(billing(world, {{"page", 2}, {"page_size", 2}}).at("items").size() == 1);
  CHECK(billing(world, {{"page", 3}, {"page_size", 2}}).at("items").empty());
  const std::string start = std::to_string(unix_millis(world.now() - std::chrono::minutes(1)));
  CHECK(billing(world, {{"start_time", start}}).at("total") == 0);
  CHECK(billing(world, {{"end_time", start}}).at("total") == 3);
  CHECK(billing(world, {{"end_time", rfc3339(world.now() - std::chrono::minutes(1))}}).at("total") == 3);
}

TEST_CASE("history filters by model, status and time, newest first, page by page", "[contract][history]") {
  Emulated world;
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(submit(world, i == 2 ? "[[mockling: failed]]" : "plain"));
    world.advance(std::chrono::minutes(1));
  }
  ids.push_back(submit(world));
  Json page = history(world);
  CHECK(page.at("total") == 6);
  REQUIRE(page.at("items").size() == 6);
  for (std::size_t i = 0; i < 6; ++i) CHECK(page.at("items")[i].at("id") == ids[5 - i]);
  CHECK(history(world, {{"status", "failed"}}).at("items")[0].at("id") == ids[2]);
  CHECK(history(world, {{"status", "completed"}}).at("total") == 4);
  CHECK(history(world, {{"status", "created"}}).at("total") == 1);
  CHECK(history(world, {{"model", kModel}}).at("total") == 6);
  CHECK(history(world, {{"model", "kwaivgi/other"}}).at("total") == 0);
  const std::string third = rfc3339(world.now() - std::chrono::minutes(3), 9);
  CHECK(history(world, {{"created_after", third}}).at("total") == 4);
  CHECK(history(world, {{"created_before", third}}).at("total") == 3);
  page = history(world, {{"page", 2}, {"page_size", 4}});
  CHECK(page.at("page") == 2);
  CHECK(page.at("items").size() == 2);
  CHECK(page.at("total") == 6);
  CHECK(history(world, {{"page", 9'000'000'000'000'000'000}}).at("items").empty());
  CHECK_FALSE(page.at("items")[0].contains("inputs"));
  CHECK(history(world, {{"include_inputs", true}}).at("items")[0].at("inputs").at("prompt") == "a quiet harbour");
}

TEST_CASE("history is asked by GET too, with the same filters as text", "[contract][history]") {
  Emulated world;
  submit(world);
  const Reply reply = world.get("/api/v3/predictions?page=1&page_size=5&status=created&include_inputs=true");
  INFO(reply.text);
  REQUIRE(reply.status == 200);
  CHECK(reply.data().at("total") == 1);
  CHECK(reply.data().at("items")[0].at("inputs").at("prompt") == "a quiet harbour");
  CHECK(world.get("/api/v3/predictions?page=0&page_size=5").status == 400);
  CHECK(world.ask(world.with_key(test::request_for("HEAD", "/api/v3/predictions?page=1&page_size=5"))).status == 200);
}

TEST_CASE("usage adds up what was delivered", "[contract][history]") {
  Emulated world;
  submit(world), submit(world), submit(world, "[[mockling: failed]]");
  world.advance(kLong);
  const auto ask = [&](std::chrono::hours from) {
    return world.post("/api/v3/user/usage_stats",
                      {{"start_time", rfc3339(world.now() - from)}, {"end_time", rfc3339(world.now())}});
  };
  const Json usage = ask(std::chrono::hours(24)).data();
  CHECK(usage.at("summary") == Json{{"total_cost", 1.12}, {"total_requests", 3}, {"success_requests", 2}});
  REQUIRE(usage.at("per_model_usage").size() == 1);
  CHECK(usage.at("per_model_usage")[0].at("total_count") == 2);
  CHECK(usage.at("per_model_usage")[0].at("total_cost") == 1.12);
  CHECK(usage.at("daily_usage")[0].at("date") == "2026-08-18");
  CHECK(ask(std::chrono::hours(24 * 31)).status == 200);
  CHECK(said(ask(std::chrono::hours(24 * 31 + 1))) == "the time range must not exceed 31 days");
  CHECK(world.post("/api/v3/user/usage_stats", {{"start_time", "1678-01-01"}, {"end_time", "2261-12-31"}}).status ==
        400);
}
