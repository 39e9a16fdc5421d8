// Owns: one request on its way through the server, and the refusals of it that the server itself makes.
// Never knows: how it is answered otherwise.
// Used by: host/server, host/striker.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <mockling/core/call.hpp>
#include <mockling/core/fault.hpp>
#include <mockling/host/http_exchange.hpp>
#include <mockling/host/replies.hpp>
#include <mockling/host/world.hpp>

namespace mockling::host {

// Shared by everybody who still has something to do for it.
struct Visit {
  Visit(Request asked, Responder responder) : request(std::move(asked)), respond(std::move(responder)) {}
  Request request;
  Responder respond;
  WorldPtr world;
  Prepared prepared;
  FaultPtr fault{};  // strikes the answer

  const ProviderSpec& spec() const { return prepared.provider->spec; }
};
using VisitPtr = std::shared_ptr<Visit>;

inline mockling::Response refused(const Visit& visit, ErrorKind kind) {
  return refuse(visit.spec(), {kind, {}}, visit.request.address.family, visit.prepared.operation());
}

// The provider's "unavailable", with the true reason in a header of ours.
inline Answer no_clip(const Visit& visit, const Error& why) {
  mockling::Response response = refused(visit, ErrorKind::unavailable);
  response.headers.add("X-Mockling-Reason", replace_all(utf8_prefix(why.message, 300), "\n", " "));
  return text_answer(visit.request, std::move(response));
}

}  // namespace mockling::host
