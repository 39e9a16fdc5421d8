// Owns: the verdict on expectations: met or not, and what came close.
// Never knows: HTTP.
// Used by: host/control.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/journal_view.hpp>
#include <mockling/core/matching.hpp>

namespace mockling {

namespace detail {

using Entries = std::vector<const JournalEntry*>;

inline Json outline(const JournalEntry& entry) {
  return {{"number", entry.number}, {"method", entry.method}, {"path", entry.path}, {"status", entry.status}};
}

// The exchanges that differ least from the pattern, with the fields that differ.
inline Json near_misses(const ExchangePattern& pattern, const Entries& entries) {
  constexpr std::size_t kMost = 3;
  std::vector<std::pair<std::vector<Difference>, const JournalEntry*>> misses;
  for (const JournalEntry* entry : entries)
    if (auto by = differences(pattern, *entry); !by.empty()) misses.emplace_back(std::move(by), entry);
  std::stable_sort(misses.begin(), misses.end(),
                   [](const auto& a, const auto& b) { return a.first.size() < b.first.size(); });
  if (misses.size() > kMost) misses.resize(kMost);
  Json list = Json::array();
  for (const auto& [by, entry] : misses) {
    Json differs = Json::array();
    for (const Difference& one : by)
      differs.push_back({{"field", one.field}, {"wanted", one.wanted}, {"was", one.was}});
    list.push_back(outline(*entry));
    list.back()["differs"] = differs;
  }
  return list;
}

inline std::string in_words(const Expectation& wanted) {
  const std::string least = std::to_string(wanted.at_least);
  if (!wanted.at_most) return "at least " + least;
  const std::string most = std::to_string(*wanted.at_most);
  if (wanted.at_least == 0) return *wanted.at_most == 0 ? "none" : "at most " + most;
  return wanted.at_least == *wanted.at_most ? "exactly " + least : least + " to " + most;
}

inline void verify_count(const Expectation& wanted, const Entries& entries, Json& failures) {
  Json numbers = Json::array();
  for (const JournalEntry* entry : entries)
    if (fits(wanted.pattern, *entry)) numbers.push_back(entry->number);
  const auto found = static_cast<std::int64_t>(numbers.size());
  if (found >= wanted.at_least && (!wanted.at_most || found <= *wanted.at_most)) return;
  Json failure{{"what", "count"},
               {"expected", wanted.pattern.as_written},
               {"wanted", in_words(wanted)},
               {"found", found},
               {"matching", numbers}};
  if (found < wanted.at_least) failure["near"] = near_misses(wanted.pattern, entries);
  failures.push_back(std::move(failure));
}

// One after the other, with anything in between.
inline void verify_order(const std::vector<ExchangePattern>& order, const Entries& entries, Json& failures) {
  std::size_t step = 0;
  std::uint64_t last = 0;
  for (const JournalEntry* entry : entries)
    if (step < order.size() && fits(order[step], *entry)) ++step, last = entry->number;
  if (step == order.size()) return;
  Entries left;
  for (const JournalEntry* entry : entries)
    if (entry->number > last) left.push_back(entry);
  failures.push_back({{"what", "order"},
                      {"expected", order[step].as_written},
                      {"step", step + 1},
                      {"after", last == 0 ? Json() : Json(last)},
                      {"near", near_misses(order[step], left)}});
}

inline void verify_none_unexpected(const Expectations& wanted, const Entries& entries, Json& failures) {
  for (const JournalEntry* entry : entries) {
    const auto meant = [&](const ExchangePattern& pattern) { return fits(pattern, *entry); };
    const bool counted = std::any_of(wanted.expect.begin(), wanted.expect.end(),
                                     [&](const Expectation& one) { return meant(one.pattern); });
    if (!counted && !std::any_of(wanted.order.begin(), wanted.order.end(), meant))
      failures.push_back({{"what", "unexpected"}, {"exchange", outline(*entry)}});
  }
}

}  // namespace detail

// {"verdict": "pass" | "fail", "checked", "forgotten", "failures": […]}. Exchanges that the journal has forgotten
// cannot be verified: `forgotten` says how many of those asked for that is.
inline Json verdict_on(const Expectations& wanted, const Journal& journal) {
  detail::Entries entries;
  for (const JournalEntry& entry : journal.entries())
    if (entry.direction == Direction::in && static_cast<std::int64_t>(entry.number) > wanted.after)
      entries.push_back(&entry);
  const std::uint64_t first = journal.entries().empty() ? journal.count() + 1 : journal.entries().front().number;
  const auto forgotten = std::max<std::int64_t>(0, static_cast<std::int64_t>(first) - 1 - wanted.after);
  Json failures = Json::array();
  for (const Expectation& one : wanted.expect) detail::verify_count(one, entries, failures);
  detail::verify_order(wanted.order, entries, failures);
  if (wanted.none_unexpected) detail::verify_none_unexpected(wanted, entries, failures);
  return {{"verdict", failures.empty() ? "pass" : "fail"},
          {"checked", entries.size()},
          {"forgotten", forgotten},
          {"failures", std::move(failures)}};
}

}  // namespace mockling
