// Owns: the threads and the events: who is readable, who is overdue, who wants to come in.
// Never knows: HTTP; what a connection does with its turn.
// Used by: host/listener.
#pragma once

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mockling/host/http_connection.hpp>
#include <mockling/host/http_context.hpp>
#include <mockling/host/http_port.hpp>

namespace mockling::host {

inline std::string peer_text(const sockaddr_storage& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET)
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, text, sizeof text);
  else if (address.ss_family == AF_INET6)
    ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, text, sizeof text);
  return text;
}

// All workers wait on one epoll set; each event goes to one of them, and a connection runs on one at a time. So no
// request changes threads, and a worker that a handler keeps busy delays nobody but its own connection.
class Front {
 public:
  static constexpr bool kActsFaults = true;

  Front(ListenerOptions options, Handler handler)
      : context_(std::make_shared<FrontContext>(std::move(options), std::move(handler))) {}
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;
  ~Front() { stop(); }

  // Opens the port and returns its number. Once only.
  Result<int> start() {
    const Result<PortOpener::Port> port = PortOpener().open(context_->options.host, context_->options.port);
    if (!port) return port.error();
    listen_fd_ = port->fd;
    epoll_fd_ = ::epoll_create1(EPOLL_CLOEXEC);
    stop_fd_ = ::eventfd(0, EFD_CLOEXEC);
    ::fcntl(listen_fd_, F_SETFL, ::fcntl(listen_fd_, F_GETFL) | O_NONBLOCK);
    watch(EPOLL_CTL_ADD, listen_fd_, EPOLLIN | EPOLLONESHOT, kListen);
    watch(EPOLL_CTL_ADD, context_->ready.fd(), EPOLLIN, kReady);
    watch(EPOLL_CTL_ADD, context_->timers.fd(), EPOLLIN | EPOLLET, kTimer);
    watch(EPOLL_CTL_ADD, stop_fd_, EPOLLIN, kStop);
    // Made one after the other: compiling regular expressions in several threads races inside libstdc++.
    for (unsigned i = 0; i < std::max(1U, context_->options.workers); ++i)
      threads_.emplace_back([this, worker = std::make_unique<Worker>(context_->options)] { work(*worker); });
    return port->number;
  }

  // Thread-safe. For so long the port is closed, and whoever connects is refused; connections that are there go on.
  void refuse_for(std::chrono::milliseconds time) {
    const std::lock_guard lock(listen_mutex_);
    if (listen_fd_ < 0) return;
    reopens_ = Connection::Clock::now() + time;
    context_->timers.schedule(reopens_, kReopen);
    if (!std::exchange(refusing_, true)) listen_fd_ = PortOpener::hold(listen_fd_);
  }

  // Waits only for handlers that are running. Every open connection ends; parked exchanges are told that they are gone.
  void stop() noexcept {
    if (threads_.empty()) return;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(stop_fd_, &one, sizeof one);
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    for (const auto& connection : context_->connections.select([](const Connection&) { return true; }))
      connection->abandon();
    for (const int fd : {listen_fd_, epoll_fd_, stop_fd_}) ::close(fd);
  }

 private:
  // Ids that no connection can have (see Table::add).
  static constexpr std::uint64_t kListen = 1, kReady = 2, kTimer = 3, kStop = 4, kSweep = 5, kReopen = 6;
  static constexpr std::chrono::milliseconds kSweepEvery{200};

  void watch(int operation, int fd, std::uint32_t events, std::uint64_t id) const {
    epoll_event event{};
    event.events = events;
    event.data.u64 = id;
    ::epoll_ctl(epoll_fd_, operation, fd, &event);
  }

  void work(Worker& worker) {
    for (;;) {
      epoll_event event{};
      if (::epoll_wait(epoll_fd_, &event, 1, -1) != 1) continue;
      switch (event.data.u64) {
        case kStop: return;
        case kListen: accept_all(); break;
        case kReady: run_ready(worker); break;
        case kTimer: run_due(worker); break;
        default: run(event.data.u64, signals_of(event.events), worker);
      }
    }
  }

  static std::uint32_t signals_of(std::uint32_t events) {
    std::uint32_t signals = Connection::kWake;
    if ((events & EPOLLIN) != 0) signals |= Connection::kReadable;
    if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) signals |= Connection::kHungUp;
    return signals;
  }

  void run(std::uint64_t id, std::uint32_t signals, Worker& worker) const {
    const auto connection = context_->connections.find(id);
    if (connection && connection->signal(signals)) connection->run(worker);
  }

  void run_ready(Worker& worker) const {
    if (const auto id = context_->ready.pop()) run(*id, Connection::kWake, worker);
  }

  void run_due(Worker& worker) {
    for (const std::uint64_t id : context_->timers.take_due(Connection::Clock::now())) {
      if (id == kSweep)
        sweep(worker);
      else if (id == kListen)
        listen_again();
      else if (id == kReopen)
        reopen();
      else
        run(id, Connection::kWake, worker);
    }
  }

  // Wakes whoever has waited too long. Coarse on purpose: one look at all connections instead of a timer each.
  void sweep(Worker& worker) {
    const auto now = Connection::Clock::now();
    const auto overdue = context_->connections.select([now](const Connection& c) { return c.deadline() <= now; });
    for (const auto& connection : overdue)
      if (connection->signal(Connection::kWake)) connection->run(worker);
    sweeping_ = false;
    if (context_->connections.size() > 0) ensure_sweeping();
  }

  void ensure_sweeping() {
    if (!sweeping_.exchange(true)) context_->timers.schedule(Connection::Clock::now() + kSweepEvery, kSweep);
  }

  void listen_again() {
    const std::lock_guard lock(listen_mutex_);
    if (!refusing_) watch(EPOLL_CTL_MOD, listen_fd_, EPOLLIN | EPOLLONESHOT, kListen);
  }

  void reopen() {
    const std::lock_guard lock(listen_mutex_);
    if (!refusing_ || Connection::Clock::now() < reopens_ || listen_fd_ < 0) return;
    refusing_ = false;
    ::listen(listen_fd_, PortOpener::kBacklog);
    watch(EPOLL_CTL_ADD, listen_fd_, EPOLLIN | EPOLLONESHOT, kListen);
  }

  // Out of descriptors or memory, clients stay in the backlog until there may be some again.
  void accept_all() {
    constexpr int kTurn = 64;
    constexpr std::chrono::milliseconds kPatience{20};
    const std::lock_guard lock(listen_mutex_);
    if (refusing_) return;
    for (int i = 0; i < kTurn; ++i) {
      sockaddr_storage address{};
      socklen_t size = sizeof address;
      const int fd = ::accept4(listen_fd_, reinterpret_cast<sockaddr*>(&address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0)
        admit(fd, address);
      else if (errno == EAGAIN)
        break;
      else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        return context_->timers.schedule(Connection::Clock::now() + kPatience, kListen);
    }
    watch(EPOLL_CTL_MOD, listen_fd_, EPOLLIN | EPOLLONESHOT, kListen);
  }

  void admit(int fd, const sockaddr_storage& address) {
    const bool overload = context_->connections.size() >= context_->options.max_connections;
    const auto connection = context_->connections.add(
        fd, [&](std::uint64_t id) { return std::make_shared<Connection>(context_, id, peer_text(address)); });
    if (overload) connection->refuse_at_once(503);
    watch(EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, connection->id());
    ensure_sweeping();
  }

  std::shared_ptr<FrontContext> context_;
  int listen_fd_ = -1;
  int epoll_fd_ = -1;
  int stop_fd_ = -1;
  std::mutex listen_mutex_;  // of the next three, once workers run
  bool refusing_ = false;
  Connection::Clock::time_point reopens_{};
  std::atomic<bool> sweeping_{false};
  std::vector<std::thread> threads_;
};

}  // namespace mockling::host
