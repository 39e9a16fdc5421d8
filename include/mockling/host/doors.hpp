// Owns: what the server's doors are told: where they are, how much they take, in whose words they refuse.
// Never knows: what goes on behind them.
// Used by: host/server.
#pragma once

#include <mockling/host/http_options.hpp>
#include <mockling/host/replies.hpp>
#include <mockling/host/server_options.hpp>

namespace mockling::host {

// `catalog` outlives the door.
inline ListenerOptions door_options(const ServerOptions& options, const Catalog& catalog, int port) {
  ListenerOptions listen;
  listen.host = options.host;
  listen.port = port;
  listen.max_body = std::uint64_t{320} << 20;
  listen.refuse = [&catalog](int status, const Request& partial) { return refusal(catalog, status, partial); };
  listen.on_exchange = options.on_exchange;
  return listen;
}

}  // namespace mockling::host
