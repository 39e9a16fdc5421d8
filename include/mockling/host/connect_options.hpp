// Owns: what a forward proxy can be told: where it listens, where destinations lead, what is said of those it refuses.
// Never knows: sockets, providers.
// Used by: host/connect_front and its parts.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include <mockling/host/connect_request.hpp>

namespace mockling::host {

// Where the bytes for a destination go.
struct Onward {
  enum class Way {
    loopback,  // to `port` of this machine
    outside,   // to the destination itself
    refused    // nowhere: `reason` is one line for the status line, `body` the JSON that explains
  };
  Way way = Way::refused;
  int port = 0;
  std::string reason;
  std::string body;
};

struct ConnectOptions {
  std::string host = "127.0.0.1";
  int port = 0;  // 0: any free one
  std::size_t max_tunnels = 1000;
  std::size_t max_head = 64 << 10;  // bytes
  std::chrono::milliseconds head_timeout{10000};
  std::chrono::milliseconds connect_timeout{15000};

  // Asked once for each request, on the proxy's own thread. `head` is what the client sent of it.
  std::function<Onward(const ProxyRequest& request, std::string_view head)> decide;
};

}  // namespace mockling::host
