// Owns: the facts in a JSON Schema or OpenAPI schema object: every field with its type, bounds, default and values.
// Never knows: where in a document the schema stands, beyond its pointer.
// Used by: drift/read_data, drift/read_openapi, drift/read_catalog.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <mockling/base/text.hpp>
#include <mockling/drift/facts.hpp>
#include <mockling/spec/violation.hpp>

namespace mockling::drift {

// Keywords that are facts as they stand.
inline constexpr std::array<std::string_view, 13> kPlainFacets{
    "default",   "enum",      "minimum",  "maximum",  "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minLength", "maxLength", "minItems", "maxItems", "format",           "pattern"};

// "integer|null": the types of a schema in alphabetic order, "" where any is taken.
inline std::string type_words(std::vector<std::string> types) {
  std::sort(types.begin(), types.end());
  types.erase(std::unique(types.begin(), types.end()), types.end());
  std::string words;
  for (const std::string& type : types) words += (words.empty() ? "" : "|") + type;
  return words;
}

// Walks one schema of `root` and appends what it says to `facts`.
class SchemaFacts {
 public:
  SchemaFacts(const Json& root, std::string subject, Side side, std::vector<Fact>& facts)
      : root_(root), subject_(std::move(subject)), side_(side), facts_(facts) {}

  // The members of an object schema, their names led by `prefix`.
  void members(const Json& schema, const std::string& prefix, const std::string& where) {
    object(schema, prefix, where, 0);
  }

  // One field with this schema.
  void field(const Json& schema, const std::string& name, bool required, const std::string& where) {
    field(schema, name, required, where, 0);
  }

 private:
  static constexpr int kDeepest = 16;            // a schema may refer to itself
  static constexpr std::size_t kMost = 500'000;  // facts of one document

  void say(const std::string& name, std::string_view facet, Json value, const std::string& where) {
    facts_.push_back({subject_, side_, name, std::string(facet), std::move(value), where});
  }

  // What a `$ref` within the document leads to; anything else is itself.
  const Json& resolved(const Json& schema, int depth = 0) const {
    const std::string link = text_of(schema, "$ref");
    if (!starts_with(link, "#/") || depth > kDeepest) return schema;
    const Json* found = &root_;
    for (const std::string_view step : split(std::string_view(link).substr(2), '/')) {
      found = member(*found, replace_all(replace_all(step, "~1", "/"), "~0", "~"));
      if (found == nullptr) return schema;
    }
    return resolved(*found, depth + 1);
  }

  // The schema with what `allOf`, and `anyOf` or `oneOf` of something and null, add to it.
  Json merged(const Json& written, std::vector<std::string>& types) const {
    Json schema = resolved(written);
    for (const std::string_view keyword : {"allOf", "anyOf", "oneOf"}) {
      const Json& parts = child(schema, keyword);
      if (!parts.is_array()) continue;
      Json together = schema;
      for (const Json& part : parts) {
        const Json& meant = resolved(part);
        add_types(meant, types);
        if (!meant.is_object() || (keyword != "allOf" && text_of(meant, "type") == "null")) continue;
        for (const auto& [key, value] : meant.items())
          if (!together.contains(key)) together[key] = value;
      }
      schema = std::move(together);
    }
    add_types(schema, types);
    if (flag_of(schema, "nullable")) types.emplace_back("null");
    return schema;
  }

  static void add_types(const Json& schema, std::vector<std::string>& types) {
    const Json& type = child(schema, "type");
    if (type.is_string()) types.push_back(type.get<std::string>());
    if (!type.is_array()) return;
    for (const Json& one : type)
      if (one.is_string()) types.push_back(one.get<std::string>());
  }

  void object(const Json& schema, const std::string& prefix, const std::string& where, int depth) {
    if (depth > kDeepest || facts_.size() > kMost) return;
    std::vector<std::string> ignored;
    const Json whole = merged(schema, ignored);
    const Json& required = child(whole, "required");
    const auto needs = [&required](const std::string& name) {
      return required.is_array() && std::find(required.begin(), required.end(), name) != required.end();
    };
    if (const Json* closed = member(whole, "additionalProperties"); closed != nullptr && closed->is_boolean())
      say(prefix, "additionalProperties", *closed, where + "/additionalProperties");
    for (const auto& [name, property] : child(whole, "properties").items()) {
      const Json& conditional = child(child(child(whole, "then"), "properties"), name);
      const bool bare = !resolved(property).contains("type") && conditional.is_object();
      field(bare ? conditional : property, prefix + name, needs(name),
            where + (bare ? "/then" : "") + "/properties" + pointer_step(name), depth + 1);
    }
  }

  void field(const Json& schema, const std::string& name, bool required, const std::string& where, int depth) {
    if (depth > kDeepest || facts_.size() > kMost) return;
    std::vector<std::string> types;
    const Json whole = merged(schema, types);
    say(name, "present", true, where);
    say(name, "required", required, where);
    if (!types.empty()) say(name, "type", type_words(types), where + "/type");
    for (const std::string_view facet : kPlainFacets)
      if (const Json* value = member(whole, facet)) plain(name, facet, *value, where);
    if (const Json* constant = member(whole, "const")) plain(name, "enum", Json::array({*constant}), where);
    if (whole.contains("properties") || whole.contains("additionalProperties")) object(whole, name + ".", where, depth);
    if (const Json* items = member(whole, "items")) field(*items, name + "[]", false, where + "/items", depth + 1);
  }

  // The words for a job's state are facts of their own: other documents tell them without a schema.
  void plain(const std::string& name, std::string_view facet, const Json& value, const std::string& where) {
    const std::string place = where + "/" + std::string(facet);
    const std::string last = name.substr(name.find_last_of(". ") + 1);
    if (side_ != Side::response || facet != "enum" || last != "status" || !value.is_array())
      return say(name, facet, value, place);
    for (const Json& word : value)
      if (word.is_string()) facts_.push_back({subject_, Side::status, word.get<std::string>(), "present", true, place});
  }

  const Json& root_;
  const std::string subject_;
  const Side side_;
  std::vector<Fact>& facts_;
};

}  // namespace mockling::drift
