// Owns: the caller's wish to stop, seen by everything that waits.
// Never knows: what is waited for.
// Used by: the client and its transport; the caller keeps one and may cancel from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace refclient {

class CancelToken {
 public:
  void cancel() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      cancelled_ = true;
    }
    changed_.notify_all();
  }

  bool cancelled() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return cancelled_;
  }

  /// Sleeps so long, or until somebody cancels. Returns whether somebody did.
  bool sleep_for(std::chrono::milliseconds time) const {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, time, [this] { return cancelled_; });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool cancelled_ = false;
};

}  // namespace refclient
