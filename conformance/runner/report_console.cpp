#include "report_console.hpp"

#include <mockling/base/text.hpp>

#include "report_words.hpp"

namespace mockling::conform {

namespace {

// Also every further line begins with blanks or a label, so that nothing a client said can begin a line of its own.
std::string labelled(std::string_view label, const std::string& text) {
  return text.empty() ? std::string() : "  " + std::string(label) + std::string(10 - label.size(), ' ') + text + "\n";
}

std::string upper(std::string text) {
  for (char& c : text) c = c == '_' ? ' ' : c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  return text;
}

}  // namespace

std::string check_in_words(const Json& one_case, const Json& check) {
  std::string text = upper(line_of(check, "verdict", 20)) + "  " + address_of(one_case, check) + "  (" +
                     line_of(check, "level", 20) + ", " + line_of(check, "basis", 20) + ")\n";
  text += labelled("case", line_of(one_case, "title"));
  text += labelled("requires", line_of(check, "requires"));
  text += labelled("expected", line_of(check, "expected"));
  text += labelled("actual", line_of(check, "actual"));
  text += labelled("why", line_of(one_case, "why"));
  std::string_view label = "wire";
  for (const Json* exchange : excerpt_of(one_case, check)) {
    text += labelled(label, exchange_in_words(*exchange));
    label = "";
  }
  text += labelled("cost", cost_in_words(one_case));
  text += labelled("rests on", line_of(check, "ref"));
  text += labelled("baseline", line_of(check, "baseline"));
  return text + labelled("repeat", line_of(one_case, "repro", 2000));
}

std::string report_in_words(const Json& report) {
  const Json& totals = child(report, "totals");
  std::string text = client_in_words(report) + ": " + score_in_words(report) + "\n";
  text += std::to_string(int_of(totals, "checks")) + " checks in " + std::to_string(int_of(totals, "cases")) +
          " cases: " + verdicts_in_words(child(totals, "verdicts")) + "\n";
  text += total_in_words(report, "charged") + " would have been charged, " + total_in_words(report, "waste") +
          " of it wasted\n";
  if (const std::int64_t assumed = int_of(totals, "assumed"); assumed > 0)
    text += std::to_string(assumed) + " checks rest on assumptions about the providers\n";
  for (const Json& line : child(report, "stale"))
    text += "baseline: " + one_line(line.is_string() ? line.get<std::string>() : dump(line)) + "\n";
  return text;
}

}  // namespace mockling::conform
