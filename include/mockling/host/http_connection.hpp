// Owns: the life of one connection: read a request, hand it over, wait for its answer, send it, begin again.
// Never knows: epoll, threads; what requests mean.
// Used by: host/http_front.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <mockling/host/http_context.hpp>
#include <mockling/host/http_deadline.hpp>
#include <mockling/host/http_pending.hpp>
#include <mockling/host/http_reader.hpp>
#include <mockling/host/http_render.hpp>
#include <mockling/host/http_sender.hpp>
#include <mockling/host/http_wire.hpp>

namespace mockling::host {

// Whatever happens to a connection is a signal. Whoever signals a resting one makes it run on a worker; signals that
// arrive meanwhile are seen before it rests again. So everything private here belongs to one thread at a time.
class Connection {
 public:
  using Clock = Deadline::Clock;

  enum Signal : std::uint32_t { kReadable = 1, kHungUp = 2, kWake = 4 };

  Connection(std::shared_ptr<FrontContext> context, std::uint64_t id, std::string peer)
      : context_(std::move(context)),
        id_(id),
        wire_(descriptor_of(id), options().tls.get()),
        peer_(std::move(peer)),
        reader_(options()) {
    wait_at_most(wire_.established() ? options().idle_timeout : options().head_timeout);
  }

  std::uint64_t id() const { return id_; }

  // Thread-safe. True: the caller must see to it that a worker runs the connection.
  bool signal(std::uint32_t signals) { return (signals_.fetch_or(signals | kRunning) & kRunning) == 0; }

  // Thread-safe. When it has passed, somebody signals kWake.
  Clock::time_point deadline() const { return deadline_.get(); }

  void run(Worker& worker) {
    for (;;) {
      const std::uint32_t signals = signals_.exchange(kRunning);
      if ((signals & kReadable) != 0) readable_ = true;
      if ((signals & kHungUp) != 0) hung_up_ = readable_ = true;
      drive(worker);
      std::uint32_t resting = kRunning;
      if (signals_.compare_exchange_strong(resting, 0)) return;
    }
  }

  // For a connection that just came and is one too many. Before its first signal.
  void refuse_at_once(int status) { reader_.refuse(status); }

  // Ends it, answered or not. Only when no worker can run it any more.
  void abandon() { close(true); }

 private:
  static constexpr std::uint32_t kRunning = 1U << 31U;
  static constexpr std::uint64_t kTurn = 4 << 20;          // bytes read before other connections get their turn
  static constexpr std::uint64_t kRequestCost = 64 << 10;  // what a request counts as, in such bytes

  enum class State { reading, waiting, sending, draining, closed };

  const ListenerOptions& options() const { return context_->options; }

  void wait_at_most(std::chrono::milliseconds time) { deadline_.set_in(time); }

  void drive(Worker& worker) {
    turn_left_ = kTurn;
    if (state_ != State::closed && Clock::now() >= deadline()) on_overdue();
    while (step(worker)) {
    }
  }

  // One step of the life. False: nothing more can be done until the next signal.
  bool step(Worker& worker) {
    switch (state_) {
      case State::reading: return read(worker);
      case State::waiting: return take_answer();
      case State::sending: return send();
      case State::draining: return drain(worker);
      case State::closed: return false;
    }
    return false;
  }

  void on_overdue() {
    if (state_ == State::reading && reader_.state() != RequestReader::State::idle) return reader_.refuse(408);
    if (state_ == State::sending) return end_by_reset(true);
    close(false);
  }

  bool yield() { return context_->ready.push(id_), false; }  // lets others run before this one goes on

  // Reading ---------------------------------------------------------------------------------------------------------

  // Nothing: there are no bytes now, or the connection has broken. An empty text: the client sends no more.
  std::optional<std::string_view> receive(Worker& worker) {
    if (!readable_) return std::nullopt;
    const bool greeted = wire_.established();
    const ssize_t count = wire_.receive(worker.scratch.data(), worker.scratch.size());
    if (count == kWireBroken) close(true);
    if (!greeted && wire_.established()) wait_at_most(options().idle_timeout);
    if (wire_.dry() && (count < 0 || !hung_up_)) readable_ = false;
    if (count < 0) return std::nullopt;
    turn_left_ -= std::min(turn_left_, static_cast<std::uint64_t>(count));
    return std::string_view(worker.scratch.data(), static_cast<std::size_t>(count));
  }

  bool read(Worker& worker) {
    if (turn_left_ == 0) return yield();
    if (reader_.state() == RequestReader::State::complete) return hand_over(worker);
    if (reader_.state() == RequestReader::State::refused) return refuse(reader_.refusal());
    if (reader_.take_continue()) say_continue();
    const auto bytes = receive(worker);
    if (!bytes) return false;
    if (bytes->empty()) return on_end_of_input();
    const bool first = reader_.state() == RequestReader::State::idle;
    reader_.feed(*bytes);
    if (reader_.state() == RequestReader::State::body)
      wait_at_most(options().body_timeout);
    else if (first)
      wait_at_most(options().head_timeout);
    return true;
  }

  bool on_end_of_input() {
    if (reader_.state() == RequestReader::State::idle) return close(false), false;
    return reader_.end(), true;
  }

  void say_continue() {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    // A client that lets even this fill its buffers has no use for it.
    if (wire_.send(kContinue.data(), kContinue.size(), false) != static_cast<ssize_t>(kContinue.size())) close(true);
  }

  // Asking for an answer --------------------------------------------------------------------------------------------

  void begin_exchange() {
    reader_.request().peer = peer_;
    reader_.request().scheme = wire_.encrypted() ? "https" : "http";
    pending_.begin(reader_.request(), reader_.framing());
    parked_ = false;
  }

  bool hand_over(Worker& worker) {
    begin_exchange();
    Request& request = reader_.request();
    std::vector<SpoolFile> files(1);
    std::tie(request.body, files.front()) = reader_.body().take();
    if (const int status = worker.engine.accept(request, files); status != 0) return refuse(status);
    for (SpoolFile& file : files) pending_.exchange()->keep(std::move(file));
    state_ = State::waiting;
    deadline_.set(Clock::time_point::max());
    try {
      context_->handler(std::move(request), Responder(pending_.exchange()));
    } catch (...) {
      pending_.exchange()->abandon();
    }
    return true;
  }

  bool take_answer() {
    if (auto answer = pending_.exchange()->take()) return begin_answer(std::move(*answer));
    if (pending_.exchange()->abandoned()) return begin_answer(refusal(500));
    if (hung_up_) return close(true), false;
    if (parked_) return false;
    parked_ = true;
    return !pending_.exchange()->park(waker(context_, id_));
  }

  // Answering without the handler.
  bool refuse(int status) {
    if (!pending_.owed()) begin_exchange();
    pending_.asked().keep_alive = false;
    return begin_answer(refusal(status));
  }

  Answer refusal(int status) const { return make_refusal(options(), status, pending_.outline()); }

  bool begin_answer(Answer answer) {
    sender_.emplace(render(std::move(answer), pending_.asked(), [this](int status) { return refusal(status); }),
                    pending_.exchange()->transfer());
    state_ = State::sending;
    wait_at_most(options().write_timeout);
    return true;
  }

  // Sending ---------------------------------------------------------------------------------------------------------

  bool send() {
    const auto now = Clock::now();
    const std::uint64_t before = sender_->sent();
    const Sender::Next next = sender_->pump(wire_, now);
    if (sender_->sent() != before) wait_at_most(options().write_timeout);
    switch (next) {
      case Sender::Next::done: return end_answer();
      case Sender::Next::blocked: return false;
      case Sender::Next::pause: return pause(now);
      case Sender::Next::yield: return yield();
      case Sender::Next::close: return end_exchange(false, false), linger();
      case Sender::Next::reset: return end_by_reset(false), false;
      case Sender::Next::broken: return close(true), false;
    }
    return false;
  }

  bool pause(Clock::time_point now) {
    if (hung_up_) return close(true), false;
    // While we choose to be silent, the client cannot be late.
    if (!sender_->waits_for_delivery()) deadline_.set(sender_->resume_at() + options().write_timeout);
    if (timer_at_ <= now || sender_->resume_at() < timer_at_)
      context_->timers.schedule(timer_at_ = sender_->resume_at(), id_);
    return false;
  }

  bool end_answer() {
    const bool again = sender_->response().keep_alive;
    end_exchange(true, false);
    if (!again) return linger();
    reader_.next();
    state_ = State::reading;
    wait_at_most(reader_.state() == RequestReader::State::idle ? options().idle_timeout : options().head_timeout);
    turn_left_ -= std::min(turn_left_, kRequestCost);
    return true;
  }

  void end_exchange(bool complete, bool gone) {
    if (sender_) pending_.log(options(), sender_->response().status, sender_->sent(), complete);
    sender_.reset();
    pending_.end(gone);
  }

  // Ending ----------------------------------------------------------------------------------------------------------

  // Closing while the client still sends would reset the connection and destroy what it has not read yet: so its
  // bytes are taken, for a while, until it closes too.
  bool linger() {
    const bool finished = wire_.finish_sending();
    if (finished && !readable_ && reader_.state() == RequestReader::State::complete) return close(false), false;
    state_ = State::draining;
    wait_at_most(finished ? std::chrono::seconds(2) : options().write_timeout);
    return true;
  }

  bool drain(Worker& worker) {
    if (!wire_.finished_sending() && wire_.finish_sending()) wait_at_most(std::chrono::seconds(2));
    const auto bytes = receive(worker);
    if (!bytes) return false;
    if (bytes->empty()) return close(false), false;
    return turn_left_ > 0 || yield();
  }

  void end_by_reset(bool gone) {
    end_exchange(false, gone);
    wire_.reset_on_close();
    close(gone);
  }

  void close(bool gone) {
    if (state_ == State::closed) return;
    state_ = State::closed;
    context_->connections.remove(id_);
    wire_.close();
    end_exchange(false, gone);
  }

  std::shared_ptr<FrontContext> context_;
  const std::uint64_t id_;
  std::atomic<std::uint32_t> signals_{0};
  Deadline deadline_;
  Wire wire_;
  std::string peer_;
  State state_ = State::reading;
  bool readable_ = false;
  bool hung_up_ = false;  // the client has closed its side
  std::uint64_t turn_left_ = 0;
  RequestReader reader_;

  Pending pending_;
  bool parked_ = false;
  std::optional<Sender> sender_;
  Clock::time_point timer_at_{};
};

}  // namespace mockling::host
