// Owns: what a verb of the control plane is: where it is found, whether it needs a world, what it is handed.
// Never knows: which verbs there are.
// Used by: host/control and the verbs beside this file.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include <mockling/core/http.hpp>
#include <mockling/host/keeper.hpp>
#include <mockling/host/replies.hpp>
#include <mockling/host/server_options.hpp>
#include <mockling/host/webhooks.hpp>

namespace mockling::host {

// What a verb is handed: the call, and the server it is about.
struct ControlCall {
  const Request& request;
  const ServerOptions& options;
  Keeper& keeper;
  Webhooks& webhooks;
  std::string clips_note{};                                             // empty when clips are as they should be
  std::string world_id{};                                               // of the key, when the route needs one
  std::string world_name{};                                             // what the key calls it, if it does
  std::function<void(std::chrono::milliseconds)> refuse_connections{};  // for so long

  // The world of the key, opened on first use, with its lock held.
  LockedWorld enter() const { return keeper.enter(world_id, world_name); }
};

// Whether a route is about the world of the key in the call's Authorization.
enum class ControlKey { none, needed };

// One verb, below /_mockling/. It answers mistakes with wrong().
struct ControlRoute {
  std::string_view method;
  std::string_view path;
  ControlKey key;
  Answer (*answer)(ControlCall&);
};

// {"error": why}: what is amiss, and what is accepted instead.
inline Answer wrong(const std::string& why, int status = 400) { return json_answer(status, {{"error", why}}); }

// What was to change could not be written down.
inline Answer unwritable() { return wrong("the state folder cannot be written", 500); }

// The body as a JSON object, or what to say of it.
inline Result<Json> object_body(const Request& request) {
  if (!request.body.file.empty()) return Error{"the body is too large for the control plane"};
  auto body = parse_json(request.body.bytes);
  if (!body) return Error{"the body must be a JSON object: " + body.error().message};
  if (!body->is_object()) return Error{"the body must be a JSON object"};
  return body;
}

}  // namespace mockling::host
