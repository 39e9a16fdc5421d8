#include "report_badge.hpp"

#include "report_words.hpp"
#include "totals.hpp"

namespace mockling::conform {

namespace {

std::string_view colour(const Json& report) {
  const Json& totals = child(report, "totals");
  const Json& verdicts = child(totals, "verdicts");
  const Json& must = child(totals, "must");
  const int code = exit_code_of(report);
  if (code > 1 || int_of(report, "exit") > 1 || int_of(totals, "checks") == 0) return "lightgrey";
  if (code == 1) return "red";
  if (int_of(verdicts, "warn") + int_of(verdicts, "xfail") + int_of(verdicts, "flaky") > 0) return "yellow";
  return int_of(must, "held") == int_of(must, "of") ? "brightgreen" : "green";
}

}  // namespace

std::string report_as_badge(const Json& report) {
  return dump({{"schemaVersion", 1},
               {"label", "mockling"},
               {"message", score_in_words(report)},
               {"color", colour(report)}}) +
         "\n";
}

}  // namespace mockling::conform
