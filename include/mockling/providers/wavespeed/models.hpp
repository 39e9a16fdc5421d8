// Owns: WaveSpeed's model catalog with its api_schema, and both price endpoints.
// Never knows: jobs, accounts.
// Used by: providers/wavespeed.
#pragma once

#include <string>

#include <mockling/providers/wavespeed/envelope.hpp>

namespace mockling::wavespeed {

namespace detail {

// The catalog names the order of every object's properties.
inline void add_order(Json& schema) {
  if (!schema.is_object()) return;
  if (Json* items = schema.contains("items") ? &schema["items"] : nullptr) add_order(*items);
  if (!schema.contains("properties")) return;
  Json order = Json::array();
  for (auto& [name, property] : schema["properties"].items()) {
    order.push_back(name);
    add_order(property);
  }
  schema["x-order-properties"] = order;
}

// A model's input schema as the catalog prints it: with its annotations, without what only a validator reads.
inline Json request_schema(const Model& model) {
  Json schema = model.document["input"];
  schema.erase("$schema");
  for (const auto& [name, annotations] : child(model.document, "catalog").items()) {
    const Json::json_pointer place(starts_with(name, "/") ? name : "/properties" + pointer_step(name));
    if (schema.contains(place)) schema[place].update(annotations);
  }
  add_order(schema);
  return schema;
}

inline Json catalog_entry(const Call& call, const Model& model) {
  const std::string path = "/" + text_of(call.spec().document, "api_prefix") + "/" + model.id;
  Json run{{"type", "model_run"},
           {"method", "POST"},
           {"server", call.origin},
           {"api_path", path},
           {"request_schema", request_schema(model)}};
  return Json{{"model_id", model.id},
              {"name", model.id},
              {"base_price", json_number(model.price.base)},
              {"description", text_of(model.document, "description")},
              {"type", model.type},
              {"sort_order", int_of(model.document, "sort_order")},
              {"api_schema", {{"api_schemas", Json::array({run})}}}};
}

}  // namespace detail

inline Response catalog(Call& call) {
  Json entries = Json::array();
  for (const Model& model : call.provider.models) entries.push_back(detail::catalog_entry(call, model));
  return success(call, entries);
}

namespace detail {

// A quote tolerates what a submit refuses: missing inputs and unknown ones; a value outside its range is still an
// error.
inline Result<Money, Response> quoted(Call& call) {
  const Json& body = call.prepared.body;
  const Model* model = call.provider.model(text_of(body, "model_id"));
  if (model == nullptr) return failure(call, ErrorKind::unknown_model);
  const Submission submission = prepare_submission(call.spec(), *model, body.value("inputs", Json::object()));
  for (const Violation& violation : submission.violations) {
    const bool about_a_value =
        !violation.actual.is_null() && violation.keyword != "empty" && violation.keyword != "additionalProperties";
    if (about_a_value) return invalid(call, violation);
  }
  return price_of(call.state, call.spec(), *model, submission.input);
}

}  // namespace detail

inline Response price(Call& call) {
  auto quoted = detail::quoted(call);
  if (!quoted) return std::move(quoted).error();
  const std::int64_t rate = int_of(call.spec().document["billing"], "discount_rate", 100);
  const Decimal discounted = multiply_exact(quoted->amount, rate, 100).value_or(quoted->amount);
  return success(call, Json{{"model_id", text_of(call.prepared.body, "model_id")},
                            {"price", json_number(quoted->amount)},
                            {"discounted_price", json_number(discounted)},
                            {"discount_rate", rate},
                            {"currency", quoted->currency.code}});
}

inline Response unit_price(Call& call) {
  auto quoted = detail::quoted(call);
  if (!quoted) return std::move(quoted).error();
  return success(call, Json{{"model_id", text_of(call.prepared.body, "model_id")},
                            {"unit_price", json_number(quoted->amount)},
                            {"currency", quoted->currency.code}});
}

}  // namespace mockling::wavespeed
