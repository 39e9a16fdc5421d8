// Owns: what a webhook of fal's says, the key it is signed with, and the list of public keys.
// Never knows: when one is sent.
// Used by: providers/fal.
#pragma once

#include <string>
#include <utility>

#include <mockling/base/crypto.hpp>
#include <mockling/providers/fal/result.hpp>

namespace mockling::fal {

namespace detail {

inline const Json& webhook_facts(const Call& call) { return child(call.spec().document, "webhook"); }

// As Python's json writes it: a blank after commas and colons, nothing but ASCII.
inline void write_python(const Json& value, std::string& text) {
  if (!value.is_structured()) {
    text += value.dump(-1, ' ', true, Json::error_handler_t::replace);
    return;
  }
  const bool object = value.is_object();
  bool first = true;
  text += object ? '{' : '[';
  for (const auto& [name, part] : value.items()) {
    if (!std::exchange(first, false)) text += ", ";
    if (object) text += Json(name).dump(-1, ' ', true, Json::error_handler_t::replace) + ": ";
    write_python(part, text);
  }
  text += object ? '}' : ']';
}

// What a job that did not succeed is said to have died of, and what of its answer is passed on.
inline void tell_failure(const Call& call, const Job& job, const Response& answer, Json& message, Json& payload) {
  const Json& ending = ending_facts(call, job);
  const std::string kind = text_of(ending, "kind");
  const Json body = parse_json(std::get<TextBody>(answer.body).text).value();
  if (kind == "infrastructure") {
    message["error"] = text_of(body, "detail");
    message["error_type"] = text_of(body, "error_type");
    return;
  }
  message["error"] = fill(text_of(webhook_facts(call), "failed_text"), {{"status", std::to_string(answer.status)}});
  if (kind == "validation" || kind == "model") payload = body;
}

// The private half of the key of the service: all worlds of a server sign with it, because the list of public keys is
// read without a credential and so belongs to no world.
inline std::string private_key(const Call& call) {
  return Rng(call.state.settings().service_seed, "webhook-key", 0).bytes(32);
}

}  // namespace detail

// The outcome of a request, in alphabetical order.
inline Response webhook(Call& call, const Job& job) {
  const Response answer = outcome_of(call, job);
  const bool good = phase_at(job, call.now) == Phase::succeeded;
  Json message{{"error", nullptr}}, payload;
  if (good)
    payload = parse_json(std::get<TextBody>(answer.body).text).value();
  else
    detail::tell_failure(call, job, answer, message, payload);
  message["gateway_request_id"] = job.id;
  message["payload"] = payload;
  const bool passed_on = !payload.is_null() || message.contains("error_type");
  if (!passed_on) message["payload_error"] = text_of(detail::webhook_facts(call), "payload_error");
  message["request_id"] = job.id;
  message["status"] = good ? "OK" : "ERROR";
  Response response = answer;
  response.status = 200;
  auto& text = std::get<TextBody>(response.body).text;
  text.clear();
  detail::write_python(message, text);
  return response;
}

inline WebhookKeys webhook_keys(const Call& call) {
  const std::string user = fill(text_of(detail::webhook_facts(call), "user_id"), {{"world", call.state.id()}});
  return {{}, detail::private_key(call), user};
}

// The public keys that receivers check signatures with.
inline Response webhook_keys_document(Call& call) {
  const std::string open = ed25519_public(detail::private_key(call));
  return json_response(call, 200, key_set(child(detail::webhook_facts(call), "keys"), {open}));
}

}  // namespace mockling::fal
