// Owns: the facts in our own provider data, whatever their version.
// Never knows: folders; documents of others.
// Used by: drift/read.
#pragma once

#include <mockling/drift/price_facts.hpp>
#include <mockling/drift/schema_facts.hpp>
#include <mockling/spec/catalog.hpp>

namespace mockling::drift {

namespace detail {

// Every number, text and switch below `value`, each as a limit named by its pointer.
inline void limit_facts(const std::string& provider, const Json& value, const std::string& pointer,
                        std::vector<Fact>& facts) {
  if (value.is_structured()) {
    std::size_t number = 0;
    for (const auto& [key, part] : value.items())
      limit_facts(provider, part, pointer + pointer_step(value.is_array() ? std::to_string(number++) : key), facts);
  } else if (!value.is_null()) {
    facts.push_back({provider, Side::limit, pointer, "value", value, "/provider.json" + pointer});
  }
}

inline void error_facts(const std::string& provider, const Json& rows, const std::string& pointer,
                        std::vector<Fact>& facts) {
  for (const auto& [kind, row] : rows.items()) {
    const std::string name = pointer + pointer_step(kind);
    if (!row.is_object() || !row.contains("status")) continue;
    facts.push_back({provider, Side::error, name, "present", true, "/provider.json" + name});
    facts.push_back({provider, Side::error, name, "status", row["status"], "/provider.json" + name + "/status"});
    if (const Json* body = member(row, "body"))
      facts.push_back({provider, Side::error, name, "body", *body, "/provider.json" + name + "/body"});
  }
}

// The number of a rule in a list where several may look alike, so that each keeps a name of its own.
inline std::string rule_name(const Json& rule) {
  std::string name = text_of(rule, "rule");
  for (const std::string_view key : {"fields", "field", "list", "item", "with"})
    if (const Json* value = member(rule, key))
      name += " " + (value->is_string() ? value->get<std::string>() : dump(*value));
  for (const std::string_view key : {"if", "unless"})
    if (const Json* value = member(rule, key)) name += " " + std::string(key) + " " + dump(*value);
  return name;
}

inline void provider_facts(const ProviderSpec& spec, std::vector<Fact>& facts) {
  for (const auto& [phase, word] : child(spec.document, "statuses").items())
    if (word.is_string())
      facts.push_back({spec.name, Side::status, word.get<std::string>(), "present", true,
                       "/provider.json/statuses" + pointer_step(phase)});
  for (const std::string_view section :
       {"limits", "retention", "levels", "uploads", "webhook", "callback", "task", "queue", "sync", "storage"})
    if (const Json* value = member(spec.document, section))
      limit_facts(spec.name, *value, "/" + std::string(section), facts);
  error_facts(spec.name, child(spec.document, "errors"), "/errors", facts);
}

inline void model_facts(const Model& model, std::vector<Fact>& facts) {
  facts.push_back({model.id, Side::model, "", "present", true, ""});
  facts.push_back({model.id, Side::model, "", "type", Json(model.type), "/type"});
  SchemaFacts(model.document, model.id, Side::request, facts).members(model.document["input"], "", "/input");
  const Json& rules = child(model.document, "rules");
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string name = rule_name(rules[i]), where = "/rules/" + std::to_string(i);
    facts.push_back({model.id, Side::rule, name, "present", true, where});
    if (const Json* most = member(rules[i], "max")) facts.push_back({model.id, Side::rule, name, "max", *most, where});
  }
  price_facts(model, facts);
}

}  // namespace detail

// What the data files say (names as in load_catalog), or everything that is wrong with them.
inline Result<Document> read_data(const std::string& name, const std::vector<DataFile>& files) {
  const auto catalog = load_catalog(files);
  if (!catalog) return Error{name + ": " + join(catalog.error(), "; ")};
  if (catalog->providers.empty()) return Error{name + " holds no provider data"};
  Document document{name, "data", true, true, {}};
  for (const Provider& provider : catalog->providers) {
    detail::provider_facts(provider.spec, document.facts);
    for (const Model& model : provider.models) {
      document.owner[model.id] = provider.spec.name;
      detail::model_facts(model, document.facts);
    }
  }
  return document;
}

}  // namespace mockling::drift
