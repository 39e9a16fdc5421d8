// Owns: a client that says exactly the bytes it is told to, and sees exactly what comes back.
// Never knows: mockling; HTTP beyond the framing of one answer.
// Used by: tests of the transport.
#pragma once

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mockling::test {

// How a connection ended, as the client saw it.
enum class Ending { open, closed, reset };

// One answer as it came.
struct RawAnswer {
  int status = 0;
  std::string head;  // with the empty line
  std::string body;  // chunks joined

  // The value of a header, or "(none)".
  std::string header(std::string_view name) const {
    const std::size_t at = find(name);
    if (at == std::string::npos) return "(none)";
    const std::size_t value = head.find_first_not_of(' ', at + name.size() + 3);
    return head.substr(value, head.find('\r', value) - value);
  }

  // How often a header occurs.
  int count(std::string_view name) const {
    int found = 0;
    for (RawAnswer rest = *this; rest.find(name) != std::string::npos; ++found) rest.head.erase(0, rest.find(name) + 1);
    return found;
  }

 private:
  std::size_t find(std::string_view name) const {
    const auto equal = [](char a, char b) {
      return a == b || ((a | 32) == (b | 32) && (a | 32) >= 'a' && (a | 32) <= 'z');
    };
    const std::string key = "\r\n" + std::string(name) + ":";
    const auto at = std::search(head.begin(), head.end(), key.begin(), key.end(), equal);
    return at == head.end() ? std::string::npos : static_cast<std::size_t>(at - head.begin());
  }
};

class RawClient {
 public:
  explicit RawClient(int port, const std::string& host = "127.0.0.1") : fd_(connect_to(port, host)) {}
  RawClient(RawClient&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), received_(std::move(other.received_)), ending_(other.ending_) {}
  RawClient& operator=(RawClient&&) = delete;
  ~RawClient() { close(); }

  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

  // Ends with a reset instead of an orderly close.
  void reset() {
    const linger at_once{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }

  void finish_sending() { ::shutdown(fd_, SHUT_WR); }
  int fd() const { return fd_; }

  // Everything, waiting as long as it takes; false when the connection breaks on the way.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  // Waits for one more piece. False: the connection ended, or nothing came in time.
  bool more(std::chrono::milliseconds patience = std::chrono::seconds(5)) {
    pollfd waiting{fd_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return false;
    char bytes[65536];
    const ssize_t count = ::recv(fd_, bytes, sizeof bytes, 0);
    if (count > 0) return received_.append(bytes, static_cast<std::size_t>(count)), true;
    ending_ = count == 0 ? Ending::closed : Ending::reset;
    return false;
  }

  // One answer. `bodiless`: it was asked with HEAD. Status 0 when none came.
  RawAnswer answer(bool bodiless = false) {
    RawAnswer result;
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return result;
    result.head = received_.substr(0, end + 4);
    received_.erase(0, end + 4);
    result.status = std::atoi(result.head.c_str() + 9);
    if (bodiless || result.status == 204 || result.status == 304 || result.status < 200) return result;
    if (result.header("Transfer-Encoding") == "chunked")
      result.body = chunks();
    else if (result.header("Content-Length") != "(none)")
      result.body = bytes(std::stoul(result.header("Content-Length")));
    else
      result.body = rest();
    return result;
  }

  // Exactly so many bytes, or fewer when the connection ends first.
  std::string bytes(std::size_t count) {
    while (received_.size() < count && more()) {
    }
    std::string taken = received_.substr(0, count);
    received_.erase(0, count);
    return taken;
  }

  // All until the connection ends (see ending()) or nothing comes for `patience`.
  std::string rest(std::chrono::milliseconds patience = std::chrono::seconds(5)) {
    while (more(patience)) {
    }
    return std::exchange(received_, {});
  }

  Ending ending() const { return ending_; }

  // A request and its answer.
  RawAnswer ask(std::string_view request, bool bodiless = false) { return send(request), answer(bodiless); }

 private:
  static int connect_to(int port, const std::string& host) {
    const bool v6 = host.find(':') != std::string::npos;
    const int fd = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(static_cast<std::uint16_t>(port));
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = v4.sin_port;
    ::inet_pton(v6 ? AF_INET6 : AF_INET, host.c_str(), v6 ? static_cast<void*>(&six.sin6_addr) : &v4.sin_addr);
    const auto* address = v6 ? reinterpret_cast<sockaddr*>(&six) : reinterpret_cast<sockaddr*>(&v4);
    const socklen_t size = v6 ? sizeof six : sizeof v4;
    if (fd < 0 || ::connect(fd, address, size) != 0) {
      if (fd >= 0) ::close(fd);
      throw std::runtime_error("cannot connect to " + host + ":" + std::to_string(port));
    }
    const int yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
  }

  std::string chunks() {
    std::string joined;
    for (;;) {
      std::size_t line = 0;
      while ((line = received_.find("\r\n")) == std::string::npos)
        if (!more()) return joined + "(cut)";
      const std::size_t size = std::stoul(received_, nullptr, 16);
      received_.erase(0, line + 2);
      const std::string piece = bytes(size + 2);
      if (piece.size() != size + 2 || piece.substr(size) != "\r\n") return joined + "(cut)";
      if (size == 0) return joined;
      joined += piece.substr(0, size);
    }
  }

  int fd_;
  std::string received_;
  Ending ending_ = Ending::open;
};

}  // namespace mockling::test
