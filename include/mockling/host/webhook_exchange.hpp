// Owns: one call on its way: connecting, sending, waiting for the first line of the answer, without ever blocking.
// Never knows: which calls there are; events.
// Used by: host/webhook_client.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <sys/socket.h>

#include <mockling/core/http.hpp>
#include <mockling/core/webhook_result.hpp>
#include <mockling/core/webhook_target.hpp>
#include <mockling/host/http_socket.hpp>
#include <mockling/host/webhook_tls.hpp>

namespace mockling::host {

// A POST as it goes over the wire, on a connection of its own.
inline std::string post_text(const WebhookTarget& target, const Headers& headers, std::string_view body) {
  std::string text = "POST " + target.path + " HTTP/1.1\r\nHost: " + target.authority + "\r\n";
  for (const Header& header : headers) text += header.name + ": " + header.value + "\r\n";
  text += "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n";
  return text.append(body);
}

class WebhookExchange {
 public:
  static constexpr std::size_t kMostHead = 32 << 10;
  static constexpr std::size_t kMostBody = 64 << 10;  // read to be polite, and not beyond

  // `fd` is connecting; `tls` is empty for plain HTTP, else it and `host` say how to speak.
  WebhookExchange(int fd, std::string message, const TlsClientContext* tls, const std::string& host)
      : fd_(fd),
        socket_(fd),
        session_(tls != nullptr ? tls->open(socket_, host) : nullptr),
        message_(std::move(message)) {}

  // Goes as far as it gets; call again at every event of the socket. True once the answer is known; after that the
  // rest of the answer is read and thrown away.
  bool go_on() {
    if (!connected_ && !connect()) return result_.has_value();
    if (!result_) send_message();
    read_answer();
    return result_.has_value();
  }

  // Sends no more than this many bytes for now; without a word, all.
  void allow(std::size_t bytes) { allowed_ = bytes; }
  bool wants_to_send() const { return !connected_ || sent_ < std::min(allowed_, message_.size()); }

  bool connected() const { return connected_; }
  // Nothing more will come, or more than anybody needs.
  bool over() const { return over_; }
  const std::optional<PostResult>& result() const { return result_; }

  void fail(std::string why, bool timed_out = false) {
    if (!result_) result_ = PostResult{0, std::move(why), timed_out, true};
    over_ = true;
  }

 private:
  bool connect() {
    int error = 0;
    socklen_t size = sizeof error;
    sockaddr_storage peer{};
    socklen_t peer_size = sizeof peer;
    if (::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0)
      return fail(error == ECONNREFUSED ? "connection refused" : "no connection"), false;
    return connected_ = ::getpeername(fd_, reinterpret_cast<sockaddr*>(&peer), &peer_size) == 0;
  }

  void send_message() {
    while (sent_ < std::min(allowed_, message_.size())) {
      const char* from = message_.data() + sent_;
      const std::size_t left = std::min(allowed_, message_.size()) - sent_;
      const ssize_t count = session_ ? session_->send(from, left, false) : socket_.send(from, left, false);
      if (count == kWireBroken && session_ && !session_->established()) return fail("TLS failed: not trusted, or none");
      if (count <= 0) return;  // blocked; or broken, and then the answer may still be there to read
      sent_ += static_cast<std::size_t>(count);
    }
  }

  void read_answer() {
    std::array<char, 4096> piece;
    while (!over_) {
      const ssize_t count =
          session_ ? session_->receive(piece.data(), piece.size()) : socket_.receive(piece.data(), piece.size());
      if (count == kWireBlocked) return;
      if (count <= 0) return fail(count == 0 ? "closed without an answer" : "connection lost");
      received_ += static_cast<std::size_t>(count);
      if (!result_) read_head({piece.data(), static_cast<std::size_t>(count)});
      if (received_ > kMostHead + kMostBody) over_ = true;
    }
  }

  // An answer of 1xx is followed by another.
  void read_head(std::string_view piece) {
    head_.append(piece);
    for (;;) {
      const std::size_t end = std::min(head_.find("\r\n\r\n"), head_.find("\n\n"));
      if (head_.size() >= 5 && head_.compare(0, 5, "HTTP/") != 0) return fail("the answer is not HTTP");
      if (end == std::string::npos) return head_.size() > kMostHead ? fail("the answer's head is too long") : void();
      const int status = status_in(head_);
      if (status == 0) return fail("the answer is not HTTP");
      if (status >= 200) return result_ = PostResult{status, {}, false, true}, void();
      head_.erase(0, end + (head_[end] == '\r' ? 4 : 2));
    }
  }

  // The number in "HTTP/1.1 204 No Content", or 0.
  static int status_in(std::string_view head) {
    const std::size_t blank = head.find(' ');
    const std::string_view digits = head.substr(std::min(blank, head.size() - 1) + 1, 3);
    const auto status = parse_int(digits);
    return digits.size() == 3 && status && *status >= 100 && *status <= 999 ? static_cast<int>(*status) : 0;
  }

  const int fd_;
  Socket socket_;
  std::unique_ptr<TlsSession> session_;
  const std::string message_;
  std::size_t allowed_ = static_cast<std::size_t>(-1);
  std::size_t sent_ = 0;
  std::size_t received_ = 0;
  std::string head_;
  bool connected_ = false;
  bool over_ = false;
  std::optional<PostResult> result_;
};

}  // namespace mockling::host
