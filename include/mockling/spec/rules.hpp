// Owns: the named checks across fields that JSON Schema cannot say.
// Never knows: when a provider applies them, or its words.
// Used by: spec/model, core/submit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mockling/spec/callback.hpp>
#include <mockling/spec/condition.hpp>
#include <mockling/spec/references.hpp>
#include <mockling/spec/seconds.hpp>
#include <mockling/spec/violation.hpp>

namespace mockling {

struct Rule {
  enum class Kind {
    one_of,
    any_of,
    not_together,
    needs,
    required_if,
    absent,
    max_items_with,
    items_at_most,
    sum_equals,
    sum_at_most,
    ascending,
    references,
    public_https
  };
  Kind kind = Kind::one_of;
  std::string name;                 // as in the data
  Condition condition;              // where it does not hold, neither does the rule count
  std::vector<std::string> fields;  // one_of, any_of, not_together, items_at_most, references
  std::string field;                // needs, sum_equals, required_if, absent, public_https
  bool trim = false;                // required_if: white space is nothing
  std::string other;                // needs, max_items_with, items_at_most: with
  std::string list, item;           // sum_equals, sum_at_most, max_items_with, ascending; else: asked of each entry
  Json value;                       // max_items_with, items_at_most, sum_at_most: max
  std::string word;                 // references
  std::vector<std::string> lists;   // references
  bool loopback = false;            // public_https
  std::string ending;               // not empty: accept the submit and end the job so
  std::string text;                 // the words of its violation; empty: the provider has words for the rule's name
};

namespace detail {

inline std::optional<Rule::Kind> rule_kind(std::string_view name) {
  constexpr std::pair<std::string_view, Rule::Kind> kKinds[] = {{"one_of", Rule::Kind::one_of},
                                                                {"any_of", Rule::Kind::any_of},
                                                                {"not_together", Rule::Kind::not_together},
                                                                {"needs", Rule::Kind::needs},
                                                                {"required_if", Rule::Kind::required_if},
                                                                {"absent", Rule::Kind::absent},
                                                                {"max_items_with", Rule::Kind::max_items_with},
                                                                {"items_at_most", Rule::Kind::items_at_most},
                                                                {"sum_equals", Rule::Kind::sum_equals},
                                                                {"sum_at_most", Rule::Kind::sum_at_most},
                                                                {"ascending", Rule::Kind::ascending},
                                                                {"references", Rule::Kind::references},
                                                                {"public_https", Rule::Kind::public_https}};
  for (const auto& [known, kind] : kKinds)
    if (known == name) return kind;
  return std::nullopt;
}

inline std::size_t count_given(const Json& input, const std::vector<std::string>& fields) {
  std::size_t count = 0;
  for (const std::string& field : fields) count += given(input, field) ? 1 : 0;
  return count;
}

// The entries of a list, 1 for a text that is not empty, 0 for anything else; for "list[].member" those that have it.
inline std::size_t list_size(const Json& input, const std::string& list) {
  const Json* value = member_at(input, list);
  if (value != nullptr && value->is_string()) return given(input, list) ? 1 : 0;
  return head_of(list) == list ? entries_of(input, list).size() : times_given(input, list);
}

// Whole seconds, or nothing where the input does not say.
inline std::optional<std::int64_t> whole_seconds(const SecondsRule& rule, const Json& input) {
  const auto length = length_of(rule, input, no_files);
  return length ? std::optional(length->count() / 1000) : std::nullopt;
}

inline std::optional<std::int64_t> sum_of(const Rule& rule, const Json& input) {
  return whole_seconds({SecondsRule::From::sum, rule.list, rule.item, {}, nullptr}, input);
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
  rule.trim = flag_of(document, "trim");
  rule.other = text_of(document, "with");
  rule.list = text_of(document, "list");
  rule.item = text_of(document, "item");
  rule.value = document.value("max", Json());
  rule.condition = compile_condition(document);
  if ((document.contains("if") || document.contains("unless")) && rule.condition.place.empty())
    problems.push_back(place + " has a condition that names no field");
  rule.word = text_of(document, "word");
  for (const Json& list : document.value("lists", Json::array())) rule.lists.push_back(list.get<std::string>());
  rule.loopback = flag_of(document, "loopback");
  rule.text = text_of(document, "text");
  if (text_of(document, "when") == "run") rule.ending = text_of(document, "ending");
  return rule;
}

namespace detail {

inline Violation rule_violation(const Rule& rule, const std::string& field, Json limit, Json actual) {
  return {field.empty() ? std::string() : pointer_to(field), rule.name, std::move(limit), std::move(actual), rule.text};
}

// The rules on which fields are given.
inline std::optional<Violation> broken_presence(const Rule& rule, const Json& input) {
  const std::size_t count = count_given(input, rule.fields);
  switch (rule.kind) {
    case Rule::Kind::one_of:
      if (count == 1) return std::nullopt;
      return rule_violation(rule, rule.fields.front(), rule.fields, nullptr);
    case Rule::Kind::any_of:
      if (count >= 1) return std::nullopt;
      return rule_violation(rule, rule.fields.front(), rule.fields, nullptr);
    case Rule::Kind::not_together:
      if (count <= 1) return std::nullopt;
      return rule_violation(rule, rule.fields.back(), rule.fields, nullptr);
    case Rule::Kind::needs:
      if (!given(input, rule.field) || given(input, rule.other)) return std::nullopt;
      return rule_violation(rule, rule.field, rule.other, nullptr);
    case Rule::Kind::required_if: {
      const Json* value = member_at(input, rule.field);
      const bool blank =
          rule.trim && value != nullptr && value->is_string() && trim(value->get_ref<const std::string&>()).empty();
      if (given(input, rule.field) && !blank) return std::nullopt;
      return rule_violation(rule, rule.field, rule.condition.place, nullptr);
    }
    case Rule::Kind::absent:
      if (!given(input, rule.field)) return std::nullopt;
      return rule_violation(rule, rule.field, nullptr, *member_at(input, rule.field));
    default: return std::nullopt;
  }
}

// The same, asked of each entry of the rule's list, if it has one: the first that breaks it.
inline std::optional<Violation> broken_somewhere(const Rule& rule, const Json& input) {
  if (rule.list.empty()) return broken_presence(rule, input);
  std::size_t index = 0;
  for (const Json& entry : entries_of(input, rule.list)) {
    auto violation = entry.is_object() ? broken_presence(rule, entry) : std::nullopt;
    if (violation) violation->path = pointer_to(rule.list) + "/" + std::to_string(index) + violation->path;
    if (violation) return violation;
    ++index;
  }
  return std::nullopt;
}

inline std::optional<Violation> too_many_items(const Rule& rule, const Json& input) {
  std::size_t count = 0;
  std::string first;
  if (!rule.other.empty() && !given(input, rule.other)) return std::nullopt;
  for (const std::string& list : rule.fields) {
    count += list_size(input, list);
    if (first.empty() && list_size(input, list) > 0) first = head_of(list);
  }
  if (count <= rule.value.get<std::size_t>()) return std::nullopt;
  return rule_violation(rule, first, Json{{"max", rule.value}, {"fields", rule.fields}}, count);
}

// The rules on how many entries a list has, and what they add up to.
inline std::optional<Violation> broken_amount(const Rule& rule, const Json& input) {
  switch (rule.kind) {
    case Rule::Kind::max_items_with: {
      const std::size_t count = list_size(input, rule.list);
      if (!given(input, rule.other) || count <= rule.value.get<std::size_t>()) return std::nullopt;
      return rule_violation(rule, rule.list, Json{{"max", rule.value}, {"with", rule.other}}, count);
    }
    case Rule::Kind::items_at_most: return too_many_items(rule, input);
    case Rule::Kind::sum_equals: {
      if (!given(input, rule.list)) return std::nullopt;
      const auto total = sum_of(rule, input);
      const auto wanted = whole_seconds({SecondsRule::From::input, rule.field, {}, {}, nullptr}, input);
      if (total == wanted) return std::nullopt;
      return rule_violation(rule, rule.field, wanted ? Json(*wanted) : Json(), total ? Json(*total) : Json());
    }
    case Rule::Kind::sum_at_most: {
      const auto total = sum_of(rule, input);
      if (!total || *total <= rule.value.get<std::int64_t>()) return std::nullopt;
      return rule_violation(rule, rule.list, Json{{"max", rule.value}}, *total);
    }
    default: return std::nullopt;
  }
}

inline std::optional<Violation> not_ascending(const Rule& rule, const Json& input) {
  const Json* list = member_at(input, rule.list);
  if (list == nullptr || !list->is_array()) return std::nullopt;
  for (std::size_t i = 1; i < list->size(); ++i) {
    const Json &before = child((*list)[i - 1], rule.item), &value = child((*list)[i], rule.item);
    if (!before.is_number() || !value.is_number() || before < value) continue;
    Violation violation = rule_violation(rule, rule.list, before, value);
    violation.path += "/" + std::to_string(i) + pointer_step(rule.item);
    return violation;
  }
  return std::nullopt;
}

inline std::optional<Violation> dangling(const Rule& rule, const Json& input) {
  std::size_t count = 0;
  for (const std::string& list : rule.lists) count += list_size(input, list);
  for (const std::string& place : rule.fields)
    for (const auto& [path, text] : texts_at(input, place))
      if (const auto reference = dangling_reference(text, rule.word, count))
        return Violation{path, rule.name, count, *reference, rule.text};
  return std::nullopt;
}

// The rules on what a text says.
inline std::optional<Violation> broken_text(const Rule& rule, const Json& input) {
  switch (rule.kind) {
    case Rule::Kind::ascending: return not_ascending(rule, input);
    case Rule::Kind::references: return dangling(rule, input);
    case Rule::Kind::public_https: {
      const Json* url = member_at(input, rule.field);
      if (url == nullptr || !url->is_string() || !given(input, rule.field)) return std::nullopt;
      if (is_public_https(url->get_ref<const std::string&>(), rule.loopback)) return std::nullopt;
      return rule_violation(rule, rule.field, nullptr, *url);
    }
    default: return std::nullopt;
  }
}

}  // namespace detail

// What of `input` breaks the rule, or nothing.
inline std::optional<Violation> broken(const Rule& rule, const Json& input) {
  if (!holds(rule.condition, input)) return std::nullopt;
  auto violation = detail::broken_somewhere(rule, input);
  if (!violation) violation = detail::broken_amount(rule, input);
  return violation ? violation : detail::broken_text(rule, input);
}

}  // namespace mockling
