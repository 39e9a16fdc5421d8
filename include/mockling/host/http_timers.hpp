// Owns: what is to be woken when, behind one timer descriptor.
// Never knows: what the ids mean.
// Used by: host/http_front, host/http_connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <queue>
#include <utility>
#include <vector>

#include <sys/timerfd.h>
#include <unistd.h>

namespace mockling::host {

// Thread-safe.
class Timers {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Timers() : fd_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {}
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;
  ~Timers() {
    if (fd_ >= 0) ::close(fd_);
  }

  int fd() const { return fd_; }  // readable when something is due

  void schedule(Time when, std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    const bool earliest = entries_.empty() || when < entries_.top().first;
    entries_.emplace(when, id);
    if (earliest) arm(when);
  }

  // Removes and returns everything due, and sets the descriptor for what comes next.
  std::vector<std::uint64_t> take_due(Time now) {
    const std::lock_guard lock(mutex_);
    std::uint64_t expirations = 0;
    while (::read(fd_, &expirations, sizeof expirations) > 0) {
    }
    std::vector<std::uint64_t> due;
    for (; !entries_.empty() && entries_.top().first <= now; entries_.pop()) due.push_back(entries_.top().second);
    if (!entries_.empty()) arm(entries_.top().first);
    return due;
  }

 private:
  using Entry = std::pair<Time, std::uint64_t>;

  void arm(Time when) {
    const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(when.time_since_epoch()).count();
    itimerspec spec{};
    spec.it_value.tv_sec = since / 1'000'000'000;
    spec.it_value.tv_nsec = since % 1'000'000'000;
    ::timerfd_settime(fd_, TFD_TIMER_ABSTIME, &spec, nullptr);
  }

  std::mutex mutex_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> entries_;
  int fd_;
};

}  // namespace mockling::host
