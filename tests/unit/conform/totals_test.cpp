#include "totals.hpp"

#include "catch.hpp"
#include "report_fixture.hpp"

using namespace mockling;
using namespace mockling::conform;

TEST_CASE("totals are what the cases add up to", "[totals]") {
  const Json report = report_fixture();
  CHECK(totals_of(report) == report.at("totals"));
}

TEST_CASE("changed verdicts are counted anew", "[totals]") {
  Json report = report_fixture();
  Json& check = case_of(report, "submit/lost-response[fal]")["checks"][0];
  check["verdict"] = "xfail";
  recount(report);
  CHECK(case_of(report, "submit/lost-response[fal]").at("verdict") == "warn");
  CHECK(report.at("totals").at("verdicts").at("fail") == 0);
  CHECK(report.at("totals").at("verdicts").at("xfail") == 2);
  CHECK(report.at("totals").at("assumed") == 2);
}

TEST_CASE("a must that passes although it was not expected to counts as held", "[totals]") {
  Json report = report_fixture();
  const int before = report.at("totals").at("must").at("held");
  case_of(report, "submit/lost-response[fal]")["checks"][0]["verdict"] = "xpass";
  CHECK(totals_of(report).at("must").at("held") == before + 1);
}

TEST_CASE("the exit code says who is at fault", "[totals]") {
  Json report = report_fixture();
  CHECK(exit_code_of(report) == 3);
  const auto only = [&](const char* verdict) {
    for (Json& each : report["cases"])
      for (Json& check : each["checks"]) check["verdict"] = "pass";
    report["cases"][0]["checks"][0]["verdict"] = verdict;
    recount(report);
  };
  only("harness_error");
  CHECK(report.at("exit") == 3);
  only("pass");
  CHECK(report.at("exit") == 1);  // a line of the baseline is stale
  report["stale"] = Json::array();
  for (const auto& [verdict, code] : {std::pair{"pass", 0},
                                      {"xfail", 0},
                                      {"flaky", 0},
                                      {"not_claimed", 0},
                                      {"warn", 0},
                                      {"fail", 1},
                                      {"xpass", 1},
                                      {"inconclusive", 1}}) {
    only(verdict);
    CHECK(report.at("exit") == code);
  }
  only("warn");
  CHECK(exit_code_of(report, true) == 1);
}

TEST_CASE("a verdict that nobody knows is the harness's fault", "[totals]") {
  CHECK(verdict_of(Json{{"verdict", "passed"}}) == Verdict::harness_error);
  CHECK(verdict_of(Json(5)) == Verdict::harness_error);
}

TEST_CASE("amounts that are none and sums beyond the range change no total", "[totals]") {
  Json report = report_fixture();
  report["cases"][0]["money"]["charged"] = "much";
  report["cases"][1]["money"]["waste"] = "9000000000";
  report["cases"][1]["money"]["charged"] = "9000000000";
  report["cases"][4]["money"]["charged"] = "9000000000";
  CHECK(totals_of(report).at("money").size() == 3);
  CHECK(totals_of(Json(nullptr)).at("cases") == 0);
}
