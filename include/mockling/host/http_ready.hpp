// Owns: the queue of connections that some thread wants a worker to look at.
// Never knows: what the ids mean.
// Used by: host/http_front, host/http_connection.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include <sys/eventfd.h>
#include <unistd.h>

namespace mockling::host {

// Thread-safe.
class ReadyQueue {
 public:
  ReadyQueue() : fd_(::eventfd(0, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ReadyQueue(const ReadyQueue&) = delete;
  ReadyQueue& operator=(const ReadyQueue&) = delete;
  ~ReadyQueue() {
    if (fd_ >= 0) ::close(fd_);
  }

  int fd() const { return fd_; }  // readable while something is queued

  void push(std::uint64_t id) {
    {
      const std::lock_guard lock(mutex_);
      ids_.push_back(id);
    }
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(fd_, &one, sizeof one);
  }

  std::optional<std::uint64_t> pop() {
    std::uint64_t one = 0;
    if (::read(fd_, &one, sizeof one) < 0) return std::nullopt;
    const std::lock_guard lock(mutex_);
    if (ids_.empty()) return std::nullopt;
    const std::uint64_t id = ids_.front();
    ids_.pop_front();
    return id;
  }

 private:
  std::mutex mutex_;
  std::deque<std::uint64_t> ids_;
  int fd_;
};

}  // namespace mockling::host
