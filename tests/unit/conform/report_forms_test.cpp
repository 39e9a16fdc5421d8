// The forms that other programs read: badge, annotations, CTRF, Markdown, and which name asks for which.
#include <mockling/base/text.hpp>

#include "catch.hpp"
#include "report_annotations.hpp"
#include "report_badge.hpp"
#include "report_ctrf.hpp"
#include "report_file.hpp"
#include "report_fixture.hpp"
#include "report_markdown.hpp"
#include "totals.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

// The fixture with every check of the same verdict.
Json all(const char* verdict) {
  Json report = report_fixture();
  for (Json& each : report["cases"])
    for (Json& check : each["checks"]) check["verdict"] = verdict;
  report["stale"] = Json::array();
  recount(report);
  return report;
}

std::string colour(const Json& report) { return text_of(*parse_json(report_as_badge(report)), "color"); }

std::size_t lines_with(const std::string& text, std::string_view start) {
  std::size_t count = 0;
  for (const std::string_view line : split(text, '\n')) count += starts_with(line, start) ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("the badge is what shields.io reads", "[badge]") {
  Json badge = *parse_json(report_as_badge(report_fixture()));
  CHECK(badge == Json{{"schemaVersion", 1},
                      {"label", "mockling"},
                      {"message", "14/21 must · waste $4.20"},
                      {"color", "lightgrey"}});
}

TEST_CASE("the colour of the badge flatters nobody", "[badge]") {
  CHECK(colour(all("pass")) == "brightgreen");
  CHECK(colour(all("not_claimed")) == "green");
  for (const char* verdict : {"warn", "xfail", "flaky"}) CHECK(colour(all(verdict)) == "yellow");
  for (const char* verdict : {"fail", "xpass", "inconclusive"}) CHECK(colour(all(verdict)) == "red");
  CHECK(colour(all("harness_error")) == "lightgrey");
  Json stale = all("pass");
  stale["stale"].push_back("line 1: x");
  CHECK(colour(stale) == "red");
  Json empty = all("pass");
  empty["cases"] = Json::array();
  recount(empty);
  CHECK(colour(empty) == "lightgrey");
  Json silent = all("pass");
  silent["exit"] = 4;
  CHECK(colour(silent) == "lightgrey");
}

TEST_CASE("each finding is one workflow command of one line", "[annotations]") {
  const std::string text = report_as_annotations(report_fixture());
  CHECK(lines_with(text, "::error title=") == 6);
  CHECK(lines_with(text, "::warning title=") == 1);
  CHECK(lines_with(text, "::notice title=") == 1);
  CHECK(split(text, '\n').size() == 6 + 1 + 1 + 1);
  CHECK(text.find(
            "::error title=submit/lost-response[fal]#billable-once::fail: One call makes at most one paid job, also "
            "when the answer is lost%0Aexpected at most 1 billable submit, seen 2; 2 jobs, $4.20 charged, $2.10 of it "
            "wasted%0Amockling-conform") == 0 + text.find("::error title=submit/lost-response[fal]"));
}

TEST_CASE("no text can begin a workflow command of its own", "[annotations]") {
  Json report = report_fixture();
  for (Json& each : report["cases"]) {
    each["id"] = "a,b:c%\n::error::mine";
    each["repro"] = "x\n::error::mine";
    for (Json& check : each["checks"]) check["actual"] = "y\r\n::stop-commands::z";
  }
  report["stale"].push_back("z\n::error::mine");
  report["client"]["name"] = "q\n::error::mine";
  const std::string text = report_as_annotations(report);
  CHECK(lines_with(text, "::") == 6 + 1 + 1 + 1);
  CHECK(split(text, '\n').size() == 6 + 1 + 1 + 1 + 1);
  CHECK(text.find("title=a%2Cb%3Ac%25 %3A%3Aerror%3A%3Amine#") != std::string::npos);
}

TEST_CASE("CTRF has a test for each check", "[ctrf]") {
  const auto parsed = parse_json(report_as_ctrf(report_fixture()));
  REQUIRE(parsed);
  CHECK(parsed->at("reportFormat") == "CTRF");
  const Json& results = parsed->at("results");
  CHECK(results.at("tool") == Json{{"name", "mockling-conform"}, {"version", "1.0.0"}});
  CHECK(results.at("summary") == Json{{"tests", 24},
                                      {"passed", 14},
                                      {"failed", 4},
                                      {"skipped", 2},
                                      {"pending", 0},
                                      {"other", 4},
                                      {"start", 1795284245000},
                                      {"stop", 1795284257300}});
  REQUIRE(results.at("tests").size() == 24);
  for (const Json& test : results.at("tests")) {
    CHECK(test.at("suite").size() == 2);
    CHECK(test.contains("trace") == (test.at("rawStatus") != "pass" && test.at("rawStatus") != "xpass"));
  }
}

TEST_CASE("Markdown says the score, the matrix and every finding", "[markdown]") {
  const std::string text = report_as_markdown(report_fixture());
  CHECK(text.find("## Conformance of `acme-video 2.3.0`\n\n**14/21 must · waste $4.20**\n") == 0);
  CHECK(text.find("| submit | 2 inconclusive, 2 pass | 1 fail, 1 warn, 2 pass | 4 pass |\n") != std::string::npos);
  CHECK(lines_with(text, "### ") == 6);
  CHECK(text.find("### harness error:") < text.find("### fail:"));
  CHECK(text.find("- baseline: `line 4: file/short[evolink]#no-half-file: it passes now`\n") != std::string::npos);
}

TEST_CASE("a report of many findings stays short", "[markdown]") {
  Json report = all("fail");
  const Json one = report["cases"][0];
  for (int i = 0; i < 60; ++i) report["cases"].push_back(one);
  const std::string text = report_as_markdown(report);
  CHECK(lines_with(text, "### ") == 50);
  CHECK(text.find("and 94 more;") != std::string::npos);
}

TEST_CASE("code and words of Markdown stay what they are", "[markdown]") {
  CHECK(markdown_code("") == "");
  CHECK(markdown_code("a|b") == "`a\\|b`");
  CHECK(markdown_code("a`b``c") == "```a`b``c```");
  CHECK(markdown_code("`") == "`` ` ``");
  CHECK(markdown_text("<img> [x](y) *b* a|b @you https://x") ==
        "\\<img\\> \\[x\\]\\(y\\) \\*b\\* a\\|b @&#8203;you https:&#8203;//x");
  Json report = report_fixture();
  Json& check = case_of(report, "submit/lost-response[fal]")["checks"][0];
  check["actual"] = "```\n# mine";
  const std::string text = report_as_markdown(report);
  CHECK(text.find("````text\nFAIL") != std::string::npos);
  CHECK(text.find("\n# mine") == std::string::npos);
}

TEST_CASE("the name of a file says its form", "[file]") {
  for (const char* name : {"r.json", "a/b.html", "x.badge.json", "x.ctrf.json", "s.md", "a.github.txt", "a.txt"}) {
    CAPTURE(name);
    const auto form = report_form(name);
    REQUIRE(form);
    CHECK_FALSE(form->write(report_fixture()).empty());
  }
  CHECK(parse_json(report_form("x.badge.json")->write(report_fixture()))->contains("schemaVersion"));
  CHECK(Json::parse(report_form("x.json")->write(report_fixture())) == report_fixture());
  const auto refused = report_form("report.pdf");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find(
            ".ctrf.json, .badge.json, .json, .html, .md, .github.txt, .txt; got \"report.pdf\"") != std::string::npos);
}

TEST_CASE("no form breaks on what is no report", "[file]") {
  for (const char* name : {"r.json", "a.html", "x.badge.json", "x.ctrf.json", "s.md", "a.github.txt", "a.txt"})
    for (const char* odd : {"null", "[]", "{}", "5", R"({"cases":5,"totals":[],"stale":{"a":1},"client":[]})",
                            R"({"cases":[5,null,{"checks":[5,{"lines":5,"verdict":5}],"wire":{"a":[]},"money":5}]})"}) {
      CAPTURE(name, odd);
      CHECK_FALSE(report_form(name)->write(Json::parse(odd)).empty());
    }
}
