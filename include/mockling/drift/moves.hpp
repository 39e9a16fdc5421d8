// Owns: what happened between two values of one facet: narrowed, widened, or simply different.
// Never knows: severities, documents.
// Used by: drift/compare.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <mockling/drift/rules.hpp>

namespace mockling::drift {

// A move with the part of the values that matters: of an enum, what is gone and what is new.
struct Step {
  Move move;
  Json before, after;
};

namespace detail {

inline std::vector<std::string> words_of(const Json* value) {
  std::vector<std::string> words;
  if (value != nullptr && value->is_string())
    for (const std::string_view word : split(value->get_ref<const std::string&>(), '|')) words.emplace_back(word);
  return words;
}

// Whether each type of `some` is taken where `all` are; an integer is a number.
inline bool within(const std::vector<std::string>& some, const std::vector<std::string>& all) {
  const auto has = [&all](const std::string& word) { return std::find(all.begin(), all.end(), word) != all.end(); };
  return std::all_of(some.begin(), some.end(),
                     [&has](const std::string& word) { return has(word) || (word == "integer" && has("number")); });
}

inline Move type_move(const Json* before, const Json* after) {
  if (after == nullptr) return Move::widened;
  if (before == nullptr) return Move::narrowed;
  const auto old_types = words_of(before), new_types = words_of(after);
  if (within(old_types, new_types)) return Move::widened;
  return within(new_types, old_types) ? Move::narrowed : Move::changed;
}

inline Json without(const Json& list, const Json& others) {
  Json rest = Json::array();
  for (const Json& value : list)
    if (std::find(others.begin(), others.end(), value) == others.end()) rest.push_back(value);
  return rest;
}

inline std::vector<Step> enum_steps(const Json* before, const Json* after) {
  if (before == nullptr) return {{Move::narrowed, "any value", *after}};
  if (after == nullptr) return {{Move::widened, *before, "any value"}};
  std::vector<Step> steps;
  if (Json gone = without(*before, *after); !gone.empty()) steps.push_back({Move::narrowed, std::move(gone), Json()});
  if (Json fresh = without(*after, *before); !fresh.empty()) steps.push_back({Move::widened, Json(), std::move(fresh)});
  return steps;
}

inline Move bound_move(std::string_view facet, const Json* before, const Json* after) {
  if (before == nullptr) return Move::narrowed;
  if (after == nullptr) return Move::widened;
  if (facet == "multipleOf" || !before->is_number() || !after->is_number()) return Move::changed;
  const bool lower = starts_with(facet, "min") || facet == "exclusiveMinimum";
  return (*before < *after) == lower ? Move::narrowed : Move::widened;
}

inline Move plain_move(const Json* before, const Json* after) {
  return before == nullptr ? Move::added : after == nullptr ? Move::removed : Move::changed;
}

// More of a number is more room.
inline Move limit_move(const Json* before, const Json* after) {
  if (before == nullptr || after == nullptr || !before->is_number() || !after->is_number())
    return plain_move(before, after);
  return *after < *before ? Move::narrowed : Move::widened;
}

}  // namespace detail

// What happened to a facet of a field or check; nothing when its value is the same. nullptr: there is no value.
inline std::vector<Step> steps_between(Side side, std::string_view facet, const Json* before, const Json* after) {
  if (before == nullptr && after == nullptr) return {};
  if (before != nullptr && after != nullptr && *before == *after) return {};
  const Json old_value = before != nullptr ? *before : Json(), new_value = after != nullptr ? *after : Json();
  if (facet == "enum") return detail::enum_steps(before, after);
  Move move = detail::plain_move(before, after);
  if (facet == "type" && side != Side::model) move = detail::type_move(before, after);
  if (facet == "required") move = new_value == true ? Move::narrowed : Move::widened;
  if (facet == "additionalProperties") {
    if (old_value != false && new_value != false) return {};  // open is what silence means
    move = new_value == false ? Move::narrowed : Move::widened;
  }
  if (is_bound(facet)) move = detail::bound_move(facet, before, after);
  if (side == Side::limit) move = detail::limit_move(before, after);
  return {{move, old_value, new_value}};
}

// Lowest and highest of whole numbers without a gap ("3", "4", "5" or 3, 4, 5), which is a range in other words.
inline std::optional<std::pair<std::int64_t, std::int64_t>> range_of(const Json& options) {
  if (!options.is_array() || options.size() < 2) return std::nullopt;
  std::vector<std::int64_t> numbers;
  for (const Json& option : options) {
    const auto number = option.is_number_integer() ? std::optional(int_of(Json{{"n", option}}, "n"))
                        : option.is_string()       ? parse_int(option.get_ref<const std::string&>())
                                                   : std::nullopt;
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end());
  for (std::size_t i = 1; i < numbers.size(); ++i)
    if (numbers[i] - 1 != numbers[i - 1]) return std::nullopt;
  return std::pair(numbers.front(), numbers.back());
}

}  // namespace mockling::drift
