// Owns: the hand-over of one answer from whoever makes it to the connection that waits for it.
// Never knows: sockets, how an answer looks on the wire.
// Used by: host/listener (hands Responders out), host/http_connection (takes the answers).
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <mockling/core/transfer.hpp>
#include <mockling/host/answer.hpp>
#include <mockling/host/http_spool.hpp>

namespace mockling::host {

// One request waiting for its answer. Thread-safe.
class Exchange {
 public:
  // Keeps the first answer, drops later ones and those nobody waits for any more.
  void answer(Answer answer) {
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      if (answered_ || over_) return;
      answered_ = true;
      answer_ = std::move(answer);
      wake = std::move(wake_);
    }
    if (wake) wake();
  }

  // Everybody who could have answered is gone.
  void abandon() {
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      if (answered_ || over_) return;
      answered_ = abandoned_ = true;
      wake = std::move(wake_);
    }
    if (wake) wake();
  }

  bool abandoned() {
    const std::lock_guard lock(mutex_);
    return abandoned_;
  }

  // The answer, once.
  std::optional<Answer> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(answer_, std::nullopt);
  }

  // Asks for one call of `wake` when the answer comes. False: it is already there.
  bool park(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    if (answered_) return false;
    wake_ = std::move(wake);
    return true;
  }

  // The exchange ends here. With `gone` the client left before it had the whole answer.
  void end(bool gone) {
    std::vector<std::function<void()>> callbacks;
    std::optional<Answer> unsent;
    {
      const std::lock_guard lock(mutex_);
      if (over_) return;
      over_ = true;
      if (transfer_) transfer_->end(0, false);
      gone_.store(gone, std::memory_order_release);
      wake_ = nullptr;
      unsent.swap(answer_);
      callbacks.swap(on_gone_);
    }
    if (!gone) return;
    for (const auto& callback : callbacks) callback();
  }

  bool gone() const { return gone_.load(std::memory_order_acquire); }

  // Tells `transfer` how the answer fares.
  void track(std::shared_ptr<Transfer> transfer) {
    const std::lock_guard lock(mutex_);
    if (over_ && transfer) transfer->end(0, false);
    transfer_ = std::move(transfer);
  }

  std::shared_ptr<Transfer> transfer() {
    const std::lock_guard lock(mutex_);
    return transfer_;
  }

  // So much of the answer went out, before end().
  void sent(std::uint64_t bytes, bool complete) {
    const std::lock_guard lock(mutex_);
    if (transfer_) transfer_->end(bytes, complete);
  }

  // Called at once when the client has already left.
  void on_gone(std::function<void()> callback) {
    {
      const std::lock_guard lock(mutex_);
      if (!over_) return on_gone_.push_back(std::move(callback));
      if (!gone()) return;
    }
    callback();
  }

  // Files of the request; they live as long as anybody can still look at it.
  void keep(SpoolFile file) {
    if (file.exists()) files_.push_back(std::move(file));
  }

 private:
  std::mutex mutex_;
  std::optional<Answer> answer_;
  bool answered_ = false;
  bool abandoned_ = false;
  bool over_ = false;
  std::atomic<bool> gone_{false};
  std::function<void()> wake_;
  std::vector<std::function<void()>> on_gone_;
  std::vector<SpoolFile> files_;
  std::shared_ptr<Transfer> transfer_;
};

// The right to answer one request. Copyable; usable from any thread at any later time, also after the listener
// has stopped. When the last copy goes without an answer, the client is told 500.
class Responder {
 public:
  explicit Responder(std::shared_ptr<Exchange> exchange) : promise_(std::make_shared<Promise>(std::move(exchange))) {}

  // The first call answers; later ones do nothing.
  void operator()(Answer answer) const { promise_->exchange->answer(std::move(answer)); }

  // Tells `transfer` how the answer fares on the wire.
  void track(std::shared_ptr<Transfer> transfer) const { promise_->exchange->track(std::move(transfer)); }

  // The client left, or the listener stopped, before it had the whole answer.
  bool gone() const { return promise_->exchange->gone(); }

  // Calls back, on some thread of the listener, when the client leaves; at once when it has already left; never
  // when it got its answer. The callback must be quick.
  void on_gone(std::function<void()> callback) const { promise_->exchange->on_gone(std::move(callback)); }

 private:
  struct Promise {
    explicit Promise(std::shared_ptr<Exchange> waiting) : exchange(std::move(waiting)) {}
    Promise(const Promise&) = delete;
    Promise& operator=(const Promise&) = delete;
    ~Promise() { exchange->abandon(); }
    std::shared_ptr<Exchange> exchange;
  };

  std::shared_ptr<Promise> promise_;
};

// Called on a worker with one complete request. It may answer at once, or keep the responder and answer later: then
// nothing but memory is held. It must not wait for anything slow, because workers are few. What it throws becomes 500.
using Handler = std::function<void(Request&&, Responder)>;

}  // namespace mockling::host
