#include "partaking.hpp"

#include "catch.hpp"
#include "evidence_fixture.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

Permutation wanting(const Json& check, const Json& op = Json::object()) {
  Permutation one;
  one.document = {{"op", op}, {"expect", Json::array({check})}};
  return one;
}

const Json kAtMostOne{{"count", {{"of", "billable"}, {"max", 1}}}};
const Json kNone{{"count", {{"of", "submits"}, {"is", 0}}}};

}  // namespace

TEST_CASE("who asks nothing proves nothing", "[partaking]") {
  CHECK(doubt_about(wanting(kAtMostOne), good_run()).empty());
  CHECK(doubt_about(wanting(kAtMostOne), Evidence{}) == "it sent no request: nothing is proven");
  Evidence called;
  called.wire = {asked(1, 0, {"hook"})};
  called.wire.front().in = false;  // mockling called, not the client
  CHECK_FALSE(doubt_about(wanting(kAtMostOne), called).empty());
}

TEST_CASE("silence is fine where it is asked for, or where a fault met the client first", "[partaking]") {
  CHECK(doubt_about(wanting(kNone), Evidence{}).empty());
  CHECK(doubt_about(wanting(kAtMostOne, {{"name", "estimate"}}), Evidence{}).empty());
  Evidence met;
  met.receipts = {{"f1", true}};
  CHECK(doubt_about(wanting(kAtMostOne), met).empty());
  met.receipts = {{"f1", false}};
  CHECK_FALSE(doubt_about(wanting(kAtMostOne), met).empty());
}

TEST_CASE("who says that it could not need not have asked", "[partaking]") {
  Evidence seen;
  seen.said = {{{{"outcome", "error"}, {"error", {{"category", "validation"}}}}, {}, {}}};
  CHECK(doubt_about(wanting(kAtMostOne), seen).empty());
  seen.said.front().message["outcome"] = "ok";
  CHECK_FALSE(doubt_about(wanting(kAtMostOne), seen).empty());
}

TEST_CASE("who may refuse at once is not asked to claim it", "[partaking]") {
  Json conditional = kNone;
  conditional["if"] = "local_validation";
  CHECK(doubt_about(wanting(conditional), Evidence{}).empty());
  CHECK_FALSE(doubt_about(wanting({{"count", {{"of", "files"}, {"is", 0}}}}), Evidence{}).empty());
}

TEST_CASE("who asks more than is kept hides what came first", "[partaking]") {
  Evidence flood;
  for (std::uint64_t i = 1; i <= 1000; ++i) flood.wire.push_back(asked(i, static_cast<std::int64_t>(i), {"poll"}));
  CHECK(doubt_about(wanting(kAtMostOne), flood).find("more requests than are kept") != std::string::npos);
}

TEST_CASE("doubt takes passes and leaves failures", "[partaking]") {
  std::vector<CheckResult> results(3);
  results[1].verdict = Verdict::fail;
  results[2].verdict = Verdict::not_claimed;
  doubt(results, "why");
  CHECK(results[0].verdict == Verdict::inconclusive);
  CHECK(results[0].actual == "why");
  CHECK(results[1].verdict == Verdict::fail);
  CHECK(results[2].verdict == Verdict::not_claimed);
}
