// Owns: requests whose answer is due at a later instant of their world.
// Never knows: what is being waited for.
// Used by: host/server.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <mockling/base/time.hpp>

namespace mockling::host {

// The machine's clock, the only one there is.
inline Instant machine_time() {
  return {std::chrono::duration_cast<Nanos>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

// Thread-safe. One thread, started with the first request that waits.
class Waiting {
 public:
  Waiting() = default;
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  // Calls `again` once, on another thread, when `due()` (machine time) has come or after the next poke().
  void add(std::function<Instant()> due, std::function<void()> again) {
    const std::lock_guard lock(mutex_);
    if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
    items_.push_back({std::move(due), std::move(again)});
    any_ = true;
    wake_.notify_all();
  }

  // Something changed that requests may be waiting for: a clock, a job.
  void poke() {
    if (!any_) return;
    const std::lock_guard lock(mutex_);
    poked_ = true;
    wake_.notify_all();
  }

 private:
  struct Item {
    std::function<Instant()> due;
    std::function<void()> again;
  };

  void work() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      std::vector<Item> ready = take_ready();
      if (ready.empty()) {
        any_ = !items_.empty();
        sleep(lock);
        continue;
      }
      lock.unlock();
      for (const Item& item : ready) item.again();
      lock.lock();
    }
  }

  std::vector<Item> take_ready() {
    if (std::exchange(poked_, false)) return std::exchange(items_, {});
    // Asked first, compared after: what is due "now" must not be later than the clock it is compared with.
    const auto waits = [](const Item& item) {
      const Instant due = item.due();
      return machine_time() < due;
    };
    const auto ready_from = std::stable_partition(items_.begin(), items_.end(), waits);
    std::vector<Item> ready(std::make_move_iterator(ready_from), std::make_move_iterator(items_.end()));
    items_.erase(ready_from, items_.end());
    return ready;
  }

  void sleep(std::unique_lock<std::mutex>& lock) {
    Instant next = machine_time() + std::chrono::seconds(60);
    for (const Item& item : items_) next = std::min(next, item.due());
    wake_.wait_for(lock, next - machine_time());
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool poked_ = false;
  std::vector<Item> items_;
  std::atomic<bool> any_{false};  // spares poke() the lock while nobody waits
  std::thread thread_;
};

}  // namespace mockling::host
