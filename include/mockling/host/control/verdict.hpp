// Owns: GET /_mockling/verdict: what the monitors noticed of a world's client.
// Never knows: any monitor.
// Used by: host/control/table.
#pragma once

#include <mockling/core/verdict.hpp>
#include <mockling/host/control/route.hpp>

namespace mockling::host {

namespace detail {

inline Answer show_verdict(ControlCall& call) {
  const auto table = parse_monitors(call.options.monitors);
  if (!table) return wrong("this server was started without monitors", 501);
  const LockedWorld world = call.enter();
  return json_answer(200, verdict(*world->state, *table, world->now(machine_time())));
}

}  // namespace detail

inline constexpr ControlRoute kVerdictRoutes[] = {{"GET", "verdict", ControlKey::needed, &detail::show_verdict}};

}  // namespace mockling::host
