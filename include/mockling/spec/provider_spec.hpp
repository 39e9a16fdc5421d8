// Owns: what is common to every provider, compiled from its provider.json: hosts, auth, routes, words, endings, limits.
// Never knows: the shape of an answer (providers/<name>.hpp reads the rest from `document`).
// Used by: spec/catalog, core, providers.
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include <mockling/spec/errors.hpp>
#include <mockling/spec/model.hpp>
#include <mockling/spec/webhook_policy.hpp>
#include <mockling/spec/words.hpp>

namespace mockling {

// Where a job stands. `never` is only an ending: it keeps running.
enum class Phase { queued, running, succeeded, failed, cancelled, timed_out, deleted, never };
inline constexpr std::array<std::string_view, 8> kPhases{"queued",    "running",   "succeeded", "failed",
                                                         "cancelled", "timed_out", "deleted",   "never"};

inline constexpr bool is_terminal(Phase phase) {
  return phase != Phase::queued && phase != Phase::running && phase != Phase::never;
}

// How a job can end, by name: "ok", "moderated", …
struct Ending {
  std::string name;
  Phase phase = Phase::succeeded;
  std::int64_t code = 0;
  std::string text;
  Json flags;  // NSFW flags of the outputs
};

// Limits of an account level; 0 is no limit.
struct Level {
  std::int64_t images_per_minute = 0;
  std::int64_t videos_per_minute = 0;
  std::int64_t concurrent = 0;
};

// A way to write a credential: "Bearer KEY".
struct AuthScheme {
  std::string word;
  bool pair = false;  // the key must be "ID:SECRET"
};

struct Auth {
  std::string header;
  std::vector<AuthScheme> schemes;
  std::string query;     // a parameter that may carry the key instead; empty: none
  std::string live_key;  // shape of real keys, which are refused by default: "hex64", "uuid:hex32" or empty
};

// A host name of the provider's, and what is found there: "queue", "files", …
struct HostName {
  std::string name;
  std::string family;
};

struct Billing {
  Currency currency;
  Decimal initial;
};

struct ProviderSpec {
  std::string name;
  std::string proxy_header;     // in which clients behind a proxy name the URL they want; empty: none
  std::vector<HostName> hosts;  // the first of a family is the one that links name
  Auth auth;
  std::vector<Route> routes;
  std::map<std::string, Schema, std::less<>> requests;  // bodies of operations other than submit
  std::array<std::string, kPhases.size()> status_words;
  ErrorTable errors;
  std::map<std::string, ErrorTable, std::less<>> family_errors;     // of hosts that refuse in another shape
  std::map<std::string, ErrorTable, std::less<>> operation_errors;  // of operations that do
  Words words;
  std::map<std::string, Ending, std::less<>> endings;
  std::map<std::string, Level, std::less<>> levels;
  std::string default_level;
  Lifecycle lifecycle;
  Lifecycle failure_lifecycle;
  Billing billing;
  Millis job_retention{0};
  Millis file_retention{0};
  WebhookPolicy webhook;
  std::size_t json_limit = 0;
  std::vector<std::string> marker_fields;
  std::string model_field;                 // the member of a submit's body that names its model; empty: its path does
  std::vector<std::string> common_inputs;  // keys that any model may be sent and none has in its schema
  std::string json_type;                   // Content-Type of JSON answers
  std::string success_head;                // the text of a success envelope up to its data, where the provider has one
  Json behaviour = Json::object();
  Json document;

  const std::string& status_word(Phase phase) const { return status_words[static_cast<std::size_t>(phase)]; }
  bool behaves(std::string_view key, std::string_view value) const {
    const Json* found = member(behaviour, key);
    return found != nullptr && found->is_string() && found->get_ref<const std::string&>() == value;
  }
  bool behaves(std::string_view key) const { return flag_of(behaviour, key); }
  // The family of hosts that has this operation; empty where any has it, or none.
  std::string_view home_of(std::string_view operation) const {
    for (const Route& route : routes)
      if (route.operation == operation) return route.host;
    return {};
  }
  // How a refusal of this operation, on a host of this family, looks; either may be empty.
  const ErrorTable& errors_at(std::string_view family, std::string_view operation = {}) const {
    if (const auto own = operation_errors.find(operation); own != operation_errors.end()) return own->second;
    const auto found = family_errors.find(family.empty() ? home_of(operation) : family);
    return found != family_errors.end() ? found->second : errors;
  }
  const Ending* ending(std::string_view ending_name) const {
    const auto found = endings.find(ending_name);
    return found != endings.end() ? &found->second : nullptr;
  }
};

namespace detail {

inline Phase phase_value(std::string_view name, const std::string& place, std::vector<std::string>& problems) {
  for (std::size_t i = 0; i < kPhases.size(); ++i)
    if (kPhases[i] == name) return static_cast<Phase>(i);
  problems.push_back(place + " names no phase: " + std::string(name));
  return Phase::failed;
}

inline void compile_routes(ProviderSpec& spec, const Json& routes, const std::string& place,
                           std::vector<std::string>& problems) {
  for (const Json& route : routes) {
    spec.routes.push_back(make_route(text_of(route, "operation"), text_of(route, "method"), text_of(route, "path"),
                                     flag_of(route, "open")));
    spec.routes.back().anonymous_if = text_of(route, "anonymous_if");
    spec.routes.back().host = text_of(route, "host");
    spec.routes.back().bare = flag_of(route, "bare");
    const std::vector<std::string>& segments = spec.routes.back().segments;
    if (spec.routes.back().operation.empty() || segments.empty())
      problems.push_back(place + " has a route without operation or path");
    if (std::count_if(segments.begin(), segments.end(), is_rest) > 1)
      problems.push_back(place + " has a path with two rests: " + text_of(route, "path"));
  }
}

// A family of hosts may have rows of its own; the rest are the provider's.
inline void compile_family_errors(ProviderSpec& spec, const Json& document, const std::string& name,
                                  std::vector<std::string>& problems) {
  for (const auto& [family, rows] : child(document, "errors_of").items()) {
    Json table = child(document, "errors");
    table.update(rows);
    spec.family_errors[family] = compile_errors(table, name + "/errors_of/" + family, problems);
    if (!child(document, "hosts").contains(family)) problems.push_back(name + "/errors_of names no hosts: " + family);
  }
}

// So may an operation; what it has no row for is as on the hosts that have it.
inline void compile_operation_errors(ProviderSpec& spec, const Json& document, const std::string& name,
                                     std::vector<std::string>& problems) {
  for (const auto& [operation, rows] : child(document, "errors_for").items()) {
    const auto is_it = [wanted = std::string_view(operation)](const Route& route) { return route.operation == wanted; };
    if (std::none_of(spec.routes.begin(), spec.routes.end(), is_it))
      problems.push_back(name + "/errors_for names no operation: " + operation);
    Json table = child(document, "errors");
    if (const Json* at_home = member(child(document, "errors_of"), spec.home_of(operation))) table.update(*at_home);
    table.update(rows);
    spec.operation_errors[operation] = compile_errors(table, name + "/errors_for/" + operation, problems);
  }
}

inline Auth compile_auth(const Json& document) {
  Auth auth{text_of(document, "header"), {}, text_of(document, "query"), text_of(document, "live_key")};
  for (const Json& scheme : child(document, "schemes"))
    auth.schemes.push_back({text_of(scheme, "word"), text_of(scheme, "form") == "pair"});
  return auth;
}

// A header to look for a credential in, and a time after which things are forgotten, cannot do without.
inline void check_essentials(const ProviderSpec& spec, const std::string& name, std::vector<std::string>& problems) {
  if (spec.auth.header.empty() || spec.auth.schemes.empty())
    problems.push_back(name + "/auth must have a header and a scheme");
  if (spec.job_retention.count() <= 0 || spec.file_retention.count() <= 0)
    problems.push_back(name + "/retention must have job_ms and file_ms");
}

inline void compile_endings(ProviderSpec& spec, const Json& endings, const std::string& place,
                            std::vector<std::string>& problems) {
  for (const auto& [name, ending] : endings.items())
    spec.endings[name] = {name, phase_value(text_of(ending, "phase"), place + "/" + name, problems),
                          int_of(ending, "code"), text_of(ending, "text"), ending.value("flags", Json::array())};
  if (spec.ending("ok") == nullptr) problems.push_back(place + " lacks ok");
}

inline void compile_levels(ProviderSpec& spec, const Json& document, const std::string& name,
                           std::vector<std::string>& problems) {
  for (const auto& [level, limits] : child(document, "levels").items())
    spec.levels[level] = {int_of(limits, "images_per_minute"), int_of(limits, "videos_per_minute"),
                          int_of(limits, "concurrent")};
  spec.default_level = text_of(document, "default_level");
  if (spec.levels.find(spec.default_level) == spec.levels.end())
    problems.push_back(name + "/default_level names no level");
}

}  // namespace detail

inline ProviderSpec compile_provider(Json document, const std::string& name, std::vector<std::string>& problems) {
  ProviderSpec spec;
  spec.json_type = text_of(document, "json_type", "application/json");
  spec.name = text_of(document, "name");
  for (const auto& [family, names] : child(document, "hosts").items())
    for (const Json& host : names) spec.hosts.push_back({host.get<std::string>(), family});
  spec.proxy_header = text_of(child(document, "proxy"), "header");
  spec.auth = detail::compile_auth(child(document, "auth"));
  detail::compile_routes(spec, document.value("routes", Json::array()), name + "/routes", problems);
  for (const auto& [operation, schema] : child(document, "requests").items())
    spec.requests[operation] = compile_schema(schema, name + "/requests/" + operation, problems);
  for (std::size_t i = 0; i < kPhases.size(); ++i)
    spec.status_words[i] = text_of(document.value("statuses", Json::object()), kPhases[i]);
  spec.errors = compile_errors(document.value("errors", Json::object()), name + "/errors", problems);
  detail::compile_family_errors(spec, document, name, problems);
  detail::compile_operation_errors(spec, document, name, problems);
  spec.words = {document.value("violations", Json::object()), document.value("range_text", Json::object()),
                document.value("type_texts", Json::object())};
  detail::compile_endings(spec, document.value("endings", Json::object()), name + "/endings", problems);
  detail::compile_levels(spec, document, name, problems);
  spec.lifecycle = lifecycle_value(document.value("lifecycle", Json::object()));
  spec.failure_lifecycle = lifecycle_value(document.value("failure_lifecycle", Json::object()), spec.lifecycle);
  const Json billing = document.value("billing", Json::object());
  spec.billing = {{text_of(billing, "currency", "USD")},
                  detail::decimal_member(billing, "initial", name + "/billing", problems)};
  const Json retention = document.value("retention", Json::object());
  spec.job_retention = Millis(int_of(retention, "job_ms"));
  spec.file_retention = Millis(int_of(retention, "file_ms"));
  spec.json_limit = static_cast<std::size_t>(int_of(document.value("limits", Json::object()), "json_bytes", 10 << 20));
  for (const Json& field : document.value("markers", Json::object()).value("fields", Json::array()))
    spec.marker_fields.push_back(field.get<std::string>());
  spec.model_field = text_of(document, "model_field");
  detail::check_essentials(spec, name, problems);
  for (const Json& input : child(document, "common_inputs")) spec.common_inputs.push_back(input.get<std::string>());
  if (const Json& success = child(document, "success"); success.is_object()) {
    spec.success_head = dump(success);
    spec.success_head.replace(spec.success_head.size() - 1, 1, ",\"data\":");
  }
  spec.webhook = compile_webhook_policy(child(document, "webhook"), name + "/webhook", problems);
  spec.behaviour = document.value("behaviour", Json::object());
  spec.document = std::move(document);
  return spec;
}

}  // namespace mockling
