// Owns: POST /_mockling/verify: a verdict on what a client should have asked.
// Never knows: how a verdict is reached.
// Used by: host/control/table.
#pragma once

#include <mockling/core/verification.hpp>
#include <mockling/host/control/route.hpp>

namespace mockling::host {

namespace detail {

// 200 whatever the verdict: that the call could be answered is one thing, what it says another.
inline Answer verify(ControlCall& call) {
  const auto body = object_body(call.request);
  if (!body) return wrong(body.error().message);
  const auto wanted = parse_expectations(*body);
  if (!wanted) return wrong(wanted.error().message);
  const LockedWorld world = call.enter();
  return json_answer(200, verdict_on(*wanted, world->state->journal()));
}

}  // namespace detail

inline constexpr ControlRoute kVerifyRoutes[] = {{"POST", "verify", ControlKey::needed, &detail::verify}};

}  // namespace mockling::host
