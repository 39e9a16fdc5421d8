// Owns: names to addresses, and sockets that begin to connect to one without making anybody wait.
// Never knows: what the connections are for.
// Used by: host/connect_front, host/webhook_client, mockserver.
#pragma once

#include <algorithm>
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

#include <mockling/base/ip.hpp>
#include <mockling/base/result.hpp>

namespace mockling::host {

inline IpAddress loopback_address() { return ipv4_address(INADDR_LOOPBACK); }

// Every address of a name, the one to be tried first in front; none when it has none. May take as long as the resolver
// does.
inline std::vector<IpAddress> resolve(const std::string& host) {
  std::vector<IpAddress> addresses;
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) return addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    IpAddress address{};
    if (one->ai_family == AF_INET)
      address = ipv4_address(ntohl(reinterpret_cast<const sockaddr_in*>(one->ai_addr)->sin_addr.s_addr));
    else if (one->ai_family == AF_INET6)
      std::memcpy(address.data(), &reinterpret_cast<const sockaddr_in6*>(one->ai_addr)->sin6_addr, address.size());
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) addresses.push_back(address);
  }
  ::freeaddrinfo(found);
  return addresses;
}

// A socket that never blocks, on its way to this address and writable once it is there; or why there can be none.
inline Result<int> dial(const IpAddress& address, int port) {
  const bool mapped = std::equal(address.begin(), address.begin() + 12, ipv4_address(0).begin());
  sockaddr_in6 v6{};
  sockaddr_in v4{};
  v6.sin6_family = AF_INET6;
  v4.sin_family = AF_INET;
  v6.sin6_port = v4.sin_port = htons(static_cast<std::uint16_t>(port));
  std::memcpy(&v6.sin6_addr, address.data(), address.size());
  std::memcpy(&v4.sin_addr, address.data() + 12, 4);
  const int fd = ::socket(mapped ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  const auto* to = mapped ? reinterpret_cast<const sockaddr*>(&v4) : reinterpret_cast<const sockaddr*>(&v6);
  const bool begun = fd >= 0 && (::connect(fd, to, mapped ? sizeof v4 : sizeof v6) == 0 || errno == EINPROGRESS);
  if (begun) return fd;
  const bool refused = errno == ECONNREFUSED;
  if (fd >= 0) ::close(fd);
  return Error{refused ? "connection refused" : "no connection"};
}

// Whether a socket that dial() made has arrived.
inline bool has_arrived(int fd) {
  int failure = 0;
  socklen_t size = sizeof failure;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0;
}

}  // namespace mockling::host
