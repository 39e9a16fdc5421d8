// Owns: what became of an answer on the wire, told by whoever sends it to whoever looks.
// Never knows: sockets; what was answered.
// Used by: core/journal, host/http_exchange.
#pragma once

#include <atomic>
#include <cstdint>

namespace mockling {

// Thread-safe, so that a sender needs no world's lock to say how far it came.
class Transfer {
 public:
  enum class State : std::uint8_t { in_flight, complete, cut };

  // The exchange is over; the first to say so is believed. `bytes` is what went out, head included.
  void end(std::uint64_t bytes, bool complete) {
    if (ended_.exchange(true)) return;
    bytes_.store(bytes, std::memory_order_relaxed);
    state_.store(complete ? State::complete : State::cut, std::memory_order_release);
  }

  // It was not over after all: what was about to go out did not. Only by who ended it.
  void reopen() {
    state_.store(State::in_flight, std::memory_order_release);
    ended_.store(false);
  }

  State state() const { return state_.load(std::memory_order_acquire); }
  // Valid once the state is no longer in_flight.
  std::uint64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> ended_{false};
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<State> state_{State::in_flight};
};

}  // namespace mockling
