// Owns: the named checks across fields that JSON Schema cannot say.
// Never knows: when a provider applies them, or its words.
// Used by: spec/model, core/submit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mockling/spec/seconds.hpp>
#include <mockling/spec/violation.hpp>

namespace mockling {

struct Rule {
  enum class Kind { one_of, any_of, not_together, needs, sum_equals, max_items_with, required_if };
  Kind kind = Kind::one_of;
  std::string name;                 // as in the data
  std::vector<std::string> fields;  // one_of, any_of, not_together
  std::string field;                // needs, sum_equals, required_if
  std::string other;                // needs: with; required_if: if; max_items_with: with
  std::string list, item;           // sum_equals, max_items_with
  Json value;                       // required_if: equals; max_items_with: max
  std::string ending;               // not empty: accept the submit and end the job so
};

namespace detail {

inline std::optional<Rule::Kind> rule_kind(std::string_view name) {
  constexpr std::pair<std::string_view, Rule::Kind> kKinds[] = {{"one_of", Rule::Kind::one_of},
                                                                {"any_of", Rule::Kind::any_of},
                                                                {"not_together", Rule::Kind::not_together},
                                                                {"needs", Rule::Kind::needs},
                                                                {"sum_equals", Rule::Kind::sum_equals},
                                                                {"max_items_with", Rule::Kind::max_items_with},
                                                                {"required_if", Rule::Kind::required_if}};
  for (const auto& [known, kind] : kKinds)
    if (known == name) return kind;
  return std::nullopt;
}

inline std::size_t count_given(const Json& input, const std::vector<std::string>& fields) {
  std::size_t count = 0;
  for (const std::string& field : fields) count += given(input, field) ? 1 : 0;
  return count;
}

}  // namespace detail

inline Rule compile_rule(const Json& document, const std::string& place, std::vector<std::string>& problems) {
  Rule rule;
  rule.name = text_of(document, "rule");
  const auto kind = detail::rule_kind(rule.name);
  if (!kind) problems.push_back(place + " names no rule we have: " + rule.name);
  rule.kind = kind.value_or(Rule::Kind::one_of);
  for (const Json& field : document.value("fields", Json::array())) rule.fields.push_back(field.get<std::string>());
  rule.field = text_of(document, "field");
  rule.other = text_of(document, rule.kind == Rule::Kind::required_if ? "if" : "with");
  rule.list = text_of(document, "list");
  rule.item = text_of(document, "item");
  rule.value = document.value(rule.kind == Rule::Kind::required_if ? "equals" : "max", Json());
  if (text_of(document, "when") == "run") rule.ending = text_of(document, "ending");
  return rule;
}

// What of `input` breaks the rule, or nothing.
inline std::optional<Violation> broken(const Rule& rule, const Json& input) {
  const auto violation = [&](const std::string& field, Json limit, Json actual) {
    return Violation{field.empty() ? std::string() : pointer_step(field), rule.name, std::move(limit),
                     std::move(actual)};
  };
  switch (rule.kind) {
    case Rule::Kind::one_of:
      if (detail::count_given(input, rule.fields) == 1) return std::nullopt;
      return violation(rule.fields.front(), rule.fields, nullptr);
    case Rule::Kind::any_of:
      if (detail::count_given(input, rule.fields) >= 1) return std::nullopt;
      return violation(rule.fields.front(), rule.fields, nullptr);
    case Rule::Kind::not_together:
      if (detail::count_given(input, rule.fields) <= 1) return std::nullopt;
      return violation(rule.fields.back(), rule.fields, nullptr);
    case Rule::Kind::needs:
      if (!detail::given(input, rule.field) || detail::given(input, rule.other)) return std::nullopt;
      return violation(rule.field, rule.other, nullptr);
    case Rule::Kind::required_if: {
      const Json* condition = member(input, rule.other);
      if (condition == nullptr || *condition != rule.value || detail::given(input, rule.field)) return std::nullopt;
      return violation(rule.field, rule.other, nullptr);
    }
    case Rule::Kind::max_items_with: {
      const Json* list = member(input, rule.list);
      if (!detail::given(input, rule.other) || list == nullptr || list->size() <= rule.value.get<std::size_t>())
        return std::nullopt;
      return violation(rule.list, Json{{"max", rule.value}, {"with", rule.other}}, list->size());
    }
    case Rule::Kind::sum_equals: {
      if (!detail::given(input, rule.list)) return std::nullopt;
      const auto total = length_of({SecondsRule::From::sum, rule.list, rule.item, {}, nullptr}, input, no_files);
      const auto wanted = length_of({SecondsRule::From::input, rule.field, {}, {}, nullptr}, input, no_files);
      if (total == wanted) return std::nullopt;
      return violation(rule.field, wanted ? Json(wanted->count() / 1000) : Json(),
                       total ? Json(total->count() / 1000) : Json());
    }
  }
  return std::nullopt;
}

}  // namespace mockling
