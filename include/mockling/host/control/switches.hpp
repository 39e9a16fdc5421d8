// Owns: GET /_mockling/switches: every reading a world can be opened in, and every assumed fact.
// Never knows: what a reading changes.
// Used by: host/control/table.
#pragma once

#include <mockling/core/universe_view.hpp>
#include <mockling/host/control/route.hpp>

namespace mockling::host {

namespace detail {

inline Answer show_switches(ControlCall& call) {
  const LockedWorld world = call.enter();
  return json_answer(200, universe_view(*world->catalog.load(), world->state->settings().universe));
}

}  // namespace detail

inline constexpr ControlRoute kSwitchRoutes[] = {{"GET", "switches", ControlKey::needed, &detail::show_switches}};

}  // namespace mockling::host
