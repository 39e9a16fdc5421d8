// Owns: the moment until which a connection is waited for.
// Never knows: what happens then.
// Used by: host/http_connection.
#pragma once

#include <atomic>
#include <chrono>

namespace mockling::host {

// Set by one thread at a time, looked at by any.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  Clock::time_point get() const { return Clock::time_point(Clock::duration(at_.load(std::memory_order_relaxed))); }
  void set(Clock::time_point when) { at_.store(when.time_since_epoch().count(), std::memory_order_relaxed); }
  void set_in(std::chrono::milliseconds time) { set(Clock::now() + time); }

 private:
  std::atomic<Clock::rep> at_{0};
};

}  // namespace mockling::host
