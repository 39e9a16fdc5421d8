// Owns: asking a journal: which exchanges, and how they are shown.
// Never knows: HTTP.
// Used by: host/control.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/core/http.hpp>
#include <mockling/core/journal.hpp>

namespace mockling {

// Which exchanges are wanted; what is empty or absent does not matter.
struct JournalQuery {
  std::string method;
  std::string operation;
  std::string job;
  std::string path;  // a part of it
  std::optional<std::int64_t> status;
  std::int64_t after = 0;  // numbers above this
  std::int64_t limit = 100;
};

// The query in `?method=&operation=&job=&path=&status=&after=&limit=`; an Error names the field and what it takes.
inline Result<JournalQuery> parse_journal_query(const Query& query) {
  JournalQuery parsed;
  const std::pair<std::string_view, std::string*> texts[] = {
      {"method", &parsed.method}, {"operation", &parsed.operation}, {"job", &parsed.job}, {"path", &parsed.path}};
  std::int64_t status = 0;
  const std::pair<std::string_view, std::int64_t*> numbers[] = {
      {"status", &status}, {"after", &parsed.after}, {"limit", &parsed.limit}};
  for (const auto& [name, value] : query) {
    bool known = false;
    for (const auto& [field, text] : texts)
      if (field == name) *text = value, known = true;
    for (const auto& [field, number] : numbers)
      if (field == name) {
        const auto read = parse_int(value);
        if (!read || *read < 0) return Error{"the journal's " + name + " is a number from 0"};
        *number = *read, known = true;
      }
    if (name == "status") parsed.status = status;
    if (!known)
      return Error{"the journal cannot be asked for \"" + std::string(utf8_prefix(name, 60)) +
                   "\", but for: method, operation, job, path, status, after, limit"};
  }
  return parsed;
}

// The exchanges that fit, oldest first, at most `limit`; `of` is how many there ever were.
inline Json journal_view(const Journal& journal, const JournalQuery& query) {
  const auto same = [](const std::string& wanted, const std::string& is) { return wanted.empty() || wanted == is; };
  Json entries = Json::array();
  for (const JournalEntry& entry : journal.entries()) {
    if (static_cast<std::int64_t>(entries.size()) >= query.limit) break;
    const bool fits = static_cast<std::int64_t>(entry.number) > query.after && same(query.method, entry.method) &&
                      same(query.operation, entry.operation) && same(query.job, entry.job) &&
                      entry.path.find(query.path) != std::string::npos &&
                      (!query.status || *query.status == entry.status);
    if (!fits) continue;
    entries.push_back({{"number", entry.number},
                       {"at", rfc3339(entry.at, 9, true)},
                       {"method", entry.method},
                       {"path", entry.path},
                       {"operation", entry.operation},
                       {"status", entry.status == 0 ? Json() : Json(entry.status)},
                       {"job", entry.job.empty() ? Json() : Json(entry.job)}});
    if (!entry.body.empty()) entries.back()["body"] = entry.body;
    if (!entry.fault.empty()) entries.back()["fault"] = entry.fault;
  }
  return {{"of", journal.count()}, {"entries", entries}};
}

}  // namespace mockling
