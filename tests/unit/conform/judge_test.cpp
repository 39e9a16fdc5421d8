#include "judge.hpp"

#include "catch.hpp"
#include "evidence_fixture.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

const Claims kAll{{"wavespeed"}, {"generate"}, {"nsfw", "event_log"}, false};

Json check_of(Json with) {
  Json check{{"check", "c"}, {"level", "must"}, {"basis", "safety"}};
  check.update(with);
  return check;
}

CheckResult verdict_on(Json with, const Evidence& seen, const Claims& claims = kAll) {
  Permutation one;
  one.document = {{"expect", Json::array({check_of(std::move(with))})}};
  const auto results = judge(one, claims, seen);
  REQUIRE(results.size() == 1);
  return results.front();
}

const Json kOneSubmit{{"of", "submits"}, {"is", 1}};
const Json kTwoSubmits{{"of", "submits"}, {"is", 2}};

}  // namespace

TEST_CASE("a must that is broken fails, a should warns", "[judge]") {
  CHECK(verdict_on({{"count", kOneSubmit}}, good_run()).verdict == Verdict::pass);
  const CheckResult failed = verdict_on({{"count", kTwoSubmits}}, good_run());
  CHECK(failed.verdict == Verdict::fail);
  CHECK(failed.expected == "exactly 2 submits");
  CHECK(failed.actual == "1 submits");
  CHECK(failed.lines == std::vector<std::uint64_t>{1});
  CHECK(verdict_on({{"level", "should"}, {"count", kTwoSubmits}}, good_run()).verdict == Verdict::warn);
  CHECK(verdict_on({{"count", kOneSubmit}, {"file", "absent"}}, good_run()).verdict == Verdict::fail);
}

TEST_CASE("without the receipt of its fault a check has no verdict", "[judge]") {
  const Json check{{"count", kTwoSubmits}, {"receipt", {"f1"}}};
  CHECK(verdict_on(check, good_run()).verdict == Verdict::fail);
  Evidence never = good_run();
  never.receipts["f1"] = false;
  CHECK(verdict_on(check, never).verdict == Verdict::inconclusive);
  never.receipts.clear();
  CHECK(verdict_on(check, never).verdict == Verdict::inconclusive);
  CHECK(verdict_on({{"count", kOneSubmit}, {"receipt", {"f1", "f2"}}}, good_run()).verdict == Verdict::inconclusive);
  CHECK(verdict_on({{"count", kOneSubmit}, {"receipt", Json::array({5})}}, good_run()).verdict ==
        Verdict::inconclusive);
}

TEST_CASE("checks are for who claims what they are about", "[judge]") {
  CHECK(verdict_on({{"if", "budget"}, {"count", kTwoSubmits}}, good_run()).verdict == Verdict::not_claimed);
  CHECK(verdict_on({{"if", "nsfw"}, {"count", kTwoSubmits}}, good_run()).verdict == Verdict::fail);
  Permutation one;
  one.document = {{"expect", Json::array({check_of({{"unless", "nsfw"}, {"count", kTwoSubmits}})})}};
  CHECK(judge(one, kAll, good_run()).empty());
  for (const CheckResult& result : unclaimed(one, "op:cancel")) CHECK(result.verdict == Verdict::not_claimed);
}

TEST_CASE("who tells only whether there is a video is asked no more", "[judge]") {
  Claims door;
  door.any_op = true;
  CHECK(verdict_on({{"cost", {{"is", "2.1"}}}}, good_run(), door).verdict == Verdict::not_claimed);
  CHECK(verdict_on({{"result", {{"task_id", "given"}}}}, good_run(), door).verdict == Verdict::not_claimed);
  CHECK(verdict_on({{"result", {{"outcome", {"ok"}}}}}, good_run(), door).verdict == Verdict::pass);
  CHECK(verdict_on({{"file", "whole"}}, good_run(), door).verdict == Verdict::pass);
}

TEST_CASE("expectations of a wrong shape do not hold and do not throw", "[judge]") {
  for (const char* predicate : {"count", "gap", "result", "file", "money", "log", "body", "path"})
    for (const Json& odd : {Json(5), Json("x"), Json::array({Json::object()}), Json{{"of", "submits"}, {"at", "/~"}}}) {
      INFO(predicate << odd.dump());
      CHECK_NOTHROW(verdict_on({{predicate, odd}}, good_run()));
      Claims door;
      door.any_op = true;
      CHECK_NOTHROW(verdict_on({{predicate, odd}}, good_run(), door));
    }
}
