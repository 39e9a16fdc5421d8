// Owns: the lab's findings as a table, as JSON and as JUnit.
// Never knows: how they came about.
// Used by: lab.cpp.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "lab_run.hpp"
#include "markup.hpp"

namespace mockling::cli {

using Findings = std::vector<LabFinding>;

inline std::size_t count_of(const Findings& findings, Verdict verdict) {
  std::size_t count = 0;
  for (const LabFinding& finding : findings) count += finding.verdict == verdict ? 1 : 0;
  return count;
}

inline std::string lab_table(const Findings& findings) {
  std::string text;
  for (const LabFinding& finding : findings) {
    char line[80];
    std::snprintf(line, sizeof line, "%-4s  %-20s %6lld ms  ",
                  std::string(kVerdicts[static_cast<std::size_t>(finding.verdict)]).c_str(), finding.id.c_str(),
                  static_cast<long long>(finding.slowest.count()));
    text += line + (finding.why.empty() ? finding.about : finding.why) + "\n";
  }
  return text + std::to_string(count_of(findings, Verdict::pass)) + " passed, " +
         std::to_string(count_of(findings, Verdict::fail)) + " failed, " +
         std::to_string(count_of(findings, Verdict::open)) + " open\n";
}

inline Json lab_json(const std::string& provider, const std::string& target, const Findings& findings) {
  Json cases = Json::array();
  for (const LabFinding& finding : findings)
    cases.push_back({{"id", finding.id},
                     {"about", finding.about},
                     {"verdict", kVerdicts[static_cast<std::size_t>(finding.verdict)]},
                     {"why", finding.why},
                     {"slowest_ms", finding.slowest.count()}});
  return {{"provider", provider},
          {"target", target},
          {"passed", count_of(findings, Verdict::pass)},
          {"failed", count_of(findings, Verdict::fail)},
          {"open", count_of(findings, Verdict::open)},
          {"cases", cases}};
}

inline std::string lab_junit(const std::string& provider, const Findings& findings) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"webhook-lab " + provider +
                     "\" tests=\"" + std::to_string(findings.size()) + "\" failures=\"" +
                     std::to_string(count_of(findings, Verdict::fail)) + "\" skipped=\"" +
                     std::to_string(count_of(findings, Verdict::open)) + "\">\n";
  for (const LabFinding& finding : findings) {
    const auto seconds = std::to_string(static_cast<double>(finding.slowest.count()) / 1000);
    text +=
        "  <testcase classname=\"webhook-lab." + provider + "\" name=\"" + finding.id + "\" time=\"" + seconds + "\">";
    if (finding.verdict == Verdict::fail) text += "<failure message=\"" + markup_text(finding.why) + "\"/>";
    if (finding.verdict == Verdict::open) text += "<skipped message=\"" + markup_text(finding.why) + "\"/>";
    text += "</testcase>\n";
  }
  return text + "</testsuite>\n";
}

}  // namespace mockling::cli
