// Owns: GET /_mockling/ledger: the bill of a world.
// Never knows: how money moves.
// Used by: host/control/table.
#pragma once

#include <mockling/core/statement.hpp>
#include <mockling/host/control/route.hpp>

namespace mockling::host {

namespace detail {

inline Answer show_ledger(ControlCall& call) {
  const LockedWorld world = call.enter();
  return json_answer(200, statement(*world->state, *world->catalog.load(), world->now(machine_time())));
}

}  // namespace detail

inline constexpr ControlRoute kLedgerRoutes[] = {{"GET", "ledger", ControlKey::needed, &detail::show_ledger}};

}  // namespace mockling::host
