// Owns: beginning connections that never make anybody wait: to this machine, or to a name looked up beforehand.
// Never knows: what the connections are for.
// Used by: host/connect_front.
#pragma once

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mockling::host {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

inline SocketAddress loopback_address(int port) {
  SocketAddress address;
  auto& four = reinterpret_cast<sockaddr_in&>(address.storage);
  four.sin_family = AF_INET;
  four.sin_port = htons(static_cast<std::uint16_t>(port));
  four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.size = sizeof four;
  return address;
}

// Asks the system's resolver, which may take its time. Empty: there is no such name.
inline std::vector<SocketAddress> look_up(const std::string& host, int port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  std::vector<SocketAddress> addresses;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found) != 0) return addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    SocketAddress address;
    std::memcpy(&address.storage, each->ai_addr, each->ai_addrlen);
    address.size = each->ai_addrlen;
    addresses.push_back(address);
  }
  ::freeaddrinfo(found);
  return addresses;
}

// A socket on its way to the address, writable once it is there; -1 when that fails at once.
inline int dial(const SocketAddress& address) {
  const int fd = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const int yes = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0 || errno == EINPROGRESS)
    return fd;
  ::close(fd);
  return -1;
}

// Whether a socket that dial() made has arrived.
inline bool has_arrived(int fd) {
  int failure = 0;
  socklen_t size = sizeof failure;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0;
}

}  // namespace mockling::host
