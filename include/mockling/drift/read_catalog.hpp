// Owns: the facts in a model catalog: a list of models, each with a request schema and its default price.
// Never knows: where the catalog comes from.
// Used by: drift/read.
#pragma once

#include <mockling/base/decimal.hpp>
#include <mockling/drift/schema_facts.hpp>

namespace mockling::drift {

// The entries of a catalog: a bare list, or the list `data` of an envelope. Null where it is neither.
inline const Json& catalog_entries(const Json& root) {
  const Json& list = root.is_array() ? root : child(root, "data");
  const bool models = list.is_array() && !list.empty() && list.front().is_object() && list.front().contains("model_id");
  return models ? list : child({}, {});
}

// A price as exact text, however the document writes it.
inline std::optional<std::string> amount_text(const Json& value) {
  const auto amount = parse_decimal(value.is_string() ? value.get<std::string>() : dump(value));
  return amount ? std::optional(to_text(*amount)) : std::nullopt;
}

// What the catalog says. An entry that cannot be understood is listed in `unread`.
inline Result<Document> read_catalog(const std::string& name, const Json& root) {
  Document document{name, "catalog", true, true, {}};
  const Json& entries = catalog_entries(root);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Json& entry = entries[i];
    const std::string where = (root.is_array() ? "/" : "/data/") + std::to_string(i);
    const std::string id = text_of(entry, "model_id");
    const Json& schemas = child(child(entry, "api_schema"), "api_schemas");
    if (id.empty() || !schemas.is_array() || schemas.empty()) {
      document.unread.push_back(where + " has no model_id, or no api_schema.api_schemas");
      continue;
    }
    document.facts.push_back({id, Side::model, "", "present", true, where});
    if (const Json* type = member(entry, "type"))
      document.facts.push_back({id, Side::model, "", "type", *type, where + "/type"});
    if (const Json* price = member(entry, "base_price")) {
      if (const auto amount = amount_text(*price))
        document.facts.push_back({id, Side::price, "{}", "base", *amount, where + "/base_price"});
      else
        document.unread.push_back(where + "/base_price is no amount");
    }
    SchemaFacts(root, id, Side::request, document.facts)
        .members(child(schemas.front(), "request_schema"), "", where + "/api_schema/api_schemas/0/request_schema");
  }
  if (document.facts.empty()) return Error{name + " is a catalog of which no entry can be read: " + document.unread[0]};
  return document;
}

}  // namespace mockling::drift
