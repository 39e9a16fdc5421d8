// Owns: the facts in an OpenAPI 3 document: requests, parameters, responses. A model is a path that takes a JSON body.
// Never knows: where the document comes from.
// Used by: drift/read.
#pragma once

#include <mockling/drift/schema_facts.hpp>

namespace mockling::drift {

namespace detail {

inline constexpr std::string_view kBodySchema = "/content/application~1json/schema";

inline const Json& body_schema(const Json& holder) {
  return child(child(child(holder, "content"), "application/json"), "schema");
}

inline bool takes_body(const Json& operation) { return body_schema(child(operation, "requestBody")).is_object(); }

// Paths that take a body are models; every other path belongs to the longest of them that it begins with.
inline std::string model_of_path(const Json& paths, const std::string& path) {
  std::string best;
  for (const auto& [candidate, methods] : paths.items()) {
    if (!methods.is_object()) continue;
    for (const auto& [method, operation] : methods.items())
      if (takes_body(operation) && starts_with(path, candidate) && candidate.size() > best.size() &&
          (path.size() == candidate.size() || path[candidate.size()] == '/'))
        best = candidate;
  }
  return best.empty() ? path : best;
}

inline void read_operation(const Json& root, const std::string& model, const std::string& call, const Json& operation,
                           const std::string& where, std::vector<Fact>& facts) {
  const std::string subject = model.substr(std::min(model.size(), model.find_first_not_of('/')));
  const Json& parameters = child(operation, "parameters");
  for (std::size_t i = 0; parameters.is_array() && i < parameters.size(); ++i) {
    const Json& parameter = parameters[i];
    SchemaFacts(root, subject, Side::request, facts)
        .field(child(parameter, "schema"), call + " " + text_of(parameter, "in") + " " + text_of(parameter, "name"),
               flag_of(parameter, "required"), where + "/parameters/" + std::to_string(i));
  }
  if (takes_body(operation))
    SchemaFacts(root, subject, Side::request, facts)
        .members(body_schema(operation["requestBody"]), "", where + "/requestBody" + std::string(kBodySchema));
  for (const auto& [status, response] : child(operation, "responses").items()) {
    facts.push_back({subject, Side::response, call + " " + status, "present", true, where + "/responses/" + status});
    if (body_schema(response).is_object())
      SchemaFacts(root, subject, Side::response, facts)
          .members(body_schema(response), call + " " + status + " ",
                   where + "/responses/" + status + std::string(kBodySchema));
  }
}

}  // namespace detail

// What the OpenAPI document says, or why it is none.
inline Result<Document> read_openapi(const std::string& name, const Json& root) {
  Document document{name, "openapi", true, false, {}};
  const Json& paths = child(root, "paths");
  if (!paths.is_object() || paths.empty()) return Error{name + " is an OpenAPI document without paths"};
  if (paths.size() > 2000) return Error{name + " has more than 2000 paths"};
  for (const auto& [path, methods] : paths.items()) {
    if (!methods.is_object()) continue;
    const std::string model = detail::model_of_path(paths, path);
    for (const auto& [method, operation] : methods.items())
      if (operation.is_object())
        detail::read_operation(root, model, method + " " + path.substr(model == path ? path.size() : model.size()),
                               operation, "/paths" + pointer_step(path) + "/" + method, document.facts);
  }
  if (document.facts.empty()) return Error{name + " is an OpenAPI document that describes no operation"};
  return document;
}

}  // namespace mockling::drift
