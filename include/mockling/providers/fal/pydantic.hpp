// Owns: violations as items of fal's `detail` list, in the words of the data.
// Never knows: when an input is judged.
// Used by: providers/fal/queue.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include <mockling/providers/fal/envelope.hpp>
#include <mockling/providers/fal/json_error.hpp>

namespace mockling::fal {

namespace detail {

inline std::string quoted_options(const Json& limit) {
  const Json list = limit.is_array() ? limit : Json::array({limit});
  std::vector<std::string> options;
  for (const Json& option : list)
    if (option.is_string())
      options.push_back("'" + option.get<std::string>() + "'");
    else if (!option.is_null())
      options.push_back(dump(option));
  std::string text;
  for (std::size_t i = 0; i < options.size(); ++i)
    text += (i == 0 ? "" : i + 1 == options.size() ? " or " : ", ") + options[i];
  return text;
}

// What a {name} of the templates stands for, as a JSON value.
inline Json value_of(std::string_view name, const Violation& violation) {
  if (name == "options") return quoted_options(violation.limit);
  if (name == "actual") return violation.actual;
  if (name == "text") return violation.text;
  if (name == "s") return violation.limit == Json(1) ? "" : "s";
  const Json* bound = member(violation.limit, name);
  return bound != nullptr ? *bound : violation.limit;
}

// A template with its {names} filled in. One that is nothing but a name keeps the value's type; "{name:float}" makes
// it a number with a point.
inline Json rendered(const Json& pattern, const Violation& violation) {
  if (pattern.is_object()) {
    Json object = Json::object();
    for (const auto& [key, part] : pattern.items()) object[key] = rendered(part, violation);
    return object;
  }
  if (!pattern.is_string()) return pattern;
  const std::string& text = pattern.get_ref<const std::string&>();
  if (text.size() > 2 && text.front() == '{' && text.find('}') == text.size() - 1) {
    const std::size_t colon = text.find(':');
    Json value = value_of(std::string_view(text).substr(1, std::min(colon, text.size() - 1) - 1), violation);
    return colon != std::string::npos && value.is_number() ? Json(value.get<double>()) : value;
  }
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t close = text[at] == '{' ? text.find('}', at) : std::string::npos;
    if (close == std::string::npos) {
      result += text[at++];
      continue;
    }
    const Json value = value_of(std::string_view(text).substr(at + 1, close - at - 1), violation);
    result += value.is_string() ? value.get<std::string>() : dump(value);
    at = close + 1;
  }
  return result;
}

// The words for a wrong type depend on the type wanted and, for some, on what came instead.
inline const Json& type_words(const Json& words, const Violation& violation) {
  std::string wanted;
  const Json limit = violation.limit.is_array() ? violation.limit : Json::array({violation.limit});
  for (const Json& type : limit)
    if (wanted.empty() && type != "null") wanted = type.get<std::string>();
  const Json& row = child(words, wanted);
  const Json& special = child(child(row, "from"), violation.actual.type_name());
  return special.is_object() ? special : row;
}

// The steps of a JSON Pointer below "body": texts, and numbers for places in lists.
inline Json location(std::string_view path) {
  Json steps = Json::array({"body"});
  if (path.empty()) return steps;
  for (const std::string_view step : split(path.substr(1), '/'))
    if (const auto index = parse_int(step))
      steps.push_back(*index);
    else
      steps.push_back(replace_all(replace_all(step, "~1", "/"), "~0", "~"));
  return steps;
}

// What was given at `path`, or around it when nothing was.
inline Json given_at(const Json& body, std::string path) {
  for (;; path.erase(path.rfind('/'))) {
    const Json::json_pointer place(path);
    if (path.empty() || body.contains(place)) return body.at(place);
  }
}

}  // namespace detail

// One item of `detail` for a violation of `body`.
inline Json detail_item(const Call& call, const Violation& violation, const Json& body) {
  const Json& all = call.spec().words.violations;
  const Json& words =
      violation.keyword == "type" ? detail::type_words(child(all, "type"), violation) : child(all, violation.keyword);
  Json item{{"type", text_of(words, "type", violation.keyword)},
            {"loc", detail::location(violation.path)},
            {"msg", detail::rendered(child(words, "msg"), violation)},
            {"input", detail::given_at(body, violation.path)}};
  if (const Json* context = member(words, "ctx")) item["ctx"] = detail::rendered(*context, violation);
  return item;
}

// The `detail` of a body that is no JSON object at all; null when fal cannot read it, or mockling alone cannot.
inline Json malformed_detail(const Call& call, const std::string& text) {
  if (text.empty()) return Json::array({detail_item(call, {"", "required", true, nullptr, {}}, nullptr)});
  const auto parsed = parse_json(text);
  if (parsed) return Json::array({detail_item(call, {"", "type", "object", *parsed, {}}, *parsed)});
  const auto error = is_utf8(text) ? json_error(text) : std::nullopt;
  if (!error) return nullptr;
  const std::string words = text_of(child(call.spec().document, "json_errors"), error->reason);
  Json item = detail_item(call, {"", "json", nullptr, nullptr, words}, Json::object());
  item["loc"].push_back(error->position);
  return Json::array({std::move(item)});
}

namespace detail {

// The schema of the value at `path`, or nullptr.
inline const Schema* schema_at(const Schema& schema, std::string_view path) {
  const Schema* at = &schema;
  if (path.empty()) return at;
  for (const std::string_view step : split(path.substr(1), '/')) {
    at = at->items != nullptr && parse_int(step) ? at->items.get() : at->property(step);
    if (at == nullptr) return nullptr;
  }
  return at;
}

// A literal has no type of its own: whatever is none of its values is one error.
inline Violation as_literal(Violation violation, const Schema& schema) {
  const Schema* at = violation.keyword == "type" ? schema_at(schema, violation.path) : nullptr;
  if (at == nullptr || at->options.empty()) return violation;
  return {violation.path, "enum", Json(at->options), violation.actual, {}};
}

}  // namespace detail

// The `detail` of an input that breaks its schema, or else its rules; null when it is sound. A field has one validator,
// which stops at the first rule.
inline Json input_detail(const Call& call, const Violations& violations, const Schema& schema, const Json& body) {
  const auto by_schema = [&](const Violation& violation) { return violation.text.empty(); };
  const bool only_schema = std::any_of(violations.begin(), violations.end(), by_schema);
  Json items = Json::array();
  std::set<std::string> judged;
  for (const Violation& violation : violations)
    if (by_schema(violation) || (!only_schema && judged.insert(violation.path).second))
      items.push_back(detail_item(call, detail::as_literal(violation, schema), body));
  return items.empty() ? Json() : items;
}

}  // namespace mockling::fal
