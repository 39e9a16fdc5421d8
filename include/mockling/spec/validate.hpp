// Owns: the verdict of a compiled schema on an instance, and the instance with its defaults filled in.
// Never knows: what a provider says or does about a violation.
// Used by: core/submit, mockserver, tests against ajv and jsonschema.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <mockling/spec/schema.hpp>

namespace mockling {

using Violations = std::vector<Violation>;

// What the length of a text is counted in. JSON Schema counts code points.
enum class TextUnit { code_points, bytes };

// More are not looked for: a list of a million wrong items is not worth a million violations.
inline constexpr std::size_t kMostViolations = 100;

namespace detail {

// JSON Schema's types of a value: a number without fraction is an integer, however it is written.
inline unsigned type_bits(const Json& value) {
  if (value.is_null()) return kNull;
  if (value.is_boolean()) return kBoolean;
  if (value.is_string()) return kString;
  if (value.is_array()) return kArray;
  if (value.is_object()) return kObject;
  if (value.is_number_integer()) return kInteger | kNumber;
  const double number = value.get<double>();
  return std::floor(number) == number ? kInteger | kNumber : kNumber;
}

// The size of an integer without its sign.
inline std::uint64_t magnitude(const Json& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  const auto number = value.get<std::int64_t>();
  return number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
}

inline bool is_multiple(const Json& value, const Json& step) {
  if (value.is_number_integer() && step.is_number_integer()) return magnitude(value) % magnitude(step) == 0;
  const double quotient = value.get<double>() / step.get<double>();
  return std::isfinite(quotient) && std::floor(quotient) == quotient;
}

// Equality as JSON Schema has it: the order of an object's members does not matter.
inline bool same(const Json& a, const Json& b) {
  if (a.type() != b.type() || !a.is_structured()) return a == b;
  if (a.size() != b.size()) return false;
  if (a.is_array()) return std::equal(a.begin(), a.end(), b.begin(), same);
  for (const auto& [name, value] : a.items()) {
    const Json* other = member(b, name);
    if (other == nullptr || !same(value, *other)) return false;
  }
  return true;
}

class Validator {
 public:
  Validator(Violations& found, TextUnit unit) : found_(found), unit_(unit) {}

  void check(const Schema& schema, const Json& value, const std::string& path) {
    if (schema.types != 0 && (type_bits(value) & schema.types) == 0)
      return report(path, "type", schema.type_limit, value);
    if (!schema.options.empty()) check_options(schema, value, path);
    if (schema.constant && !same(*schema.constant, value)) report(path, "const", *schema.constant, value);
    if (value.is_number()) check_number(schema, value, path);
    if (value.is_string()) check_text(schema, value, path);
    if (value.is_array()) check_list(schema, value, path);
    if (value.is_object()) check_members(schema, value, path);
    check_combinations(schema, value, path);
  }

 private:
  void check_options(const Schema& schema, const Json& value, const std::string& path) {
    for (const Json& option : schema.options)
      if (same(option, value)) return;
    report(path, "enum", Json(schema.options), value);
  }

  void check_number(const Schema& schema, const Json& value, const std::string& path) {
    if (schema.minimum && value < *schema.minimum) report(path, "minimum", range(schema), value);
    if (schema.maximum && *schema.maximum < value) report(path, "maximum", range(schema), value);
    if (schema.exclusive_minimum && value <= *schema.exclusive_minimum)
      report(path, "exclusiveMinimum", *schema.exclusive_minimum, value);
    if (schema.exclusive_maximum && *schema.exclusive_maximum <= value)
      report(path, "exclusiveMaximum", *schema.exclusive_maximum, value);
    if (schema.multiple_of && !is_multiple(value, *schema.multiple_of))
      report(path, "multipleOf", *schema.multiple_of, value);
  }

  // Both bounds, because providers name the whole range when either is broken.
  static Json range(const Schema& schema) {
    Json bounds = Json::object();
    if (schema.minimum) bounds["minimum"] = *schema.minimum;
    if (schema.maximum) bounds["maximum"] = *schema.maximum;
    return bounds;
  }

  void check_text(const Schema& schema, const Json& value, const std::string& path) {
    if (!schema.min_length && !schema.max_length) return;
    const auto& text = value.get_ref<const std::string&>();
    const std::size_t length = unit_ == TextUnit::bytes ? text.size() : utf8_length(text);
    if (schema.min_length && length < *schema.min_length) report(path, "minLength", *schema.min_length, length);
    if (schema.max_length && length > *schema.max_length) report(path, "maxLength", *schema.max_length, length);
  }

  void check_list(const Schema& schema, const Json& value, const std::string& path) {
    if (schema.min_items && value.size() < *schema.min_items) report(path, "minItems", *schema.min_items, value.size());
    if (schema.max_items && value.size() > *schema.max_items) report(path, "maxItems", *schema.max_items, value.size());
    if (schema.items == nullptr) return;
    for (std::size_t i = 0; i < value.size() && found_.size() < kMostViolations; ++i)
      check(*schema.items, value[i], path + "/" + std::to_string(i));
  }

  // In the order of the schema, so that "the first violation" means the same as on the provider's page.
  void check_members(const Schema& schema, const Json& value, const std::string& path) {
    for (const Property& property : schema.properties) {
      const Json* given = member(value, property.name);
      if (given != nullptr)
        check(property.schema, *given, path + pointer_step(property.name));
      else if (requires_member(schema, property.name))
        report(path + pointer_step(property.name), "required", true, nullptr);
    }
    for (const std::string& name : schema.required)
      if (schema.property(name) == nullptr && member(value, name) == nullptr)
        report(path + pointer_step(name), "required", true, nullptr);
    if (schema.additional) return;
    for (const auto& [name, given] : value.items())
      if (schema.property(name) == nullptr) report(path + pointer_step(name), "additionalProperties", false, given);
  }

  static bool requires_member(const Schema& schema, std::string_view name) {
    for (const std::string& required : schema.required)
      if (required == name) return true;
    return false;
  }

  void check_combinations(const Schema& schema, const Json& value, const std::string& path) {
    for (const Schema& part : schema.all_of) check(part, value, path);
    if (!schema.any_of.empty()) {
      bool any = false;
      for (const Schema& part : schema.any_of) any = any || holds(part, value);
      if (!any) report(path, "anyOf", nullptr, value);
    }
    if (schema.negated != nullptr && holds(*schema.negated, value)) report(path, "not", nullptr, value);
    if (schema.condition == nullptr) return;
    const auto& branch = holds(*schema.condition, value) ? schema.consequence : schema.alternative;
    if (branch != nullptr) check(*branch, value, path);
  }

  bool holds(const Schema& schema, const Json& value) const {
    Violations found;
    Validator(found, unit_).check(schema, value, "");
    return found.empty();
  }

  void report(const std::string& path, const char* keyword, Json limit, Json actual) {
    if (found_.size() < kMostViolations) found_.push_back({path, keyword, std::move(limit), std::move(actual)});
  }

  Violations& found_;
  const TextUnit unit_;
};

}  // namespace detail

// What in `value` breaks `schema`, in the order of the schema's properties, up to kMostViolations. Pure; thread-safe.
inline Violations validate(const Schema& schema, const Json& value, TextUnit unit = TextUnit::code_points) {
  Violations found;
  detail::Validator(found, unit).check(schema, value, "");
  return found;
}

// `value` with its known members in the schema's order, defaults filled in, unknown members dropped
// where the schema closes the object.
inline Json normalise(const Schema& schema, const Json& value) {
  if (value.is_array() && schema.items != nullptr) {
    Json list = Json::array();
    for (const Json& item : value) list.push_back(normalise(*schema.items, item));
    return list;
  }
  if (!value.is_object()) return value;
  Json object = Json::object();
  for (const Property& property : schema.properties) {
    const Json* given = member(value, property.name);
    if (given != nullptr)
      object[property.name] = normalise(property.schema, *given);
    else if (property.schema.initial)
      object[property.name] = *property.schema.initial;
  }
  if (schema.additional)
    for (const auto& [name, given] : value.items())
      if (schema.property(name) == nullptr) object[name] = given;
  return object;
}

}  // namespace mockling
