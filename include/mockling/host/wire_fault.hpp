// Owns: turning the fault that strikes an answer into what the listener does to its bytes, and the receipt for it.
// Never knows: which requests are struck; sockets.
// Used by: host/server.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include <mockling/core/clock.hpp>
#include <mockling/host/answer.hpp>
#include <mockling/host/fault_body.hpp>

namespace mockling::host {

namespace detail {

// Silence without an end is a day, if the client stays so long.
inline std::chrono::milliseconds silence(const FaultRule& rule) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(rule.how.span.value_or(mockling::detail::kDay));
}

inline WireFault cut_at(const FaultRule& rule, WireFault::Kind before, WireFault::Kind within) {
  WireFault fault;
  fault.kind = rule.spot.phase <= FaultPhase::after_request ? before : within;
  fault.spot = rule.spot;
  return fault;
}

inline WireFault drip_of(const FaultRule& rule) {
  WireFault fault;
  fault.kind = WireFault::Kind::drip;
  fault.delay = std::chrono::duration_cast<std::chrono::milliseconds>(rule.how.pace);
  fault.step = rule.how.bytes;
  fault.spot = rule.spot;
  return fault;
}

inline void give_new_etag(std::uint64_t number, Answer& answer) {
  if (auto* file = std::get_if<FileAnswer>(&answer.body)) file->etag = "\"changed-" + std::to_string(number) + "\"";
}

inline void bend_length(const FaultRule& rule, Answer& answer) {
  answer.head_fault.length_off = rule.how.by;
  // A client that waits for more must see that nothing comes.
  answer.fault.kind = WireFault::Kind::truncate;
  answer.fault.bytes = UINT64_MAX;
}

}  // namespace detail

// Equips the answer with what the fault does to its bytes; faults of values have struck already.
inline void equip(const Fault& fault, Answer& answer) {
  using Kind = WireFault::Kind;
  const FaultRule& rule = *fault.rule;
  switch (rule.kind->act) {
    case FaultAct::gzip: return compress(answer);
    case FaultAct::duplicate_header: answer.head_fault.twice = rule.how.name; return;
    case FaultAct::early_answers: answer.head_fault.early = true; return;
    case FaultAct::wrong_length: return detail::bend_length(rule, answer);
    case FaultAct::wrong_bytes: return spoil(answer);
    case FaultAct::ignore_range: answer.head_fault.ignore_range = true; return;
    case FaultAct::new_etag: return detail::give_new_etag(fault.receipt, answer);
    case FaultAct::cut_chunked: return cut_chunked(rule.how.keep, answer);
    case FaultAct::reset: answer.fault = detail::cut_at(rule, Kind::reset_before, Kind::reset_after); return;
    case FaultAct::close: answer.fault = detail::cut_at(rule, Kind::close_before, Kind::truncate); return;
    case FaultAct::stall:
      answer.fault = detail::cut_at(rule, Kind::stall, Kind::stall);
      answer.fault.delay = detail::silence(rule);
      return;
    case FaultAct::drip: answer.fault = detail::drip_of(rule); return;
    default: return;
  }
}

// How much later than due the answer leaves, by the world's clock.
inline Nanos lateness(const FaultRule& rule) {
  return rule.kind->act == FaultAct::latency ? rule.how.span.value_or(Nanos(0)) : Nanos(0);
}

}  // namespace mockling::host
