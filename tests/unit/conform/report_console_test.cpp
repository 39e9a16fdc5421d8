#include "report_console.hpp"

#include "catch.hpp"
#include "report_fixture.hpp"

using namespace mockling;
using namespace mockling::conform;

TEST_CASE("a failed check is told in full", "[console]") {
  Json report = report_fixture();
  const Json& failed = case_of(report, "submit/lost-response[fal]");
  CHECK(check_in_words(failed, failed.at("checks")[0]) ==
        "FAIL  submit/lost-response[fal]#billable-once  (must, safety)\n"
        "  case      The answer to an accepted submission is lost\n"
        "  requires  One call makes at most one paid job, also when the answer is lost\n"
        "  expected  at most 1 billable submit\n"
        "  actual    2\n"
        "  wire        #1      0.0 ms  POST queue.fal.run/fal-ai/kling-video/o3/4k/text-to-video  no answer  job "
        "5d9d3f6e-6b60-4f8e-9d0b-2f6f7c1f7a11  fault f1\n"
        "              #2    412.3 ms  POST queue.fal.run/fal-ai/kling-video/o3/4k/text-to-video  200  job "
        "b70c1a52-0f4e-4a0b-8d7e-0a53b9c1d2e3\n"
        "  cost      2 jobs, $4.20 charged, $2.10 of it wasted\n"
        "  rests on  sheet: no provider here has idempotency keys\n"
        "  repeat    mockling-conform --driver 'node adapter.mjs' 'submit/lost-response[fal]' --seed 7\n");
}

TEST_CASE("nothing that a client says can begin a line", "[console]") {
  Json report = report_fixture();
  Json failed = case_of(report, "submit/lost-response[fal]");
  for (const char* field : {"id", "title", "why", "repro"}) failed[field] = "x\n::error::mine\x1b[31m";
  Json check = failed["checks"][0];
  for (const char* field : {"check", "verdict", "level", "basis", "requires", "expected", "actual", "ref"})
    check[field] = "x\r\n::error::mine\x1b[31m";
  failed["wire"][0]["path"] = "/\n::set-output";
  const std::string text = check_in_words(failed, check);
  CHECK(text.find("\n::") == std::string::npos);
  CHECK(text.find("\n  ::") == std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("a run is told in a few lines", "[console]") {
  Json report = report_fixture();
  CHECK(report_in_words(report) ==
        "acme-video 2.3.0: 14/21 must · waste $4.20\n"
        "24 checks in 18 cases: 1 harness error, 1 fail, 2 inconclusive, 1 xpass, 1 warn, 1 flaky, 1 xfail, 14 pass, 2 "
        "not claimed\n"
        "$23.10 + 81 credits would have been charged, $4.20 of it wasted\n"
        "2 checks rest on assumptions about the providers\n"
        "baseline: line 4: file/short[evolink]#no-half-file: it passes now\n");
  report["client"] = nullptr;
  CHECK(report_in_words(report).substr(0, 24) == "a client without a name:");
}
