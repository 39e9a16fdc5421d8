// Owns: the verdict on the client of one world: every monitor asked, findings with their level and their proof.
// Never knows: HTTP; how a verdict is printed.
// Used by: host/control, mockserver.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/monitor.hpp>
#include <mockling/core/monitor_keys.hpp>
#include <mockling/core/monitor_manners.hpp>
#include <mockling/core/monitor_money.hpp>
#include <mockling/core/state.hpp>

namespace mockling {

namespace detail {

// The worst place in which the exchange carried a credential: in its URL, which others write down, or in a header. What
// stands in a path is a token of ours, in a link that was handed out with it.
inline std::string key_place(const JournalEntry& entry) {
  const auto sent = [&](CredentialPlace place) {
    return std::find(entry.credentials.begin(), entry.credentials.end(), place) != entry.credentials.end();
  };
  if (sent(CredentialPlace::query)) return "query";
  return sent(CredentialPlace::header) ? "header" : "";
}

inline std::optional<Nanos> retry_after(const JournalEntry& entry) {
  const auto seconds = entry.answer.headers ? parse_int(entry.answer.headers->get("Retry-After")) : std::nullopt;
  if (!seconds || *seconds < 0 || *seconds > 1'000'000) return std::nullopt;
  return Nanos(*seconds * 1'000'000'000);
}

}  // namespace detail

// What the monitors may look at in a world.
inline Observed observe(State& state, const MonitorTable& table, Instant now) {
  state.settle(now);
  Observed seen{table, {}, {}, now, state.clock().rate_permille};
  for (const JournalEntry& entry : state.journal().entries()) {
    if (entry.direction == Direction::out) continue;
    WireLine line;
    line.number = entry.number;
    line.at = entry.at;
    line.method = entry.method;
    line.path = entry.path;
    line.query = query_text(entry.query);
    line.operation = entry.operation;
    line.status = entry.status;
    line.job = entry.job;
    line.digest = entry.request.hash;
    line.key = detail::key_place(entry);
    line.retry_after = detail::retry_after(entry);
    line.whole = !entry.transfer || entry.transfer->state() != Transfer::State::cut;
    seen.lines.push_back(std::move(line));
  }
  for (const Job& job : state.jobs()) seen.jobs.push_back(&job);
  return seen;
}

// In the order of the monitors' table; the same input gives the same findings.
inline std::vector<Finding> judge(const Observed& seen) {
  std::vector<Finding> findings;
  for (const auto find : {find_duplicates, find_keys_at_files, find_keys_in_urls, find_impatience, find_stubbornness,
                          find_busy_polls, find_late_polls, find_broken_downloads, find_waste})
    find(seen, findings);
  return findings;
}

// Faults that were armed for this world and that nothing has met.
inline void find_unmet_faults(const State& state, std::vector<Finding>& findings) {
  for (const FaultBook::Armed& armed : state.faults().armed())
    if (armed.struck == 0)
      findings.push_back({"forced-fault-untested",
                          "the fault " + armed.rule->id + " (" + std::string(armed.rule->kind->name) +
                              ") was armed and struck none of " + std::to_string(armed.seen) + " requests it is for",
                          {}});
}

// A line of the wire in one line of text.
inline std::string wire_text(const WireLine& line) {
  std::string text = "#" + std::to_string(line.number) + " " + rfc3339(line.at, 3, true) + " " + line.method + " " +
                     line.path + " -> " + (line.status == 0 ? "no answer yet" : std::to_string(line.status));
  if (!line.job.empty()) text += " (" + line.job + ")";
  if (!line.whole) text += ", cut short";
  return text;
}

// One finding as the reports show it.
inline Json finding_view(const MonitorTable& table, const Finding& finding, const std::vector<WireLine>& lines) {
  Json view{{"monitor", finding.monitor}};
  for (const Json& row : table.rows)
    if (text_of(row, "id") == finding.monitor)
      for (const char* field : {"level", "basis", "title", "ref", "help"}) view[field] = row.at(field);
  view["says"] = finding.says;
  view["cost"] = finding.cost ? Json(to_text(*finding.cost)) : Json();
  view["lines"] = Json::array();
  for (const std::uint64_t number : finding.lines)
    for (const WireLine& line : lines)
      if (line.number == number) view["lines"].push_back(wire_text(line));
  return view;
}

// {"world", "findings": […], "must", "should", "info"}: how many there are of each level.
inline Json verdict(State& state, const MonitorTable& table, Instant now) {
  const Observed seen = observe(state, table, now);
  Json findings = Json::array();
  Json counts{{"must", 0}, {"should", 0}, {"info", 0}};
  std::vector<Finding> found = judge(seen);
  find_unmet_faults(state, found);
  for (const Finding& finding : found) {
    findings.push_back(finding_view(table, finding, seen.lines));
    const std::string level = text_of(findings.back(), "level");
    if (counts.contains(level)) counts[level] = counts[level].get<int>() + 1;
  }
  Json view{{"world", state.id()}, {"findings", std::move(findings)}};
  view.update(counts);
  return view;
}

}  // namespace mockling
