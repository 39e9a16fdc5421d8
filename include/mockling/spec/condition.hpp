// Owns: the condition under which something in a model's data counts.
// Never knows: what counts then.
// Used by: spec/rules, providers.
#pragma once

#include <optional>
#include <string>

#include <mockling/spec/given.hpp>

namespace mockling {

// Without a place it always holds.
struct Condition {
  std::string place;           // a field, or "list[].member"
  std::optional<Json> wanted;  // absent: anything will do, as long as it is given
};

// The condition of `document`: {"if": {"field": F, "equals": V}}, {"if": {"given": PLACE}}, {"if": F, "equals": V} or
// none.
inline Condition compile_condition(const Json& document) {
  const Json& given = child(document, "if");
  if (given.is_string()) return {given.get<std::string>(), document.value("equals", Json())};
  if (const Json* place = member(given, "given")) return {place->get<std::string>(), std::nullopt};
  if (given.is_object()) return {text_of(given, "field"), given.value("equals", Json())};
  return {};
}

inline bool holds(const Condition& condition, const Json& input) {
  if (condition.place.empty()) return true;
  if (!condition.wanted) return detail::times_given(input, condition.place) > 0;
  const Json* value = member(input, condition.place);
  return value != nullptr && *value == *condition.wanted;
}

}  // namespace mockling
