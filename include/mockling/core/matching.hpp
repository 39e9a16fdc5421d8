// Owns: whether an exchange is one that a pattern means, and if not, by what it differs.
// Never knows: how many are wanted.
// Used by: core/verification.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mockling/core/expectation.hpp>
#include <mockling/core/journal.hpp>
#include <mockling/spec/switches.hpp>

namespace mockling {

// A field in which an exchange is not as the pattern says.
struct Difference {
  std::string field;
  Json wanted;
  Json was;
};

namespace detail {

// Notes where `was` lacks something of `wanted`; objects may have more members, lists are as long.
inline void compare_json(const Json& wanted, const Json& was, const std::string& field,
                         std::vector<Difference>& differences) {
  if (wanted.is_array() && was.is_array() && wanted.size() == was.size()) {
    for (std::size_t i = 0; i < wanted.size(); ++i)
      compare_json(wanted[i], was[i], field + "[" + std::to_string(i) + "]", differences);
    return;
  }
  if (!wanted.is_object() || !was.is_object()) {
    if (wanted != was) differences.push_back({field, wanted, was});
    return;
  }
  for (const auto& [key, value] : wanted.items()) {
    const Json* found = member(was, key);
    if (found == nullptr)
      differences.push_back({field + "." + key, value, nullptr});
    else
      compare_json(value, *found, field + "." + key, differences);
  }
}

inline void compare_body(const Json& wanted, const JournalMessage& request, std::vector<Difference>& differences) {
  if (!request.body) return differences.push_back({"body", wanted, nullptr});
  if (request.cut()) return differences.push_back({"body", wanted, "too long to be remembered whole"});
  const auto body = parse_json(*request.body);
  if (!body) return differences.push_back({"body", wanted, std::string(utf8_prefix(*request.body, 200))});
  compare_json(wanted, *body, "body", differences);
}

}  // namespace detail

// Empty when the exchange is meant.
inline std::vector<Difference> differences(const ExchangePattern& pattern, const JournalEntry& entry) {
  std::vector<Difference> found;
  const auto same = [&](const char* field, const std::string& wanted, const std::string& was) {
    if (!wanted.empty() && wanted != was) found.push_back({field, wanted, was});
  };
  same("method", pattern.method, entry.method);
  same("provider", pattern.provider, entry.provider);
  same("operation", pattern.operation, entry.operation);
  same("job", pattern.job, entry.job);
  if (!pattern.path.empty() && !detail::glob(pattern.path, entry.path))
    found.push_back({"path", pattern.path, entry.path});
  if (pattern.status && *pattern.status != entry.status) found.push_back({"status", *pattern.status, entry.status});
  if (pattern.body) detail::compare_body(*pattern.body, entry.request, found);
  return found;
}

inline bool fits(const ExchangePattern& pattern, const JournalEntry& entry) {
  return differences(pattern, entry).empty();
}

}  // namespace mockling
