// What a test says of a client from its world, with words for when it is not so.
#include <mockling/testing/verdict.hpp>

#include "catch.hpp"

#include <mockling/testing/catch2.hpp>
#include <mockling/testing/pure_world.hpp>

#include "../../contract/emulated.hpp"

using namespace mockling;
using namespace mockling::prove;

namespace {

const std::string kSubmit = "/api/v3/kwaivgi/kling-v3.0-pro/text-to-video";

std::string submit(const PureWorld& world) {
  const Response response = world.post(kSubmit, {{"prompt", "x"}});
  return Json::parse(std::get<TextBody>(response.body).text).at("data").at("id");
}

// Takes the clip of a finished job away.
void fetch(const PureWorld& world, const std::string& job) {
  const Response result = world.get("/api/v3/predictions/" + job + "/result");
  const std::string url = Json::parse(std::get<TextBody>(result.body).text).at("data").at("outputs").at(0);
  CHECK(std::holds_alternative<ClipRef>(world.get(url.substr(std::string("http://127.0.0.1").size())).body));
}

PureWorld fresh() { return PureWorld(*test::default_catalog()); }

bool tells(const Verdict& verdict, const std::string& words) {
  CAPTURE(verdict.told);
  return verdict.told.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a world in which nothing happened spent nothing and says so", "[verdict]") {
  const PureWorld world = fresh();
  CHECK_THAT(world, SpentExactly("0 USD"));
  CHECK_THAT(world, Submitted(0));
  CHECK_THAT(world, WastedNothing());
  const Verdict verdict = submitted(world, 1);
  CHECK_FALSE(verdict.holds);
  CHECK(tells(verdict, "wanted 1 jobs submitted; there were 0\n  nothing was submitted"));
}

TEST_CASE("a client that submits twice and fetches once is told what that cost", "[verdict]") {
  const PureWorld world = fresh();
  const std::string job = submit(world);
  submit(world);
  CHECK(tells(submitted(world, 1), "1.12 reserved"));
  REQUIRE(world.advance("1h"));
  CHECK_FALSE(wasted_nothing(world));
  fetch(world, job);
  CHECK_THAT(world, Submitted(2));
  CHECK_THAT(world, SpentExactly("1.12 USD"));
  CHECK_THAT(world, SpentAtMost("1.12 USD"));
  CHECK_FALSE(spent_exactly(world, "0.56 USD"));
  CHECK_FALSE(spent_at_most(world, "1.11 USD"));
  const Verdict wasted = wasted_nothing(world);
  CHECK_FALSE(wasted);
  CHECK(tells(wasted, "0.56 USD was"));
  CHECK(tells(wasted, "spent 1.12 USD for 1 clip of 0.56 USD; 0.56 USD wasted"));
  CHECK(tells(wasted, "#1 POST " + kSubmit + " -> 200, job " + job));
}

TEST_CASE("a submit that was refused is told of but not counted", "[verdict]") {
  const PureWorld world = fresh();
  world.post(kSubmit, {{"prompt", 7}});
  CHECK_THAT(world, Submitted(0));
  CHECK(tells(submitted(world, 1), "-> 400"));
}

TEST_CASE("an amount without a currency is a mistake of the test", "[verdict]") {
  CHECK(tells(spent_exactly(fresh(), "2.10"), "\"2.10\" is no amount like"));
  CHECK_FALSE(spent_at_most(fresh(), "lots USD"));
}

TEST_CASE("two worlds of one key and seed that are asked the same say the same", "[verdict][pure]") {
  const PureWorld one = fresh(), two = fresh();
  for (const PureWorld* world : {&one, &two}) {
    const std::string job = submit(*world);
    REQUIRE(world->advance("1h"));
    submit(*world);
    fetch(*world, job);
  }
  CHECK(dump(one.ledger()) == dump(two.ledger()));
  CHECK(dump(one.journal()) == dump(two.journal()));
}
