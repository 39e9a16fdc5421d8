// Owns: asking a journal: which exchanges are wanted.
// Never knows: HTTP; how an exchange is shown.
// Used by: host/control.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/core/http.hpp>
#include <mockling/core/journal_view.hpp>

namespace mockling {

// Which exchanges are wanted; what is empty or absent does not matter.
struct JournalQuery {
  std::string method;
  std::string operation;
  std::string provider;
  std::string job;
  std::string path;  // a part of it
  std::string direction;
  std::optional<bool> in_flight;
  std::optional<std::int64_t> status;
  std::int64_t after = 0;  // numbers above this
  std::int64_t limit = 100;

  bool wants(const JournalEntry& entry) const {
    const auto same = [](const std::string& wanted, std::string_view is) { return wanted.empty() || wanted == is; };
    return static_cast<std::int64_t>(entry.number) > after && same(method, entry.method) &&
           same(operation, entry.operation) && same(provider, entry.provider) && same(job, entry.job) &&
           same(direction, kDirections[static_cast<std::size_t>(entry.direction)]) &&
           entry.path.find(path) != std::string::npos && (!in_flight || *in_flight == entry.in_flight()) &&
           (!status || *status == entry.status);
  }
};

namespace detail {

// Takes one parameter in; nothing when it is fine, else what is accepted.
inline std::optional<std::string> take_parameter(JournalQuery& query, const std::string& name,
                                                 const std::string& value) {
  const std::pair<std::string_view, std::string*> texts[] = {
      {"method", &query.method}, {"operation", &query.operation}, {"provider", &query.provider},
      {"job", &query.job},       {"path", &query.path},           {"direction", &query.direction}};
  for (const auto& [field, text] : texts)
    if (field == name) *text = value;
  const bool number = name == "status" || name == "after" || name == "limit";
  const auto read = number ? parse_int(value) : std::nullopt;
  if (number && (!read || *read < 0)) return "the journal's " + name + " is a number from 0";
  if (name == "status") query.status = read;
  if (name == "after") query.after = *read;
  if (name == "limit") query.limit = *read;
  if (name == "in_flight") query.in_flight = value == "true";
  if (name == "in_flight" && value != "true" && value != "false") return "the journal's in_flight is true or false";
  if (name == "direction" && value != "in" && value != "out") return "the journal's direction is in or out";
  return std::nullopt;
}

}  // namespace detail

// The query in `?method=&operation=&provider=&job=&path=&status=&direction=&in_flight=&after=&limit=`; an Error names
// the field and what it takes.
inline Result<JournalQuery> parse_journal_query(const Query& query) {
  constexpr std::string_view kFields[] = {"method", "operation", "provider",  "job",   "path",
                                          "status", "direction", "in_flight", "after", "limit"};
  JournalQuery parsed;
  for (const auto& [name, value] : query) {
    const auto same_name = [&name = name](const auto& pair) { return pair.first == name; };
    if (std::count_if(query.begin(), query.end(), same_name) > 1)
      return Error{"the journal is asked for " + std::string(utf8_prefix(name, 60)) + " once"};
    if (std::find(std::begin(kFields), std::end(kFields), name) == std::end(kFields))
      return Error{"the journal cannot be asked for \"" + std::string(utf8_prefix(name, 60)) +
                   "\", but for: " + join(kFields, ", ")};
    if (const auto amiss = detail::take_parameter(parsed, name, value)) return Error{*amiss};
  }
  return parsed;
}

// The exchanges that fit, oldest first, at most `limit`.
inline std::vector<const JournalEntry*> find_entries(const Journal& journal, const JournalQuery& query) {
  std::vector<const JournalEntry*> found;
  for (const JournalEntry& entry : journal.entries()) {
    if (static_cast<std::int64_t>(found.size()) >= query.limit) break;
    if (query.wants(entry)) found.push_back(&entry);
  }
  return found;
}

// The same for people and programs; `of` is how many there ever were.
inline Json journal_view(const Journal& journal, const JournalQuery& query) {
  Json entries = Json::array();
  for (const JournalEntry* entry : find_entries(journal, query)) entries.push_back(entry_view(*entry));
  return {{"of", journal.count()}, {"entries", entries}};
}

}  // namespace mockling
