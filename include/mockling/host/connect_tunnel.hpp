// Owns: one client of the proxy, from its first byte to its last: reading the head, joining two sockets, refusing.
// Never knows: epoll, threads, name look-ups, which destinations are welcome.
// Used by: host/connect_front.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <sys/epoll.h>

#include <mockling/host/connect_options.hpp>
#include <mockling/host/http_socket.hpp>

namespace mockling::host {

// Bytes on their way in one direction, never more than a buffer full.
class ConnectPipe {
 public:
  // Moves what can be moved now. False: one of the sockets is broken.
  bool pump(Socket& from, Socket& to) {
    for (;;) {
      if (at_ == bytes_.size() && !ended_ && !fill(from)) return false;
      if (at_ == bytes_.size()) break;
      const ssize_t sent = to.send(bytes_.data() + at_, bytes_.size() - at_, false);
      if (sent == kWireBroken) return false;
      if (sent == kWireBlocked) return true;
      at_ += static_cast<std::size_t>(sent);
    }
    if (ended_ && !told_) to.finish_sending(), told_ = true;
    return true;
  }

  void put(std::string_view bytes) { bytes_.append(bytes); }
  bool wants_input() const { return !ended_ && at_ == bytes_.size(); }
  bool wants_output() const { return at_ < bytes_.size(); }
  bool done() const { return told_; }

 private:
  bool fill(Socket& from) {
    std::array<char, std::size_t{32} << 10> scratch;
    const ssize_t got = from.receive(scratch.data(), scratch.size());
    bytes_.clear();
    at_ = 0;
    if (got > 0) bytes_.assign(scratch.data(), static_cast<std::size_t>(got));
    ended_ = got == 0;
    return got != kWireBroken;
  }

  std::string bytes_;
  std::size_t at_ = 0;
  bool ended_ = false;
  bool told_ = false;
};

// Belongs to one thread.
class ConnectTunnel {
 public:
  using Clock = std::chrono::steady_clock;
  enum class State { head, asked, connecting, open, refusing, draining, closed };

  ConnectTunnel(int client, const ConnectOptions& options)
      : options_(options), client_(std::make_unique<Socket>(client)), client_fd_(client) {
    deadline_ = Clock::now() + options.head_timeout;
  }

  State state() const { return state_; }
  int client() const { return client_fd_; }
  int server() const { return server_fd_; }
  Clock::time_point deadline() const { return deadline_; }
  const ProxyRequest& request() const { return request_; }
  std::string_view head() const { return std::string_view(input_).substr(0, head_size_); }

  // Does what can be done now; afterwards state() says what comes next.
  void advance() {
    if (state_ == State::head) read_head();
    if (state_ == State::open && (!up_.pump(*client_, *server_) || !down_.pump(*server_, *client_))) close();
    if (state_ == State::open && up_.done() && down_.done()) close();
    if (state_ == State::refusing) send_refusal();
    if (state_ == State::draining) drain();
  }

  // In state asked: the way is there; `server` is a socket that is being connected.
  void join(int server) {
    server_ = std::make_unique<Socket>(server);
    server_fd_ = server;
    state_ = State::connecting;
    deadline_ = Clock::now() + options_.connect_timeout;
  }

  // The address does not answer; another may be tried.
  void drop_server() {
    server_.reset();
    server_fd_ = -1;
    state_ = State::asked;
  }

  // In state connecting: the socket is connected.
  void connected() {
    if (request_.to.tunnel)
      down_.put("HTTP/1.1 200 Connection established\r\n\r\n");
    else
      up_.put(request_.head);
    up_.put(std::string_view(input_).substr(head_size_));
    input_.clear();
    head_size_ = 0;
    state_ = State::open;
    deadline_ = Clock::time_point::max();
  }

  void refuse(int status, std::string_view reason, std::string_view body) {
    drop_server();
    refusal_ = "HTTP/1.1 " + std::to_string(status) + " " + std::string(reason) +
               "\r\nContent-Type: application/json; charset=utf-8\r\nConnection: close\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n\r\n" + (request_.method == "HEAD" ? "" : std::string(body));
    state_ = State::refusing;
    deadline_ = Clock::now() + options_.head_timeout;
  }

  void close() {
    client_.reset();
    server_.reset();
    client_fd_ = server_fd_ = -1;
    state_ = State::closed;
  }

  // Events to wait for on either socket.
  std::uint32_t client_events() const {
    if (state_ == State::head || state_ == State::draining) return EPOLLIN;
    if (state_ == State::refusing) return EPOLLOUT;
    if (state_ != State::open) return 0;
    return (up_.wants_input() ? EPOLLIN : 0U) | (down_.wants_output() ? EPOLLOUT : 0U);
  }
  std::uint32_t server_events() const {
    if (state_ == State::connecting) return EPOLLOUT;
    if (state_ != State::open) return 0;
    return (down_.wants_input() ? EPOLLIN : 0U) | (up_.wants_output() ? EPOLLOUT : 0U);
  }

 private:
  void read_head() {
    std::array<char, 4096> scratch;
    for (;;) {
      const ssize_t got = client_->receive(scratch.data(), scratch.size());
      if (got == kWireBlocked) return;
      if (got <= 0) return close();
      input_.append(scratch.data(), static_cast<std::size_t>(got));
      const auto scanned = scanner_.scan(input_);
      if (scanned == HeadScanner::State::more && input_.size() <= options_.max_head) continue;
      if (scanned == HeadScanner::State::more) return refuse(431, "Request Header Fields Too Large", kNoProxy);
      return scanned == HeadScanner::State::complete ? understand() : refuse(400, "Bad Request", kNoProxy);
    }
  }

  void understand() {
    head_size_ = scanner_.end();
    auto request = parse_proxy_request(head());
    if (!request) return refuse(400, "Bad Request", kNoProxy);
    request_ = std::move(*request);
    state_ = State::asked;
  }

  void send_refusal() {
    while (!refusal_.empty()) {
      const ssize_t sent = client_->send(refusal_.data(), refusal_.size(), false);
      if (sent == kWireBlocked) return;
      if (sent < 0) return close();
      refusal_.erase(0, static_cast<std::size_t>(sent));
    }
    client_->finish_sending();
    state_ = State::draining;
    deadline_ = Clock::now() + std::chrono::seconds(2);
  }

  // Closing while the client still sends would destroy what it has not read yet.
  void drain() {
    std::array<char, std::size_t{32} << 10> scratch;
    ssize_t got = 0;
    while ((got = client_->receive(scratch.data(), scratch.size())) > 0) continue;
    if (got != kWireBlocked) close();
  }

  static constexpr std::string_view kNoProxy =
      "{\"error\":\"this port is a proxy: it takes CONNECT host:port, or a request line with a whole http:// URL\"}";

  const ConnectOptions& options_;
  State state_ = State::head;
  std::unique_ptr<Socket> client_, server_;
  int client_fd_ = -1, server_fd_ = -1;
  Clock::time_point deadline_;
  std::string input_;
  HeadScanner scanner_;
  std::size_t head_size_ = 0;
  ProxyRequest request_;
  ConnectPipe up_, down_;
  std::string refusal_;
};

}  // namespace mockling::host
