// Owns: a closed subset of JSON Schema 2020-12, compiled once. An unknown keyword is an error, because a validator
//       that ignores a keyword lies.
// Never knows: instances (spec/validate), providers.
// Used by: spec/validate, spec/model.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/spec/violation.hpp>

namespace mockling {

// A JSON Schema type as a bit, so that a list of types is one number. kInteger is a part of kNumber.
enum TypeBit : unsigned { kNull = 1, kBoolean = 2, kInteger = 4, kNumber = 8, kString = 16, kArray = 32, kObject = 64 };

struct TypeName {
  std::string_view name;
  unsigned bit;
};
inline constexpr std::array<TypeName, 7> kTypeNames{{{"null", kNull},
                                                     {"boolean", kBoolean},
                                                     {"integer", kInteger},
                                                     {"number", kNumber},
                                                     {"string", kString},
                                                     {"array", kArray},
                                                     {"object", kObject}}};

struct Schema;
struct Property;

struct Schema {
  unsigned types = 0;            // 0: any
  Json type_limit;               // as written, for words
  std::vector<Json> options;     // enum; empty: any
  std::optional<Json> constant;  // const
  std::optional<Json> initial;   // default
  std::optional<Json> minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;
  std::optional<std::size_t> min_length, max_length;  // in code points
  std::optional<std::size_t> min_items, max_items;
  std::vector<Property> properties;  // in the order of the document
  std::vector<std::string> required;
  bool additional = true;  // additionalProperties
  std::shared_ptr<const Schema> items, negated, condition, consequence, alternative;
  std::vector<Schema> any_of, all_of;

  // The schema of a property, or nullptr.
  const Schema* property(std::string_view name) const;
};

struct Property {
  std::string name;
  Schema schema;
};

inline const Schema* Schema::property(std::string_view name) const {
  for (const Property& candidate : properties)
    if (candidate.name == name) return &candidate.schema;
  return nullptr;
}

namespace detail {

// Compiles one document, collecting every mistake with its place.
class SchemaCompiler {
 public:
  explicit SchemaCompiler(std::vector<std::string>& problems) : problems_(problems) {}

  Schema compile(const Json& document, const std::string& place) {
    Schema schema;
    if (!document.is_object()) return complain(place, "is not an object"), schema;
    for (const auto& [keyword, value] : document.items()) {
      const std::string here = place + "/" + keyword;
      const bool known = assertion(schema, keyword, value, here) || bound(schema, keyword, value, here) ||
                         applicator(schema, keyword, value, here) || annotation(keyword);
      if (!known) complain(here, "is not a keyword of our subset");
    }
    return schema;
  }

 private:
  bool assertion(Schema& schema, std::string_view keyword, const Json& value, const std::string& here) {
    if (keyword == "type") return types(schema, value, here), true;
    if (keyword == "enum") {
      if (!value.is_array() || value.empty()) return complain(here, "must be a list"), true;
      schema.options.assign(value.begin(), value.end());
      return true;
    }
    if (keyword == "const") return schema.constant = value, true;
    if (keyword == "default") return schema.initial = value, true;
    if (keyword == "required") {
      if (!value.is_array()) return complain(here, "must be a list"), true;
      for (const Json& name : value)
        if (name.is_string())
          schema.required.push_back(name.get<std::string>());
        else
          complain(here, "must list names");
      return true;
    }
    if (keyword == "additionalProperties") {
      if (!value.is_boolean()) complain(here, "must be true or false");
      schema.additional = !value.is_boolean() || value.get<bool>();
      return true;
    }
    return false;
  }

  bool bound(Schema& schema, std::string_view keyword, const Json& value, const std::string& here) {
    const std::pair<std::string_view, std::optional<Json>*> numbers[] = {
        {"minimum", &schema.minimum},
        {"maximum", &schema.maximum},
        {"exclusiveMinimum", &schema.exclusive_minimum},
        {"exclusiveMaximum", &schema.exclusive_maximum},
        {"multipleOf", &schema.multiple_of}};
    for (const auto& [name, slot] : numbers)
      if (name == keyword) {
        if (!value.is_number()) complain(here, "must be a number");
        if (keyword == "multipleOf" && value.is_number() && value <= 0) complain(here, "must be above 0");
        return *slot = value, true;
      }
    const std::pair<std::string_view, std::optional<std::size_t>*> sizes[] = {{"minLength", &schema.min_length},
                                                                              {"maxLength", &schema.max_length},
                                                                              {"minItems", &schema.min_items},
                                                                              {"maxItems", &schema.max_items}};
    for (const auto& [name, slot] : sizes)
      if (name == keyword) {
        if (!value.is_number_unsigned()) return complain(here, "must be a count"), true;
        return *slot = value.get<std::size_t>(), true;
      }
    return false;
  }

  bool applicator(Schema& schema, std::string_view keyword, const Json& value, const std::string& here) {
    const std::pair<std::string_view, std::shared_ptr<const Schema>*> singles[] = {{"items", &schema.items},
                                                                                   {"not", &schema.negated},
                                                                                   {"if", &schema.condition},
                                                                                   {"then", &schema.consequence},
                                                                                   {"else", &schema.alternative}};
    for (const auto& [name, slot] : singles)
      if (name == keyword) return *slot = std::make_shared<const Schema>(compile(value, here)), true;
    if (keyword == "anyOf" || keyword == "allOf") {
      auto& list = keyword == "anyOf" ? schema.any_of : schema.all_of;
      if (!value.is_array() || value.empty()) return complain(here, "must be a list"), true;
      for (const Json& part : value) list.push_back(compile(part, here));
      return true;
    }
    if (keyword == "properties") {
      if (!value.is_object()) return complain(here, "must be an object"), true;
      for (const auto& [name, part] : value.items())
        schema.properties.push_back({name, compile(part, here + "/" + name)});
      return true;
    }
    return false;
  }

  static bool annotation(std::string_view keyword) {
    constexpr std::string_view kAnnotations[] = {"$schema", "title", "description", "examples", "format"};
    for (const std::string_view known : kAnnotations)
      if (known == keyword) return true;
    return false;
  }

  void types(Schema& schema, const Json& value, const std::string& here) {
    schema.type_limit = value;
    const Json list = value.is_array() ? value : Json::array({value});
    for (const Json& name : list) {
      unsigned bit = 0;
      for (const TypeName& type : kTypeNames)
        if (name == Json(type.name)) bit = type.bit;
      if (bit == 0) complain(here, "is not a type");
      schema.types |= bit;
    }
  }

  void complain(const std::string& place, const std::string& what) { problems_.push_back(place + " " + what); }

  std::vector<std::string>& problems_;
};

}  // namespace detail

// The compiled form of `document`; every mistake is added to `problems` with its place below `name`.
inline Schema compile_schema(const Json& document, const std::string& name, std::vector<std::string>& problems) {
  return detail::SchemaCompiler(problems).compile(document, name);
}

}  // namespace mockling
