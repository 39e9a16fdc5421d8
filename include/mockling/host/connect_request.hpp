// Owns: reading what a client asks of a forward proxy: a tunnel to somewhere, or one plain request to pass on.
// Never knows: sockets, which destinations are welcome.
// Used by: host/connect_tunnel.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mockling/base/text.hpp>
#include <mockling/host/http_head.hpp>

namespace mockling::host {

// Where a client of the proxy wants to go.
struct Destination {
  std::string host;  // lower case, an IPv6 address without its brackets
  int port = 0;
  bool tunnel = false;  // by CONNECT: what follows is the client's own affair
};

struct ProxyRequest {
  Destination to;
  std::string method;
  std::string head;  // as the destination is to see it; empty for a tunnel
};

namespace proxy_head {

inline std::optional<Destination> destination_of(std::string_view authority, int default_port) {
  constexpr std::size_t kLongestName = 255;
  Destination to;
  std::string_view host = authority;
  std::string_view port;
  if (!authority.empty() && authority.front() == '[') {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
  } else if (const std::size_t colon = authority.rfind(':'); colon != std::string_view::npos) {
    host = authority.substr(0, colon);
    port = authority.substr(colon);
  }
  if (host.empty() || host.size() > kLongestName || host.find_first_of(" @/\\<>\"'") != std::string_view::npos)
    return std::nullopt;
  to.port = default_port;
  if (!port.empty()) {
    const auto number = parse_int(port.substr(1));
    if (port.front() != ':' || !number || *number < 1 || *number > 65535) return std::nullopt;
    to.port = static_cast<int>(*number);
  }
  if (to.port == 0) return std::nullopt;
  for (const char c : host) to.host += ascii_lower(c);
  return to;
}

// Fields that are between the client and its proxy, and those that are said anew.
inline bool is_for_the_proxy(std::string_view line) {
  const std::string_view name = trim(line.substr(0, line.find(':')));
  for (const char* own : {"Proxy-Connection", "Proxy-Authorization", "Connection", "Keep-Alive", "Host"})
    if (iequals(name, own)) return true;
  return false;
}

// One request for one connection: the next may have another destination.
inline std::string forwarded_head(std::string_view method, std::string_view path, std::string_view authority,
                                  std::string_view version, std::string_view fields) {
  std::string head = std::string(method) + " " + std::string(path) + " " + std::string(version) + "\r\n";
  head += "Host: " + std::string(authority) + "\r\n";
  while (!fields.empty() && !starts_with(fields, "\r\n")) {
    const std::string_view line = take_line(fields);
    if (!is_for_the_proxy(line)) head += std::string(line) + "\r\n";
  }
  return head + "Connection: close\r\n\r\n";
}

}  // namespace proxy_head

// Reads a complete head, its empty line included; nothing when it is none that a proxy takes.
inline std::optional<ProxyRequest> parse_proxy_request(std::string_view head) {
  if (head.find("\r\n") == std::string_view::npos || head.find("\r\n\r\n") == std::string_view::npos)
    return std::nullopt;
  const std::string_view line = take_line(head);
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || has_control(line)) return std::nullopt;
  const std::string_view method = line.substr(0, first);
  std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method) || target.find(' ') != std::string_view::npos || !starts_with(version, "HTTP/1."))
    return std::nullopt;
  const bool tunnel = method == "CONNECT";
  const bool secret = starts_with(target, "https:");
  const std::string_view authority = tunnel ? target : take_authority(target);
  // Without a port a tunnel leads nowhere; the path of a plain request may be left out.
  const auto to = proxy_head::destination_of(authority, tunnel ? 0 : (secret ? 443 : 80));
  if (!to) return std::nullopt;
  ProxyRequest request{*to, std::string(method), {}};
  request.to.tunnel = tunnel;
  if (tunnel) return request;
  const std::string path = target.empty() || target.front() != '/' ? "/" + std::string(target) : std::string(target);
  request.head = proxy_head::forwarded_head(method, path.substr(0, path.find('#')), authority, version, head);
  return request;
}

}  // namespace mockling::host
