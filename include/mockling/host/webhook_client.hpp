// Owns: calls out: many at once, few to the same target, on one thread, so that a slow receiver delays nobody.
// Never knows: why a call is made, what its answer means.
// Used by: host/webhooks, mockserver.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <mockling/core/http.hpp>
#include <mockling/core/webhook_target.hpp>
#include <mockling/host/clip_process.hpp>
#include <mockling/host/dial.hpp>
#include <mockling/host/task_pool.hpp>
#include <mockling/host/webhook_exchange.hpp>

namespace mockling::host {

struct OutgoingCall {
  std::string url;
  std::string body;
  // Asked with the body when the call is really made: what is signed must be fresh.
  std::function<Headers(std::string_view)> headers;
  std::chrono::milliseconds timeout{10'000};
  std::function<Result<void>(const WebhookTarget&, const std::vector<IpAddress>&)> allowed;
  std::function<void(const PostResult&)> done;  // on a thread of the client's, once, unless the client ends before
};

// Thread-safe. Redirects are not followed; of an answer only the status counts.
class WebhookClient {
 public:
  static constexpr std::size_t kMostOpen = 512;
  static constexpr std::size_t kMostOpenToOne = 16;  // connections to the same host and port

  // `ca_file` has authorities to trust besides the system's; it is read for the first call by HTTPS.
  explicit WebhookClient(std::string ca_file) : ca_file_(std::move(ca_file)), resolvers_(4) {}
  WebhookClient(const WebhookClient&) = delete;
  WebhookClient& operator=(const WebhookClient&) = delete;
  ~WebhookClient() {
    resolvers_.end();
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake();
    if (thread_.joinable()) thread_.join();
  }

  void post(OutgoingCall call) {
    auto target = webhook_target(call.url);
    if (!target) return call.done({0, "not sent: " + target.error().message, false, false});
    {
      const std::lock_guard lock(mutex_);
      if (!thread_.joinable()) start();
      ++load_;
      const std::string key = target->scheme + "://" + target->host + ":" + std::to_string(target->port);
      arrived_.push_back({key, std::move(*target), std::move(call)});
    }
    wake();
  }

  // Calls that are waiting or on their way.
  std::size_t load() const {
    const std::lock_guard lock(mutex_);
    return load_;
  }

 private:
  using Moment = std::chrono::steady_clock::time_point;

  struct Waiting {
    std::string key;
    WebhookTarget target;
    OutgoingCall call;
  };
  struct Running {
    Waiting waiting;
    Moment deadline;
    std::vector<IpAddress> addresses;           // not tried yet
    std::unique_ptr<WebhookExchange> exchange;  // none while the name is being resolved
    bool told = false;
  };
  struct Resolved {
    std::uint64_t id;
    std::vector<IpAddress> addresses;
  };

  void start() {
    epoll_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
    events_ = Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    epoll_event event{};
    event.events = EPOLLIN;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, events_.get(), &event);
    thread_ = std::thread([this] { work(); });
  }

  void wake() {
    const std::uint64_t one = 1;
    if (events_.get() >= 0 && ::write(events_.get(), &one, sizeof one) < 0) return;  // full: it is awake anyway
  }

  void work() {
    std::array<epoll_event, 64> ready;
    for (;;) {
      if (!take_in()) return;
      do begin_waiting();
      while (sweep());
      const int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), pause());
      for (int i = 0; i < count; ++i) {
        const std::uint64_t id = ready[static_cast<std::size_t>(i)].data.u64;
        if (id == 0) {
          std::uint64_t ignored = 0;
          while (::read(events_.get(), &ignored, sizeof ignored) > 0) continue;
        } else if (const auto found = running_.find(id); found != running_.end()) {
          go_on(id, found->second);
        }
      }
    }
  }

  // Takes over what other threads have left; false when it is time to stop.
  bool take_in() {
    std::deque<Waiting> arrived;
    std::vector<Resolved> resolved;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return false;
      arrived.swap(arrived_);
      resolved.swap(resolved_);
    }
    for (Waiting& one : arrived) {
      auto& queue = queues_[one.key];
      if (queue.empty()) turns_.push_back(one.key);
      queue.push_back(std::move(one));
    }
    for (const Resolved& one : resolved)
      if (const auto found = running_.find(one.id); found != running_.end() && !found->second.told)
        connect(one.id, found->second, one.addresses);
    return true;
  }

  // Targets with calls waiting take turns, one call each, as long as one of them may open another connection.
  void begin_waiting() {
    for (std::size_t idle = 0; idle < turns_.size() && running_.size() < kMostOpen;) {
      const std::string key = std::move(turns_.front());
      turns_.pop_front();
      auto& queue = queues_[key];
      const bool room = open_to_[key] < kMostOpenToOne;
      if (room) {
        begin(std::move(queue.front()));
        queue.pop_front();
      }
      idle = room ? 0 : idle + 1;
      if (queue.empty())
        queues_.erase(key);
      else
        turns_.push_back(key);
    }
  }

  void begin(Waiting waiting) {
    const std::uint64_t id = next_id_++;
    ++open_to_[waiting.key];
    Running& running = running_[id];
    running.deadline = std::chrono::steady_clock::now() + waiting.call.timeout;
    running.waiting = std::move(waiting);
    if (running.waiting.target.address) return connect(id, running, {*running.waiting.target.address});
    resolvers_.post([this, id, host = running.waiting.target.host] {
      auto addresses = resolve(host);
      {
        const std::lock_guard lock(mutex_);
        resolved_.push_back({id, std::move(addresses)});
      }
      wake();
    });
  }

  void connect(std::uint64_t id, Running& running, std::vector<IpAddress> addresses) {
    const Waiting& waiting = running.waiting;
    if (const auto allowed = waiting.call.allowed(waiting.target, addresses); !allowed)
      return tell(running, {0, allowed.error().message, false, false});
    if (waiting.target.scheme == "https" && !open_tls())
      return tell(running, {0, "TLS failed: " + tls_failure_, false, true});
    running.addresses = std::move(addresses);
    connect_next(id, running);
  }

  // Tries the next address; the failure of the last one is told.
  void connect_next(std::uint64_t id, Running& running) {
    const WebhookTarget& target = running.waiting.target;
    const OutgoingCall& call = running.waiting.call;
    const auto fd = dial(running.addresses.front(), target.port);
    running.addresses.erase(running.addresses.begin());
    if (!fd && !running.addresses.empty()) return connect_next(id, running);
    if (!fd) return tell(running, {0, fd.error().message, false, true});
    running.exchange = std::make_unique<WebhookExchange>(*fd, post_text(target, call.headers(call.body), call.body),
                                                         target.scheme == "https" ? tls_.get() : nullptr, target.host);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.u64 = id;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, *fd, &event);
  }

  bool open_tls() {
    if (tls_) return true;
    auto made = TlsClientContext::make(ca_file_);
    if (made)
      tls_ = std::move(made).value();
    else
      tls_failure_ = made.error().message;
    return tls_ != nullptr;
  }

  void go_on(std::uint64_t id, Running& running) {
    if (!running.exchange || !running.exchange->go_on() || running.told) return;
    if (!running.exchange->connected() && !running.addresses.empty()) return connect_next(id, running);
    tell(running, *running.exchange->result());
  }

  void tell(Running& running, const PostResult& result) {
    running.told = true;
    // What is still to come of the answer has this long.
    running.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    running.waiting.call.done(result);
    const std::lock_guard lock(mutex_);
    --load_;
  }

  // Ends what is over or took too long; true when that made room.
  bool sweep() {
    const std::size_t before = running_.size();
    const Moment now = std::chrono::steady_clock::now();
    for (auto at = running_.begin(); at != running_.end();) {
      Running& running = at->second;
      const bool late = running.deadline <= now;
      if (late && !running.told) tell(running, {0, "timeout", true, true});
      const bool over = late || (running.told && (!running.exchange || running.exchange->over()));
      if (over && --open_to_[running.waiting.key] == 0) open_to_.erase(running.waiting.key);
      at = over ? running_.erase(at) : std::next(at);
    }
    return running_.size() < before;
  }

  // Milliseconds until something is late; -1: nothing can be.
  int pause() const {
    if (running_.empty()) return -1;
    Moment next = Moment::max();
    for (const auto& [id, running] : running_) next = std::min(next, running.deadline);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(next - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count() + 1, 0, 60'000));
  }

  const std::string ca_file_;
  std::unique_ptr<const TlsClientContext> tls_;
  std::string tls_failure_;
  TaskPool resolvers_;
  mutable std::mutex mutex_;
  bool stopping_ = false;
  std::size_t load_ = 0;
  std::deque<Waiting> arrived_;
  std::vector<Resolved> resolved_;
  Descriptor epoll_, events_;
  std::thread thread_;
  // Only the thread's own from here on.
  std::map<std::string, std::deque<Waiting>> queues_;
  std::deque<std::string> turns_;  // targets with calls that wait, in the order of their turns
  std::map<std::string, std::size_t> open_to_;
  std::map<std::uint64_t, Running> running_;
  std::uint64_t next_id_ = 1;
};

}  // namespace mockling::host
