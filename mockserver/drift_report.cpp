#include "drift_report.hpp"

#include <array>

#include "markup.hpp"

namespace mockling::cli {

namespace {

using drift::Severity;

std::string title(const drift::Change& change) {
  std::string name = std::string(drift::side_name(change.side));
  if (!change.name.empty()) name += " " + change.name;
  if (change.facet != "present") name += ": " + change.facet;
  return change.subject + ": " + name + " " + std::string(drift::move_name(change.move));
}

std::string values(const drift::Change& change) {
  return drift::detail::cut(drift::detail::shown(change.before)) + " -> " +
         drift::detail::cut(drift::detail::shown(change.after));
}

std::string price_text(const drift::ClipPrice& price) {
  return price.clip + ": " + price.before + " -> " + price.after + " " + price.currency + " (" + price.difference + ")";
}

std::array<std::size_t, 3> counts(const DriftReport& report) {
  std::array<std::size_t, 3> count{};
  for (const Reported& entry : report.changes) ++count[static_cast<std::size_t>(entry.change.severity)];
  return count;
}

std::string summary(const DriftReport& report) {
  const auto count = counts(report);
  return std::to_string(count[2]) + " breaking, " + std::to_string(count[1]) + " risky, " + std::to_string(count[0]) +
         " compatible";
}

// Worst first; otherwise as found.
std::vector<const Reported*> worst_first(const DriftReport& report) {
  std::vector<const Reported*> order;
  for (const Severity severity : {Severity::breaking, Severity::risky, Severity::compatible})
    for (const Reported& entry : report.changes)
      if (entry.change.severity == severity) order.push_back(&entry);
  return order;
}

std::string section(const std::string& head, const std::vector<std::string>& lines) {
  std::string text;
  if (!lines.empty()) text = "\n" + head + "\n";
  for (const std::string& line : lines) text += "  " + line + "\n";
  return text;
}

// A workflow command's text: one line, "%" first.
std::string command_text(std::string_view text) {
  return replace_all(replace_all(replace_all(text, "%", "%25"), "\r", "%0D"), "\n", "%0A");
}

Json change_json(const Reported& entry) {
  const drift::Change& change = entry.change;
  Json out{{"fingerprint", change.fingerprint},
           {"severity", drift::severity_name(change.severity)},
           {"subject", change.subject},
           {"side", drift::side_name(change.side)},
           {"name", change.name},
           {"facet", change.facet},
           {"change", drift::move_name(change.move)},
           {"before", change.before},
           {"after", change.after},
           {"consequence", change.consequence},
           {"where", {{"before", change.where_before}, {"after", change.where_after}}}};
  if (change.price)
    out["price"] = {{"clip", change.price->clip},
                    {"before", change.price->before},
                    {"after", change.price->after},
                    {"difference", change.price->difference},
                    {"currency", change.price->currency}};
  if (change.disputed) out["disputed"] = true;
  if (entry.approval) out["approved"] = {{"reason", entry.approval->reason}, {"expires", entry.approval->expires}};
  return out;
}

}  // namespace

std::string as_text(const DriftReport& report) {
  std::string text;
  for (const Reported* entry : worst_first(report)) {
    const drift::Change& change = entry->change;
    text +=
        std::string(drift::severity_name(change.severity)) + "  " + change.fingerprint + "  " + title(change) + "\n";
    text += "    " + values(change) + "\n    " + change.consequence + "\n";
    if (change.price) text += "    " + price_text(*change.price) + "\n";
    if (!change.where_before.empty()) text += "    before: " + change.where_before + "\n";
    if (!change.where_after.empty()) text += "    after:  " + change.where_after + "\n";
    if (entry->approval)
      text += "    approved until " + entry->approval->expires + ": " + entry->approval->reason + "\n";
  }
  text += section("contradictions inside " + report.after + ":", report.contradictions);
  if (report.calls_judged > 0)
    text += section("recorded requests (" + std::to_string(report.calls.size()) + " findings in " +
                        std::to_string(report.calls_judged) + " submits):",
                    report.calls.empty() ? std::vector<std::string>{"nothing changes for them"} : report.calls);
  text += section("not understood:", report.unread) + section("notes:", report.notes);
  if (!text.empty()) text += "\n";
  return text + summary(report) + " (" + std::to_string(report.facts_before) + " facts against " +
         std::to_string(report.facts_after) + ")\n";
}

std::string as_json(const DriftReport& report) {
  Json changes = Json::array();
  for (const Reported& entry : report.changes) changes.push_back(change_json(entry));
  const auto count = counts(report);
  const Json out{{"before", {{"name", report.before}, {"facts", report.facts_before}}},
                 {"after", {{"name", report.after}, {"facts", report.facts_after}}},
                 {"breaking", count[2]},
                 {"risky", count[1]},
                 {"compatible", count[0]},
                 {"changes", changes},
                 {"contradictions", report.contradictions},
                 {"unread", report.unread},
                 {"requests", {{"judged", report.calls_judged}, {"findings", report.calls}}},
                 {"notes", report.notes}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string as_markdown(const DriftReport& report) {
  std::string text = "# Drift: " + report.before + " to " + report.after + "\n\n" + summary(report) + "\n";
  if (!report.changes.empty())
    text += "\n| severity | change | before | after | what it does | fingerprint |\n|---|---|---|---|---|---|\n";
  const auto cell = [](const std::string& content) { return replace_all(replace_all(content, "|", "\\|"), "\n", " "); };
  for (const Reported* entry : worst_first(report)) {
    const drift::Change& change = entry->change;
    std::string effect = change.consequence;
    if (change.price) effect += "; " + price_text(*change.price);
    if (entry->approval) effect += "; approved until " + entry->approval->expires + ": " + entry->approval->reason;
    text += "| " + std::string(drift::severity_name(change.severity)) + " | " + cell(title(change)) + " | " +
            cell(drift::detail::cut(drift::detail::shown(change.before))) + " | " +
            cell(drift::detail::cut(drift::detail::shown(change.after))) + " | " + cell(effect) + " | `" +
            change.fingerprint + "` |\n";
  }
  const auto list = [&text](const std::string& head, const std::vector<std::string>& lines) {
    if (!lines.empty()) text += "\n## " + head + "\n\n";
    for (const std::string& line : lines) text += "- " + line + "\n";
  };
  list("Contradictions", report.contradictions);
  list("Recorded requests", report.calls);
  list("Not understood", report.unread);
  list("Notes", report.notes);
  return text;
}

std::string as_junit(const DriftReport& report) {
  std::size_t failures = 0;
  std::string cases;
  for (const Reported* entry : worst_first(report)) {
    const drift::Change& change = entry->change;
    cases += "    <testcase classname=\"drift." + markup_text(drift::severity_name(change.severity)) + "\" name=\"" +
             markup_text(title(change) + " [" + change.fingerprint + "]") + "\"";
    if (entry->blocks()) {
      ++failures;
      cases += "><failure message=\"" + markup_text(change.consequence) + "\">" + markup_text(values(change)) +
               "</failure></testcase>\n";
    } else {
      cases += "/>\n";
    }
  }
  if (report.changes.empty()) cases = "    <testcase classname=\"drift\" name=\"no change\"/>\n";
  const std::size_t tests = report.changes.empty() ? 1 : report.changes.size();
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"mockling drift\" tests=\"" +
         std::to_string(tests) + "\" failures=\"" + std::to_string(failures) + "\">\n" + cases +
         "  </testsuite>\n</testsuites>\n";
}

std::string as_github(const DriftReport& report) {
  static constexpr std::array<std::string_view, 3> kLevels{"notice", "warning", "error"};
  std::string text;
  for (const Reported* entry : worst_first(report)) {
    const std::size_t severity = static_cast<std::size_t>(entry->change.severity);
    const std::string_view level = entry->approval ? kLevels[0] : kLevels[severity];
    text += "::" + std::string(level) + " title=drift " + entry->change.fingerprint + "::" +
            command_text(title(entry->change) + ": " + values(entry->change) + ". " + entry->change.consequence) + "\n";
  }
  for (const std::string& line : report.unread)
    text += "::warning title=drift::not understood: " + command_text(line) + "\n";
  for (const std::string& line : report.contradictions) text += "::notice title=drift::" + command_text(line) + "\n";
  for (const std::string& line : report.calls) text += "::warning title=drift::" + command_text(line) + "\n";
  return text + "::notice title=drift::" + summary(report) + "\n";
}

}  // namespace mockling::cli
