// Owns: the OpenAPI document of an endpoint, made of its input schema.
// Never knows: words and envelope (provider.json, "openapi").
// Used by: providers/fal, providers/fal/platform.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <mockling/providers/fal/document.hpp>

namespace mockling::fal {

namespace detail {

// Writes a schema of ours the way fal's framework prints it, and gathers the types that have a name of their own.
class SchemaPrinter {
 public:
  explicit SchemaPrinter(const Json& facts)
      : prefix_(text_of(facts, "component_prefix")), order_(text_of(facts, "order")) {}

  Json object(std::string_view title, const Json& schema) {
    Json out{{"title", title}, {"type", "object"}, {"properties", Json::object()}};
    Json order = Json::array();
    for (const auto& [name, property] : child(schema, "properties").items()) {
      order.push_back(name);
      out["properties"][name] = described(title_of(name), property);
    }
    out[order_] = std::move(order);
    if (const Json* required = member(schema, "required")) out["required"] = *required;
    return out;
  }

  const Json& types() const { return types_; }

 private:
  // Keywords that say which values there are; where null is one too, they go into a branch of their own.
  static constexpr std::array<std::string_view, 11> kLimits{
      "minLength", "maxLength",        "minItems",         "maxItems",   "minimum", "maximum",
      "pattern",   "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"};
  static constexpr std::array<std::string_view, 4> kNotes{"default", "const", "description", "examples"};

  static bool is_own(std::string_view keyword) {
    constexpr std::array<std::string_view, 5> kOthers{"title", "type", "enum", "items", "required"};
    const auto has = [&](const auto& list) { return std::find(list.begin(), list.end(), keyword) != list.end(); };
    return has(kLimits) || has(kNotes) || has(kOthers) || keyword == "properties";
  }

  // "image_url" → "Image Url"
  static std::string title_of(std::string_view name) {
    std::string title;
    for (std::size_t i = 0; i < name.size(); ++i)
      title += name[i] == '_' ? ' ' : i == 0 || name[i - 1] == '_' ? ascii_upper(name[i]) : name[i];
    return title;
  }

  static const Json* only_value(const Json& schema) {
    const Json* options = member(schema, "enum");
    return options != nullptr && options->size() == 1 ? &options->front() : member(schema, "const");
  }

  // The type with its limits, without null.
  Json values(const Json& schema, const Json& type) {
    if (type == "object" && schema.contains("title")) return reference(schema);
    Json out{{"type", type}};
    if (const Json* options = member(schema, "enum"); options != nullptr && options->size() > 1) out["enum"] = *options;
    for (const std::string_view limit : kLimits)
      if (const Json* value = member(schema, limit)) out[std::string(limit)] = *value;
    if (const Json* items = member(schema, "items"))
      out["items"] = with_notes(values(*items, child(*items, "type")), *items);
    return out;
  }

  Json described(const std::string& title, const Json& schema) {
    Json out{{"title", title}};
    const Json& type = child(schema, "type");
    if (!type.is_array()) {
      out.update(values(schema, type));
    } else {
      Json branches = Json::array();
      for (const Json& one : type) branches.push_back(one == "null" ? Json{{"type", "null"}} : values(schema, one));
      out["anyOf"] = std::move(branches);
    }
    return with_notes(std::move(out), schema);
  }

  // Adds what says nothing about the values: default, words, and the catalog's own annotations.
  static Json with_notes(Json out, const Json& schema) {
    if (out.contains("$ref")) return out;
    for (const std::string_view note : kNotes) {
      const Json* value = note == "const" ? only_value(schema) : member(schema, note);
      if (value != nullptr) out[std::string(note)] = *value;
    }
    for (const auto& [keyword, value] : schema.items())
      if (!is_own(keyword)) out[keyword] = value;
    return out;
  }

  Json reference(const Json& schema) {
    const std::string name = text_of(schema, "title");
    if (!types_.contains(name)) types_[name] = object(name, schema);
    return {{"$ref", prefix_ + name}};
  }

  std::string prefix_, order_;
  Json types_ = Json::object();
};

// A model's input schema with its catalog's annotations.
inline Json annotated_input(const Model& model) {
  Json schema = child(model.document, "input");
  schema.erase("$schema");
  for (const auto& [name, annotations] : child(model.document, "catalog").items()) {
    if (name.empty()) continue;  // about the model, not about a field
    const Json::json_pointer place(starts_with(name, "/") ? name : "/properties" + pointer_step(name));
    if (schema.contains(place)) schema[place].update(annotations);
  }
  return schema;
}

}  // namespace detail

// The OpenAPI document of an endpoint, with links the client can follow.
inline Json openapi_of(const Call& call, const Model& model) {
  const Json& facts = child(call.spec().document, "openapi");
  const Texts texts = endpoint_texts(call, model);
  detail::SchemaPrinter printer(facts);
  const Json input = printer.object(detail::text_in(texts, "input_class"), detail::annotated_input(model));
  Json document = filled(child(facts, "document"), texts);
  Json schemas = Json::object();
  for (const auto& [name, schema] : document["components"]["schemas"].items())
    if (schema == "types")
      schemas.update(printer.types());
    else
      schemas[name] = schema == "input" ? input : schema;
  document["components"]["schemas"] = std::move(schemas);
  return document;
}

inline Response openapi(Call& call) {
  for (const auto& [name, value] : call.request.query)
    if (const Model* model = call.provider.model(value); name == "endpoint_id" && model != nullptr)
      return json_response(call, 200, openapi_of(call, *model));
  return written(call, child(child(call.spec().document, "openapi"), "unknown"));
}

}  // namespace mockling::fal
