// Owns: handing an answer over together with its fault: late, bent, cut, and with its receipt.
// Never knows: how answers are made.
// Used by: host/server.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include <mockling/host/visit.hpp>
#include <mockling/host/waiting.hpp>
#include <mockling/host/wire_fault.hpp>

namespace mockling::host {

// The machine's time at which it will be `until` in the visit's world; long past once that world is closed.
inline Instant due_in(const Visit& visit, Instant until) {
  World& world = *visit.world;
  const std::lock_guard lock(world.mutex);
  return world.closed ? Instant{} : world.state->clock().real_at(until, machine_time());
}

namespace detail {

// Writes down whether the client of this visit has met its fault.
inline void sign_receipt(const VisitPtr& visit, bool met) {
  World& world = *visit->world;
  const std::lock_guard lock(world.mutex);
  if (world.closed) return;
  FaultReceipt* receipt = world.state->faults().receipt(visit->fault->receipt);
  if (receipt == nullptr || receipt->delivered == met) return;
  receipt->delivered = met;
  world.state->touch({Change::Kind::world, {}});  // written down with the next change
}

// Hands the answer over once the world's clock says so; nobody's thread is held until then.
inline void send_late(Waiting& waiting, const VisitPtr& visit, const std::shared_ptr<Answer>& answer, Instant until) {
  const auto due = [visit, until] { return due_in(*visit, until); };
  waiting.add(due, [&waiting, visit, answer, until] {
    if (visit->respond.gone()) return;
    const Instant at = due_in(*visit, until);  // asked first, compared after: else it is always a little later than now
    if (machine_time() < at) return send_late(waiting, visit, answer, until);
    visit->respond(std::move(*answer));
  });
}

}  // namespace detail

// Answers the visit, whose fault (if it has one) does its part. `waiting` outlives every open request.
inline void send_struck(Waiting& waiting, const VisitPtr& visit, Answer answer) {
  if (!visit->fault) return visit->respond(std::move(answer));
  equip(*visit->fault, answer);
  answer.struck = [visit](bool met) { detail::sign_receipt(visit, met); };
  const Nanos late = lateness(*visit->fault->rule);
  if (late <= Nanos(0)) return visit->respond(std::move(answer));
  Instant until;
  {
    const std::lock_guard lock(visit->world->mutex);
    until = visit->world->state->clock().now(machine_time()) + late;
  }
  detail::send_late(waiting, visit, std::make_shared<Answer>(std::move(answer)), until);
}

}  // namespace mockling::host
