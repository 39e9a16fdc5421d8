// Owns: the descriptor of one accepted connection, read and written without ever waiting.
// Never knows: HTTP, encryption.
// Used by: host/http_wire, host/tls_session.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace mockling::host {

// Results below zero of Socket's and Wire's calls; the others are byte counts, and 0 from receive() is the peer's end.
inline constexpr ssize_t kWireBlocked = -1;  // nothing now; an event will tell when to try again
inline constexpr ssize_t kWireBroken = -2;   // never again

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { close(); }

  ssize_t receive(char* bytes, std::size_t size) {
    for (;;)
      if (const ssize_t count = ::recv(fd_, bytes, size, 0); count >= 0 || errno != EINTR) return told(count);
  }

  // `more`: other bytes follow at once, so a small packet need not leave alone.
  ssize_t send(const char* bytes, std::size_t size, bool more) {
    for (;;)
      if (const ssize_t count = ::send(fd_, bytes, size, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
          count >= 0 || errno != EINTR)
        return told(count);
  }

  // 0: the file ends before `offset`.
  ssize_t send_file(int file, std::uint64_t offset, std::size_t size) {
    for (;;) {
      auto at = static_cast<off_t>(offset);
      if (const ssize_t count = ::sendfile(fd_, file, &at, size); count >= 0 || errno != EINTR) return told(count);
    }
  }

  // Every byte sent has reached the peer's machine.
  bool delivered() const {
    int queued = 0;
    return ::ioctl(fd_, SIOCOUTQ, &queued) != 0 || queued == 0;
  }

  // The peer sees the end of our bytes but can still send.
  void finish_sending() { ::shutdown(fd_, SHUT_WR); }

  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

  // From now on the peer sees a reset instead of an end.
  void reset_on_close() {
    const linger at_once{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

 private:
  static ssize_t told(ssize_t count) {
    if (count >= 0) return count;
    return errno == EAGAIN || errno == EWOULDBLOCK ? kWireBlocked : kWireBroken;
  }

  int fd_;
};

}  // namespace mockling::host
