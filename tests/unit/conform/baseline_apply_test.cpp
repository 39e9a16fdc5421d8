#include "baseline_apply.hpp"

#include "baseline_update.hpp"
#include "catch.hpp"
#include "report_fixture.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

constexpr const char* kToday = "2026-11-21";

// What the judges found in small cases: {id, {check, verdict}, …}.
Json report_of(const std::vector<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>>& cases) {
  Json report{{"totals", Json::object()}, {"stale", Json::array()}, {"cases", Json::array()}};
  for (const auto& [id, checks] : cases) {
    Json each{{"id", id}, {"checks", Json::array()}};
    for (const auto& [name, verdict] : checks)
      each["checks"].push_back({{"check", name},
                                {"level", "must"},
                                {"verdict", verdict},
                                {"expected", "1"},
                                {"actual", "2"},
                                {"baseline", nullptr}});
    report["cases"].push_back(each);
  }
  return report;
}

Baseline read(const std::string& text) {
  auto parsed = parse_baseline(text, "x");
  if (!parsed) FAIL(parsed.error().message);
  return std::move(parsed).value();
}

Json applied(const std::string& text, Json report, const std::vector<std::string>& known = {}) {
  apply_baseline(read(text), report, kToday, known);
  return report;
}

std::string verdict(const Json& report, int in_case, int check = 0) {
  return report.at("cases").at(in_case).at("checks").at(check).at("verdict");
}

std::string updated(const std::string& text, const Json& report) {
  return updated_baseline(read(text), report, kToday);
}

}  // namespace

TEST_CASE("a known failure is expected", "[baseline]") {
  const Json report = applied("a/b[fal]#c issue=x#1 # why", report_of({{"a/b[fal]", {{"c", "fail"}, {"d", "pass"}}}}));
  CHECK(verdict(report, 0) == "xfail");
  CHECK(report.at("cases").at(0).at("checks").at(0).at("baseline") == "issue=x#1 # why");
  CHECK(verdict(report, 0, 1) == "pass");
  CHECK(report.at("cases").at(0).at("checks").at(1).at("baseline").is_null());
  CHECK(report.at("cases").at(0).at("verdict") == "xfail");
  CHECK(report.at("stale").empty());
  CHECK(report.at("exit") == 0);
  CHECK(report.at("totals").at("verdicts").at("xfail") == 1);
}

TEST_CASE("an unexpected pass fails the run", "[baseline]") {
  const Json report = applied("a/b[fal]#c # why", report_of({{"a/b[fal]", {{"c", "pass"}}}}));
  CHECK(verdict(report, 0) == "xpass");
  CHECK(report.at("stale") == Json::array({"line 1: a/b[fal]#c: passes now: a/b[fal]#c"}));
  CHECK(report.at("exit") == 1);
}

TEST_CASE("a line about a whole case holds while one of its checks fails", "[baseline]") {
  const Json report = applied("a/* # why", report_of({{"a/b[fal]", {{"c", "fail"}, {"d", "pass"}, {"e", "warn"}}},
                                                      {"a/c[fal]", {{"c", "pass"}, {"d", "not_claimed"}}}}));
  CHECK(verdict(report, 0) == "xfail");
  CHECK(verdict(report, 0, 1) == "pass");
  CHECK(verdict(report, 0, 2) == "xfail");
  CHECK(verdict(report, 1) == "xpass");
  CHECK(verdict(report, 1, 1) == "not_claimed");
  CHECK(report.at("stale").size() == 1);
}

TEST_CASE("what was not judged is never excused by an expectation", "[baseline]") {
  const Json report =
      applied("a/b # why\na/c # why",
              report_of({{"a/b[fal]", {{"c", "inconclusive"}}}, {"a/c[fal]", {{"c", "harness_error"}}}}));
  CHECK(verdict(report, 0) == "inconclusive");
  CHECK(verdict(report, 1) == "harness_error");
  CHECK(report.at("stale").empty());
  CHECK(report.at("exit") == 3);
}

TEST_CASE("lines that mean nothing, what is not claimed, or what is taken already are stale", "[baseline]") {
  const Json report = applied("x/y # why\na/b#n # why\na/b # why\na/*[fal] # why",
                              report_of({{"a/b[fal]", {{"c", "fail"}, {"n", "not_claimed"}}}}));
  CHECK(report.at("stale") == Json::array({"line 1: x/y: means no check of the suite",
                                           "line 2: a/b#n: means only what the client does not claim",
                                           "line 4: a/*[fal]: lines above it speak of all that it means"}));
  CHECK(report.at("exit") == 1);
}

TEST_CASE("what a part of the suite left out is not stale", "[baseline]") {
  const Json report = applied("x/y#z # why", report_of({{"a/b[fal]", {{"c", "pass"}}}}), {"a/b[fal]#c", "x/y[fal]#z"});
  CHECK(report.at("stale").empty());
  CHECK(report.at("exit") == 0);
}

TEST_CASE("a line counts until the end of its day", "[baseline]") {
  const Json failing = report_of({{"a/b[fal]", {{"c", "fail"}}}});
  CHECK(verdict(applied("a/b until=2026-11-21 # why", failing), 0) == "xfail");
  const Json late = applied("a/b until=2026-11-20 # why", failing);
  CHECK(verdict(late, 0) == "fail");
  CHECK(late.at("stale") == Json::array({"line 1: a/b: expired on 2026-11-20"}));
  const Json passing = applied("a/b until=2026-11-20 # why", report_of({{"a/b[fal]", {{"c", "pass"}}}}));
  CHECK(verdict(passing, 0) == "pass");
  CHECK(passing.at("exit") == 1);
}

TEST_CASE("a flaky line tolerates its share", "[baseline]") {
  const auto twenty = [](int failing) {
    std::vector<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>> cases;
    for (int i = 0; i < 20; ++i)
      cases.push_back(
          {"p/" + std::to_string(i) + "[fal]", {{"c", i < failing ? i == 0 ? "inconclusive" : "fail" : "pass"}}});
    return report_of(cases);
  };
  const Json two = applied("p/* flaky max=10% # slow", twenty(2));
  CHECK(verdict(two, 0) == "flaky");
  CHECK(verdict(two, 1) == "flaky");
  CHECK(verdict(two, 2) == "pass");
  CHECK(two.at("exit") == 0);
  const Json three = applied("p/* flaky max=10% # slow", twenty(3));
  CHECK(verdict(three, 1) == "fail");
  CHECK(three.at("stale") == Json::array({"line 1: p/*: 3 of 20 failed, more than 10%"}));
  CHECK(applied("p/* flaky max=1% # slow", twenty(1)).at("exit") == 0);
  CHECK(applied("p/* flaky # slow", twenty(20)).at("exit") == 0);
  CHECK(applied("p/* flaky # slow", twenty(0)).at("exit") == 0);
}

TEST_CASE("a case alone is excused as it will be among the others", "[baseline]") {
  Json report = report_of({{"a/b[fal]", {{"c", "fail"}, {"d", "fail"}, {"e", "pass"}}}});
  Json one = report.at("cases").at(0);
  const std::string text = "a/b#c # why\na/* flaky max=10% # why\n";
  excuse_case(read(text + "x/y # why"), one, kToday);
  CHECK(one.at("checks").at(0).at("verdict") == "xfail");
  CHECK(one.at("checks").at(1).at("verdict") == "flaky");
  CHECK(one.at("checks").at(2).at("verdict") == "pass");
  CHECK(one.at("verdict") == "flaky");
  CHECK(one.at("id") == "a/b[fal]");
  report["cases"][0] = one;
  apply_baseline(read(text), report, kToday);
  CHECK(report.at("cases").at(0) == one);
}

TEST_CASE("applying twice changes nothing", "[baseline]") {
  const std::string text =
      "submit/lost-response[fal] # a\npoll/** flaky max=50% # b\nfile/short[evolink] # c\nx/y # d\n";
  Json once = report_fixture();
  apply_baseline(read(text), once, kToday);
  Json twice = once;
  apply_baseline(read(text), twice, kToday);
  CHECK(once == twice);
}

TEST_CASE("an update takes out what passes and adds what fails", "[baseline]") {
  const Json report = report_of(
      {{"a/b[fal]", {{"c", "fail"}, {"d", "fail"}}}, {"a/c[fal]", {{"c", "pass"}}}, {"a/d[fal]", {{"c", "warn"}}}});
  const std::string before = "# Ours.\n\na/b[fal]#c   issue=x#1   # why\na/c # gone\nx/y # nothing\n";
  const std::string after = updated(before, report);
  CHECK(after == "# Ours.\n\na/b[fal]#c   issue=x#1   # why\na/b[fal]#d # expected 1, seen 2\n");
  CHECK(line_diff(before, after) == "-a/c # gone\n-x/y # nothing\n+a/b[fal]#d # expected 1, seen 2\n");
  const Json satisfied = applied(after, report);
  CHECK(satisfied.at("exit") == 0);
  CHECK(updated(after, satisfied) == after);
  CHECK(updated(after, report) == after);
}

TEST_CASE("an update narrows a line of which a part passes", "[baseline]") {
  const Json report =
      report_of({{"a/b[fal]", {{"c", "fail"}, {"d", "fail"}}}, {"a/c[fal]", {{"c", "pass"}, {"d", "pass"}}}});
  CHECK(updated("a/* issue=x#1 # why", report) == "a/b[fal] issue=x#1 # why\n");
  CHECK(updated("a/*#* # why", report) == "a/b[fal]#c # why\na/b[fal]#d # why\n");
  CHECK(applied(updated("a/* # why", report), report).at("exit") == 0);
}

TEST_CASE("an update gives nobody more time", "[baseline]") {
  const Json failing = report_of({{"a/b[fal]", {{"c", "fail"}}}});
  CHECK(updated("a/b until=2026-01-01 # why", failing) == "a/b until=2026-01-01 # why\n");
  CHECK(updated("a/b until=2026-01-01 # why", report_of({{"a/b[fal]", {{"c", "pass"}}}})).empty());
}

TEST_CASE("an update writes only what can be read", "[baseline]") {
  Json report = report_of({{"a/b[fal]", {{"c", "fail"}}}, {"bad id", {{"c", "fail"}}}});
  report["cases"][0]["checks"][0]["actual"] = "x\ny/z # w\x1b" + std::string(5000, 'x');
  const std::string after = updated("", report);
  const auto parsed = parse_baseline(after, "x");
  REQUIRE(parsed);
  CHECK(parsed->lines.size() == 1);
}

TEST_CASE("a difference shows the lines that differ", "[baseline]") {
  CHECK(line_diff("a\nb\n", "a\nb\n").empty());
  CHECK(line_diff("a\nb\nc", "a\nc\n") == "-b\n");
  CHECK(line_diff("", "a\n") == "+a\n");
  CHECK(line_diff("a\nb\nc\n", "a\nx\nc\n") == "-b\n+x\n");
  CHECK(line_diff("a\n", "") == "-a\n");
}
