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
    constexpr int kBacklog = 1024;  // the library's own is 5: a burst of clients would wait a second for its SYN retry
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
