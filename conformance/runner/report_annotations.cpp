#include "report_annotations.hpp"

#include <mockling/base/text.hpp>

#include "report_words.hpp"
#include "totals.hpp"

namespace mockling::conform {

namespace {

std::string in_one_line(std::string_view text) {
  return replace_all(replace_all(replace_all(text, "%", "%25"), "\r", "%0D"), "\n", "%0A");
}

// A property of a command ends at a comma or a colon.
std::string property(std::string_view text) {
  return replace_all(replace_all(in_one_line(text), ":", "%3A"), ",", "%2C");
}

std::string command(std::string_view level, const std::string& title, const std::string& text) {
  return "::" + std::string(level) + " title=" + property(title) + "::" + in_one_line(text) + "\n";
}

}  // namespace

std::string report_as_annotations(const Json& report) {
  std::string text;
  for (const Json& each : child(report, "cases"))
    for (const Json& check : child(each, "checks")) {
      const Verdict verdict = verdict_of(check);
      if (!fails(verdict, true)) continue;
      const std::string seen = "expected " + line_of(check, "expected") + ", seen " + line_of(check, "actual") + "; " +
                               cost_in_words(each) + "\n" + line_of(each, "repro", 2000);
      text += command(fails(verdict) ? "error" : "warning", address_of(each, check),
                      replace_all(verdict_name(verdict), "_", " ") + ": " + line_of(check, "requires") + "\n" + seen);
    }
  for (const Json& line : child(report, "stale"))
    text += command("error", "baseline", one_line(line.is_string() ? line.get<std::string>() : dump(line)));
  return text + command("notice", "mockling-conform", client_in_words(report) + ": " + score_in_words(report));
}

}  // namespace mockling::conform
