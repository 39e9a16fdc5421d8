// Owns: one request on its way through the emulator, before its world is entered and inside it.
// Never knows: sockets, locks.
// Used by: core/emulator, core/submit, providers.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <mockling/core/http.hpp>
#include <mockling/core/marker.hpp>
#include <mockling/core/state.hpp>
#include <mockling/core/webhook_signature.hpp>
#include <mockling/spec/validate.hpp>

namespace mockling {

// A parsed and validated model input. Pure: needs no world, so it is made outside its lock.
struct Submission {
  const Model* model = nullptr;
  Json input;  // normalised: known members in the schema's order, with defaults
  Violations violations;
  Result<Marker, ApiError> marker = Marker();  // what its prompts ask of the job
};

// What an operation reads from the request's body.
enum class BodyKind { none, json, submit, raw };

// Everything that can be known of a request without its world.
struct Prepared {
  const Provider* provider = nullptr;
  RouteMatch route;
  std::optional<ApiError> refusal;  // of the body; shown after the checks that need the world
  Json body;
  std::optional<Submission> submission;
  std::string model{};      // what a submit calls its model
  std::string body_hash{};  // SHA-256 in hex of a body in memory, for the journal

  std::string_view operation() const { return route.route != nullptr ? route.route->operation : std::string_view(); }
};

// Something the host must do because of an answer.
struct Effect {
  enum class Kind { render, store_file, store_part, join_parts, copy_file, drop_file } kind = Kind::render;
  ClipRef clip;                           // render: soon to be asked for
  std::string file;                       // its id; store_file and store_part take the request's body or form part
  std::vector<int> parts{};               // store_part: its number; join_parts: the numbers in order
  std::shared_ptr<const Blob> content{};  // store_file: these bytes instead
  std::string source{};                   // copy_file: the id of the file that has the bytes
};

struct Outcome {
  Response response;
  std::vector<Effect> effects;
  std::shared_ptr<const Fault> fault{};  // struck this answer; what it does to its bytes is the host's
  std::shared_ptr<Transfer> transfer{};  // where whoever sends the answer tells how far it came; only for a new request
};

// A request inside its world.
struct Call {
  const Provider& provider;
  const Request& request;
  const Prepared& prepared;
  State& state;
  Account& account;
  Instant now;
  std::string origin;  // scheme and host that the client used, for links
  std::vector<Effect> effects{};
  std::string job{};  // id of the job it concerned, for the journal

  const ProviderSpec& spec() const { return provider.spec; }
  std::string_view param(std::string_view name) const { return prepared.route.param(name); }
};

// One thing a provider can be asked, by the name its routes use.
struct Operation {
  std::string_view name;
  BodyKind body = BodyKind::none;
  Response (*perform)(Call&) = nullptr;
  Response (*resume)(Call&, const HeldBody&) = nullptr;  // after a HeldBody
  Response (*left)(Call&, const HeldBody&) = nullptr;    // the client went while it was held; nobody sees the answer
};

// What differs structurally between providers: their operations.
struct Dialect {
  std::string_view provider;
  std::vector<Operation> operations;
  Response (*webhook)(Call&, const Job&) = nullptr;    // what a call says of this job, which has ended
  WebhookKeys (*webhook_keys)(const Call&) = nullptr;  // what calls are signed with

  const Operation* operation(std::string_view name) const {
    for (const Operation& candidate : operations)
      if (candidate.name == name) return &candidate;
    return nullptr;
  }
};

// The provider's answer to a refusal, from the error table of the `operation` and the `family` of hosts that was asked.
inline Response refuse(const ProviderSpec& spec, const ApiError& error, std::string_view family = {},
                       std::string_view operation = {}) {
  const ErrorRow& row = spec.errors_at(family, operation)[static_cast<std::size_t>(error.kind)];
  return text_response(row.status, dump(with_text(row.body, error.text, error.param)), spec.json_type);
}

// The same for a request inside its world.
inline Response refuse(const Call& call, const ApiError& error) {
  return refuse(call.spec(), error, call.request.address.family, call.prepared.operation());
}

// A JSON answer of this provider.
inline Response json_response(const Call& call, int status, const Json& body) {
  return text_response(status, dump(body), call.spec().json_type);
}

// An answer written in the data: {"status", "body"}.
inline Response written(const Call& call, const Json& answer) {
  return json_response(call, static_cast<int>(int_of(answer, "status", 500)), child(answer, "body"));
}

// The refusal of an input, in the provider's words.
inline ApiError invalid(const ProviderSpec& spec, const Violation& violation) {
  return {ErrorKind::invalid_input, say(spec.words, violation), field_name(violation.path)};
}

}  // namespace mockling
