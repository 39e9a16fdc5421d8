// Owns: opening the port through the library.
// Never knows: who accepts from it.
// Used by: host/http_front, host/http_library_loop.
#pragma once

#include <cerrno>
#include <cstring>
#include <string>

#include <mockling/base/result.hpp>
#include <mockling/host/http_library.hpp>

namespace mockling::host {

// A port opened by the library; listening begins with open(). The descriptor passes to the caller.
class PortOpener : private httplib::Server {
 public:
  struct Port {
    int fd = -1;
    int number = 0;
  };

  // The place of a port that listens: bound, so that nobody else takes it, but refusing whoever connects until
  // listen(). -1 when somebody else was quicker. Closes `fd`.
  static int hold(int fd) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(fd);
    const int held = ::socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(held, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    ::setsockopt(held, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::bind(held, reinterpret_cast<const sockaddr*>(&address), size) == 0) return held;
    ::close(held);
    return -1;
  }

  // The library's own is 5: a burst of clients would wait a second for its SYN retry.
  static constexpr int kBacklog = 1024;

  Result<Port> open(const std::string& host, int port) {
    // Without these the library sets SO_REUSEPORT, and two servers share one port without knowing.
    set_socket_options([](socket_t fd) {
      const int yes = 1;
      ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    set_tcp_nodelay(true);  // accepted connections inherit it; without it answers wait 40 ms for acknowledgements
    errno = 0;
    const int number = port == 0 ? bind_to_any_port(host) : (bind_to_port(host, port) ? port : -1);
    const int reason = errno;
    if (number <= 0) return Error{failure(host, port, reason)};
    const int fd = svr_sock_.exchange(INVALID_SOCKET);
    if (::listen(fd, kBacklog) == 0) return Port{fd, number};
    const std::string text = failure(host, port, errno);
    ::close(fd);
    return Error{text};
  }

 private:
  static std::string failure(const std::string& host, int port, int reason) {
    const std::string why = reason == 0 ? "no such address" : std::strerror(reason);
    return "cannot listen on " + host + " port " + std::to_string(port) + ": " + why;
  }
};

}  // namespace mockling::host
