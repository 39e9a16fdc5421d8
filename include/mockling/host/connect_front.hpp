// Owns: a forward proxy on one port and one thread: who comes in, who is ready, who is overdue.
// Never knows: HTTP beyond a head; which destinations are welcome (it asks).
// Used by: host/capture.
#pragma once

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <mockling/host/clip_process.hpp>
#include <mockling/host/connect_tunnel.hpp>
#include <mockling/host/dial.hpp>
#include <mockling/host/http_port.hpp>
#include <mockling/host/task_pool.hpp>

namespace mockling::host {

// Start, use, stop; from one thread.
class ConnectFront {
 public:
  explicit ConnectFront(ConnectOptions options) : options_(std::move(options)) {}
  ConnectFront(const ConnectFront&) = delete;
  ConnectFront& operator=(const ConnectFront&) = delete;
  ~ConnectFront() { stop(); }

  // Opens the port and returns its number.
  Result<int> start() {
    const auto port = PortOpener().open(options_.host, options_.port);
    if (!port) return port.error();
    listener_ = Descriptor(port->fd);
    ::fcntl(listener_.get(), F_SETFL, ::fcntl(listener_.get(), F_GETFL) | O_NONBLOCK);
    epoll_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
    wake_ = Descriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (epoll_.get() < 0 || wake_.get() < 0) return system_error("cannot watch connections");
    watch(EPOLL_CTL_ADD, listener_.get(), EPOLLIN, kListener);
    watch(EPOLL_CTL_ADD, wake_.get(), EPOLLIN, kWake);
    thread_ = std::thread([this] { work(); });
    return port->number;
  }

  // Milliseconds; every tunnel ends.
  void stop() noexcept {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    poke();
    thread_.join();
    resolvers_.end();
    tunnels_.clear();
    for (Descriptor* each : {&listener_, &epoll_, &wake_}) each->close();
  }

 private:
  static constexpr std::uint64_t kListener = 0, kWake = 1;

  struct Held {
    std::unique_ptr<ConnectTunnel> tunnel;
    std::vector<IpAddress> others;  // to be tried when an address does not answer
    int port = 0;
    bool asked = false;
    int client = -1, server = -1;  // as they are being watched
    std::uint32_t client_events = 0, server_events = 0;
  };
  struct Answered {
    std::uint64_t id;
    std::vector<IpAddress> addresses;
  };

  void watch(int operation, int fd, std::uint32_t events, std::uint64_t id) const {
    epoll_event event{};
    event.events = events;
    event.data.u64 = id;
    ::epoll_ctl(epoll_.get(), operation, fd, &event);
  }

  void poke() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &one, sizeof one);
  }

  bool stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }

  void work() {
    constexpr int kSweepEvery = 500;  // milliseconds
    std::array<epoll_event, 64> events{};
    auto swept = ConnectTunnel::Clock::now();
    while (!stopping()) {
      const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()),
                                     tunnels_.empty() ? -1 : kSweepEvery);
      for (int i = 0; i < count; ++i) {
        const std::uint64_t id = events[static_cast<std::size_t>(i)].data.u64;
        if (id == kListener)
          accept_all();
        else if (id == kWake)
          take_answers();
        else
          advance(id);
      }
      const auto now = ConnectTunnel::Clock::now();
      if (now - swept < std::chrono::milliseconds(kSweepEvery)) continue;
      swept = now;
      sweep(now);
    }
  }

  void accept_all() {
    for (;;) {
      const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0 && errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));  // out of descriptors: whoever comes can wait
      if (fd < 0) return;
      if (tunnels_.size() >= options_.max_tunnels) {
        ::close(fd);
        continue;
      }
      const std::uint64_t id = ++last_id_;
      Held& held = tunnels_[id];
      held.tunnel = std::make_unique<ConnectTunnel>(fd, options_);
      settle(id, held);
    }
  }

  void advance(std::uint64_t id) {
    const auto found = tunnels_.find(id);
    if (found == tunnels_.end()) return;
    Held& held = found->second;
    ConnectTunnel& tunnel = *held.tunnel;
    if (tunnel.state() == ConnectTunnel::State::connecting) {
      if (has_arrived(tunnel.server()))
        tunnel.connected();
      else
        go_on(held);
    }
    tunnel.advance();
    if (tunnel.state() == ConnectTunnel::State::asked && !std::exchange(held.asked, true)) ask(id, held);
    settle(id, held);
  }

  void ask(std::uint64_t id, Held& held) {
    ConnectTunnel& tunnel = *held.tunnel;
    const Onward onward = options_.decide(tunnel.request(), tunnel.head());
    if (onward.way == Onward::Way::refused) {
      tunnel.refuse(403, onward.reason, onward.body);
      return tunnel.advance();
    }
    held.port = onward.port;
    if (onward.way == Onward::Way::loopback) {
      held.others.push_back(loopback_address());
      return go_on(held);
    }
    resolvers_.post([this, id, host = tunnel.request().to.host] {
      auto addresses = resolve(host);
      const std::lock_guard lock(mutex_);
      answers_.push_back({id, std::move(addresses)});
      poke();
    });
  }

  // Tries the next address.
  void go_on(Held& held) {
    held.tunnel->drop_server();
    held.server = -1;
    while (!held.others.empty()) {
      const auto fd = dial(held.others.front(), held.port);
      held.others.erase(held.others.begin());
      if (!fd) continue;
      held.server_events = 0;
      return held.tunnel->join(*fd);
    }
    held.tunnel->refuse(502, "Bad Gateway", "{\"error\":\"the destination cannot be reached\"}");
    held.tunnel->advance();
  }

  void take_answers() {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t read = ::read(wake_.get(), &count, sizeof count);
    std::vector<Answered> answers;
    {
      const std::lock_guard lock(mutex_);
      answers.swap(answers_);
    }
    for (Answered& answer : answers) {
      const auto found = tunnels_.find(answer.id);
      if (found == tunnels_.end() || found->second.tunnel->state() != ConnectTunnel::State::asked) continue;
      found->second.others = std::move(answer.addresses);
      go_on(found->second);
      settle(answer.id, found->second);
    }
  }

  void sweep(ConnectTunnel::Clock::time_point now) {
    std::vector<std::uint64_t> overdue;
    for (const auto& [id, held] : tunnels_)
      if (held.tunnel->deadline() <= now) overdue.push_back(id);
    for (const std::uint64_t id : overdue) tunnels_.erase(id);
  }

  // Watches what the tunnel waits for now. Closed sockets have left the set by themselves.
  void settle(std::uint64_t id, Held& held) {
    ConnectTunnel& tunnel = *held.tunnel;
    if (tunnel.state() == ConnectTunnel::State::closed) {
      tunnels_.erase(id);
      return;
    }
    settle_one(id, tunnel.client(), held.client, tunnel.client_events(), held.client_events);
    if (tunnel.server() >= 0) settle_one(id, tunnel.server(), held.server, tunnel.server_events(), held.server_events);
  }

  // A socket that nothing is wanted of leaves the set: its hanging up would be told again and again.
  void settle_one(std::uint64_t id, int fd, int& watched, std::uint32_t events, std::uint32_t& current) const {
    if (watched != fd) current = 0;
    watched = fd;
    if (events == current) return;
    watch(current == 0 ? EPOLL_CTL_ADD : (events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD), fd, events, id);
    current = events;
  }

  const ConnectOptions options_;
  Descriptor listener_, epoll_, wake_;
  std::map<std::uint64_t, Held> tunnels_;  // touched by the proxy's thread alone while it runs
  std::uint64_t last_id_ = kWake;
  TaskPool resolvers_{2};
  std::mutex mutex_;
  bool stopping_ = false;
  std::vector<Answered> answers_;
  std::thread thread_;
};

}  // namespace mockling::host
