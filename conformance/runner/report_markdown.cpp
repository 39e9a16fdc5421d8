#include "report_markdown.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <mockling/base/text.hpp>

#include "report_console.hpp"
#include "report_words.hpp"
#include "totals.hpp"

namespace mockling::conform {

namespace {

constexpr std::size_t kMostInFull = 50;

std::size_t longest_run(std::string_view text, char sign) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) longest = std::max(longest, run = c == sign ? run + 1 : 0);
  return longest;
}

std::string code_block(const std::string& text) {
  const std::string fence(std::max<std::size_t>(3, longest_run(text, '`') + 1), '`');
  return fence + "text\n" + text + fence + "\n";
}

// Area -> provider -> how many checks have each verdict.
using Matrix = std::map<std::string, std::map<std::string, std::array<std::int64_t, kVerdicts.size()>>>;

std::string matrix_table(const Json& cases) {
  Matrix matrix;
  std::set<std::string> providers;
  for (const Json& each : cases)
    for (const Json& check : child(each, "checks")) {
      providers.insert(line_of(each, "provider"));
      auto& counts = matrix[line_of(each, "area")][line_of(each, "provider")];
      ++counts[static_cast<std::size_t>(verdict_of(check))];
    }
  std::string head = "| area |", rule = "|---|", rows;
  for (const std::string& provider : providers) head += " " + markdown_text(provider) + " |", rule += "---|";
  for (const auto& [area, row] : matrix) {
    rows += "| " + markdown_text(area) + " |";
    for (const std::string& provider : providers) {
      Json counts = Json::object();
      if (const auto found = row.find(provider); found != row.end())
        for (std::size_t i = 0; i < kVerdicts.size(); ++i) counts[std::string(kVerdicts[i])] = found->second[i];
      rows += " " + (counts.empty() ? "" : verdicts_in_words(counts)) + " |";
    }
    rows += "\n";
  }
  return matrix.empty() ? "" : head + "\n" + rule + "\n" + rows + "\n";
}

struct Finding {
  const Json* one_case;
  const Json* check;
  Verdict verdict;
};

// What needs looking at, worst first.
std::vector<Finding> findings_of(const Json& cases) {
  std::vector<Finding> findings;
  for (const Json& each : cases)
    for (const Json& check : child(each, "checks"))
      if (fails(verdict_of(check), true)) findings.push_back({&each, &check, verdict_of(check)});
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return b.verdict < a.verdict; });
  return findings;
}

std::string findings_list(const std::vector<Finding>& findings) {
  std::string text;
  for (std::size_t i = 0; i < findings.size() && i < kMostInFull; ++i) {
    const Finding& finding = findings[i];
    text += "### " + replace_all(verdict_name(finding.verdict), "_", " ") + ": " +
            markdown_text(line_of(*finding.check, "requires")) + "\n\n" +
            code_block(check_in_words(*finding.one_case, *finding.check)) + "\n";
  }
  if (findings.size() > kMostInFull)
    text +=
        "and " + std::to_string(findings.size() - kMostInFull) + " more; the JSON and HTML reports have them all.\n";
  return text;
}

}  // namespace

std::string markdown_code(std::string_view text) {
  if (text.empty()) return "";
  const std::string safe = replace_all(one_line(text), "|", "\\|");
  const std::string fence(longest_run(safe, '`') + 1, '`');
  const bool spaced = safe.front() == '`' || safe.back() == '`';
  return fence + (spaced ? " " : "") + safe + (spaced ? " " : "") + fence;
}

std::string markdown_text(std::string_view text) {
  std::string safe;
  for (const char c : one_line(text)) {
    if (std::string_view("\\`*_{}[]()<>#+-!|~&").find(c) != std::string_view::npos) safe += '\\';
    safe += c;
    if (c == '@' || c == ':') safe += "&#8203;";  // neither a mention nor a link
  }
  return safe;
}

std::string report_as_markdown(const Json& report) {
  const Json& totals = child(report, "totals");
  std::string text =
      "## Conformance of " + markdown_code(client_in_words(report)) + "\n\n**" + score_in_words(report) + "**\n\n" +
      std::to_string(int_of(totals, "checks")) + " checks in " + std::to_string(int_of(totals, "cases")) +
      " cases: " + verdicts_in_words(child(totals, "verdicts")) + ". " + total_in_words(report, "charged") +
      " would have been charged.\n\n" + matrix_table(child(report, "cases"));
  for (const Json& line : child(report, "stale"))
    text += "- baseline: " + markdown_code(line.is_string() ? line.get<std::string>() : dump(line)) + "\n";
  if (!child(report, "stale").empty()) text += "\n";
  return text + findings_list(findings_of(child(report, "cases")));
}

}  // namespace mockling::conform
