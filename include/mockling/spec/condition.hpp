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
  std::string place;           // a field, a path of keys, or "list[].member"
  std::optional<Json> wanted;  // absent: anything will do, as long as it is given
  bool negated = false;        // `unless`: it holds where the input is not so
};

// The condition of `document`: {"if": {"field": F, "equals": V}}, {"if": {"given": PLACE}}, the same with "unless", or
// none.
inline Condition compile_condition(const Json& document) {
  const bool negated = document.contains("unless");
  const Json& stated = child(document, negated ? "unless" : "if");
  if (const Json* place = member(stated, "given")) return {place->get<std::string>(), std::nullopt, negated};
  if (stated.is_object()) return {text_of(stated, "field"), stated.value("equals", Json()), negated};
  return {};
}

inline bool holds(const Condition& condition, const Json& input) {
  if (condition.place.empty()) return true;
  const Json* value = condition.wanted ? member_at(input, condition.place) : nullptr;
  const bool so = condition.wanted ? value != nullptr && *value == *condition.wanted
                                   : detail::times_given(input, condition.place) > 0;
  return so != condition.negated;
}

}  // namespace mockling
