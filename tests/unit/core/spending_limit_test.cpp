// How much a world may spend: what is refused, in whose words, and what still goes through.
#include <mockling/core/spending_limit.hpp>

#include "catch.hpp"

#include <mockling/core/admin.hpp>
#include <mockling/core/statement.hpp>

#include "small_world.hpp"

using namespace mockling;
using test::SmallWorld;

namespace {

std::string complaint(const Json& json) {
  const auto limit = parse_spending_limit(json);
  return limit ? "" : limit.error().message;
}

void patch(SmallWorld& world, const Json& json) {
  auto parsed = parse_patch(json, test::shared_catalog(), {});
  REQUIRE(parsed);
  apply_patch(world.state, test::shared_catalog(), std::move(parsed).value(), world.now, world.now);
}

}  // namespace

TEST_CASE("a limit is an amount with its currency, several, or none", "[spending]") {
  CHECK(spending_limit_json(parse_spending_limit("5.00 USD").value()) == Json::array({"5 USD"}));
  CHECK(parse_spending_limit({"5 USD", "300 credits"}).value().at("credits") == Decimal{300 * Decimal::kOne});
  CHECK(parse_spending_limit(nullptr).value().empty());
  for (const Json& wrong : {Json("5"), Json("USD"), Json("-1 USD"), Json(5), Json{{"USD", "5"}}, Json("1e3 USD"),
                            Json::array({Json("5 USD"), Json(7)})})
    CHECK(complaint(wrong).find("5.00 USD") != std::string::npos);
  CHECK(complaint({"5 USD", "6 USD"}).find("two amounts in USD") != std::string::npos);
}

TEST_CASE("a submit that would exceed the limit is refused as if the money were gone", "[spending]") {
  SmallWorld world;
  const std::string first = world.submit();
  const Decimal price = world.state.find_job(first)->price.amount;
  REQUIRE(Decimal{} < price);
  const Currency& currency = world.spec().billing.currency;
  patch(world, {{"spending_limit", to_text(Money{{2 * price.nano}, currency})}});
  world.submit();
  const Response refused = world.ask("POST", "/run/acme/clip", R"({"prompt":"x","seconds":4})");
  CHECK(refused.status == refuse(world.spec(), {ErrorKind::no_credit, {}}).status);
  CHECK(std::get<TextBody>(refused.body).text ==
        std::get<TextBody>(refuse(world.spec(), {ErrorKind::no_credit, {}}).body).text);
  CHECK(world.state.jobs().size() == 2);
  patch(world, {{"spending_limit", nullptr}});
  world.submit();
  CHECK(world.state.jobs().size() == 3);
}

TEST_CASE("what a failed job gives back may be spent again", "[spending]") {
  SmallWorld world(Json{{"endings", Json::array({Json{{"nth", 1}, {"ending", "broken"}}})}});
  const Job& job = *world.state.find_job(world.submit());
  patch(world, {{"spending_limit", to_text(job.price)}});
  CHECK(world.ask("POST", "/run/acme/clip", R"({"prompt":"x","seconds":4})").status != 200);
  world.now = end_of(job);
  CHECK(world.ask("POST", "/run/acme/clip", R"({"prompt":"x","seconds":4})").status == 200);
}

TEST_CASE("a limit is seen in the world and in its bill, and outlives the process", "[spending]") {
  SmallWorld world;
  world.submit();
  const std::string limit = "7.5 " + world.spec().billing.currency.code;
  patch(world, {{"spending_limit", limit}});
  CHECK(world_view(world.state, world.now).at("spending_limit") == Json::array({limit}));
  const Json bill = statement(world.state, test::shared_catalog(), world.now);
  CHECK(bill.at("accounts").at("small").at("spending_limit") == "7.5");
  WorldRecords records;
  for (const Json& record : snapshot(world.state)) records.take(record);
  CHECK(restore(records)->spending_limit() == world.state.spending_limit());
}

TEST_CASE("a limit in a currency that nobody bills in is refused and named", "[spending]") {
  for (const Json& patch : {Json{{"spending_limit", "5 EUR"}}, Json{{"scenario", {{"spending_limit", "5 EUR"}}}}}) {
    const auto parsed = parse_patch(patch, test::shared_catalog(), {});
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().message.find("EUR") != std::string::npos);
    CHECK(parsed.error().message.find(test::shared_catalog().providers[0].spec.billing.currency.code) !=
          std::string::npos);
  }
}
