// Owns: a few threads for work that must not hold up the listener: writing uploads, probing them.
// Never knows: what the work is.
// Used by: host/server.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace mockling::host {

// Thread-safe. Tasks still waiting when the pool ends are dropped.
class TaskPool {
 public:
  explicit TaskPool(unsigned threads) : size_(threads) {}
  TaskPool(const TaskPool&) = delete;
  TaskPool& operator=(const TaskPool&) = delete;
  ~TaskPool() { end(); }

  // Drops what waits and returns when what runs is done.
  void end() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  void post(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex_);
      while (threads_.size() < size_) threads_.emplace_back([this] { work(); });
      tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [&] { return stopping_ || !tasks_.empty(); });
      if (stopping_) return;
      const auto task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  const unsigned size_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
};

}  // namespace mockling::host
