#include "baseline_update.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <mockling/base/text.hpp>

#include "baseline_apply.hpp"
#include "report_words.hpp"
#include "totals.hpp"

namespace mockling::conform {

namespace {

const Json& case_at(const Json& report, LineOutcome::Found found) { return report.at("cases")[found.in_case]; }

// One line for each case, or each check where the line names checks, in which it still holds.
std::string narrowed(const BaselineLine& line, const LineOutcome& outcome, const Json& report) {
  std::set<std::string> seen;
  std::string text;
  for (const auto& found : outcome.failing) {
    const Json& each = case_at(report, found);
    std::string address = line.pattern.check.empty()
                              ? text_of(each, "id")
                              : text_of(each, "id") + "#" + text_of(each.at("checks")[found.check], "check");
    if (seen.insert(address).second) text += address + " " + line.words() + "\n";
  }
  return text;
}

// What becomes of a line; empty: it goes.
std::string kept(const Baseline& baseline, const BaselineLine& line, const LineOutcome& outcome, const Json& report) {
  const std::string as_it_is = baseline.text[line.number - 1] + "\n";
  switch (outcome.state) {
    case LineState::holds:
    case LineState::unseen:
    case LineState::exceeded: return as_it_is;
    case LineState::expired: return outcome.failing.empty() ? "" : as_it_is;
    case LineState::passes: return narrowed(line, outcome, report);
    case LineState::nothing:
    case LineState::shadowed:
    case LineState::unclaimed: return "";
  }
  return as_it_is;
}

bool is_meant(const Baseline& baseline, const std::string& id, const std::string& check) {
  return std::any_of(baseline.lines.begin(), baseline.lines.end(),
                     [&](const BaselineLine& line) { return matches(line.pattern, id, check); });
}

std::string new_lines(const Baseline& baseline, const Json& report) {
  std::string text;
  for (const Json& each : child(report, "cases"))
    for (const Json& check : child(each, "checks")) {
      const std::string id = text_of(each, "id"), name = text_of(check, "check");
      if (verdict_of(check) != Verdict::fail || is_meant(baseline, id, name)) continue;
      if (!parse_pattern(id + "#" + name)) continue;  // no line can mean it
      text += id + "#" + name + " # expected " + line_of(check, "expected", 150) + ", seen " +
              line_of(check, "actual", 150) + "\n";
    }
  return text;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  if (ends_with(text, "\n")) text.remove_suffix(1);
  return text.empty() ? std::vector<std::string_view>() : split(text, '\n');
}

using Lines = std::vector<std::string_view>;

// The lengths of the longest common rests: table[i][j] of before from i and after from j.
std::vector<std::vector<std::size_t>> common_rests(const Lines& before, const Lines& after) {
  std::vector<std::vector<std::size_t>> table(before.size() + 1, std::vector<std::size_t>(after.size() + 1));
  for (std::size_t i = before.size(); i-- > 0;)
    for (std::size_t j = after.size(); j-- > 0;)
      table[i][j] = before[i] == after[j] ? table[i + 1][j + 1] + 1 : std::max(table[i + 1][j], table[i][j + 1]);
  return table;
}

}  // namespace

std::string updated_baseline(const Baseline& baseline, const Json& report, std::string_view today,
                             const std::vector<std::string>& known) {
  const std::vector<LineOutcome> outcomes = judge_lines(baseline, report, today, known);
  std::map<std::size_t, std::size_t> line_at;  // number in the file -> index
  for (std::size_t i = 0; i < baseline.lines.size(); ++i) line_at[baseline.lines[i].number] = i;
  std::string text;
  for (std::size_t number = 1; number <= baseline.text.size(); ++number) {
    const auto found = line_at.find(number);
    if (found == line_at.end())
      text += baseline.text[number - 1] + "\n";
    else
      text += kept(baseline, baseline.lines[found->second], outcomes[found->second], report);
  }
  return text + new_lines(baseline, report);
}

std::string line_diff(std::string_view before, std::string_view after) {
  const Lines old_lines = lines_of(before), new_ones = lines_of(after);
  const auto rest = common_rests(old_lines, new_ones);
  std::string text;
  for (std::size_t i = 0, j = 0; i < old_lines.size() || j < new_ones.size();) {
    if (i < old_lines.size() && j < new_ones.size() && old_lines[i] == new_ones[j]) {
      ++i;
      ++j;
    } else if (j == new_ones.size() || (i < old_lines.size() && rest[i + 1][j] >= rest[i][j + 1])) {
      text += "-" + std::string(old_lines[i++]) + "\n";
    } else {
      text += "+" + std::string(new_ones[j++]) + "\n";
    }
  }
  return text;
}

}  // namespace mockling::conform
