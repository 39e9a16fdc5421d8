#include "report_ctrf.hpp"

#include <mockling/base/time.hpp>

#include "report_console.hpp"
#include "report_words.hpp"
#include "totals.hpp"

namespace mockling::conform {

namespace {

constexpr std::array<std::string_view, kVerdicts.size()> kStatuses = {"skipped", "passed", "other",  "other", "other",
                                                                      "failed",  "failed", "failed", "other"};

std::string_view status_of(Verdict verdict) { return kStatuses[static_cast<std::size_t>(verdict)]; }

std::int64_t millis(const Json& object, std::string_view key) {
  const Json& seconds = child(object, key);
  const double most = 1e9;  // some thirty years
  return seconds.is_number() ? static_cast<std::int64_t>(std::min(std::max(seconds.get<double>(), 0.0), most) * 1000)
                             : 0;
}

Json test_of(const Json& one_case, const Json& check) {
  const Verdict verdict = verdict_of(check);
  const Json& money = child(one_case, "money");
  Json test{{"name", address_of(one_case, check)},
            {"status", status_of(verdict)},
            {"duration", millis(one_case, "seconds")},
            {"suite", {line_of(one_case, "area"), line_of(one_case, "case")}},
            {"rawStatus", verdict_name(verdict)},
            {"tags", {line_of(check, "level"), line_of(check, "basis"), line_of(one_case, "provider")}}};
  if (!held(verdict)) {
    test["message"] =
        line_of(check, "requires") + ": expected " + line_of(check, "expected") + ", seen " + line_of(check, "actual");
    test["trace"] = check_in_words(one_case, check);
  }
  test["extra"] = {{"ref", line_of(check, "ref")},
                   {"repro", line_of(one_case, "repro", 2000)},
                   {"charged", money_in_words(text_of(money, "charged", "0"), text_of(money, "currency"))},
                   {"waste", money_in_words(text_of(money, "waste", "0"), text_of(money, "currency"))}};
  return test;
}

}  // namespace

std::string report_as_ctrf(const Json& report) {
  Json tests = Json::array();
  Json summary{{"tests", 0}, {"passed", 0}, {"failed", 0}, {"skipped", 0}, {"pending", 0}, {"other", 0}};
  for (const Json& each : child(report, "cases"))
    for (const Json& check : child(each, "checks")) {
      Json& count = summary[std::string(status_of(verdict_of(check)))];
      count = count.get<std::int64_t>() + 1;
      tests.push_back(test_of(each, check));
    }
  summary["tests"] = tests.size();
  const auto started = parse_instant(text_of(report, "started"));
  summary["start"] = started ? unix_millis(*started) : 0;
  summary["stop"] = summary["start"].get<std::int64_t>() + millis(report, "seconds");
  const Json document{{"reportFormat", "CTRF"},
                      {"specVersion", "0.0.0"},
                      {"generatedBy", "mockling-conform"},
                      {"extra", {{"client", client_in_words(report)}, {"score", score_in_words(report)}}},
                      {"results",
                       {{"tool", {{"name", "mockling-conform"}, {"version", line_of(report, "suite")}}},
                        {"summary", summary},
                        {"tests", tests}}}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace mockling::conform
