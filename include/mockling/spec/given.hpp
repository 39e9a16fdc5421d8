// Owns: whether an input says something at all, at the top or inside the entries of a list.
// Never knows: what it says.
// Used by: spec/seconds, spec/price, spec/rules.
#pragma once

#include <string>

#include <mockling/base/json.hpp>

namespace mockling::detail {

// Absent, null, "" and [] all count as not given. The field may be a path of keys.
inline bool given(const Json& input, const std::string& field) {
  const Json* value = member_at(input, field);
  if (value == nullptr || value->is_null()) return false;
  if (value->is_string()) return !value->get_ref<const std::string&>().empty();
  return !value->is_array() || !value->empty();
}

// The entries of a list; none of anything else.
inline const Json& entries_of(const Json& input, const std::string& list) {
  const Json* value = member_at(input, list);
  return value != nullptr && value->is_array() ? *value : child({}, {});
}

// The list that a place "list[].member" looks into; a plain field is its own.
inline std::string head_of(const std::string& place) { return place.substr(0, place.find("[].")); }

// How many entries of the list have the member, for "list[].member"; 1 or 0 for a plain field.
inline std::size_t times_given(const Json& input, const std::string& place) {
  const std::string head = head_of(place);
  if (head == place) return given(input, place) ? 1 : 0;
  const std::string name = place.substr(head.size() + 3);
  std::size_t times = 0;
  for (const Json& entry : entries_of(input, head)) times += given(entry, name) ? 1 : 0;
  return times;
}

}  // namespace mockling::detail
