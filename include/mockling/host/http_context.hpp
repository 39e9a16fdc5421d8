// Owns: what all connections of one listener share, and what each worker brings along.
// Never knows: how events arrive.
// Used by: host/http_connection, host/http_front.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <mockling/host/http_engine.hpp>
#include <mockling/host/http_exchange.hpp>
#include <mockling/host/http_options.hpp>
#include <mockling/host/http_ready.hpp>
#include <mockling/host/http_table.hpp>
#include <mockling/host/http_timers.hpp>

namespace mockling::host {

class Connection;

struct FrontContext {
  FrontContext(ListenerOptions o, Handler h) : options(std::move(o)), handler(std::move(h)) {}

  ListenerOptions options;
  Handler handler;
  Timers timers;
  ReadyQueue ready;
  Table<Connection> connections;
};

// Has a worker look at a connection. May be called at any time, also when the front is long gone.
inline std::function<void()> waker(const std::weak_ptr<FrontContext>& context, std::uint64_t id) {
  return [context, id] {
    if (const auto front = context.lock()) front->ready.push(id);
  };
}

struct Worker {
  explicit Worker(const ListenerOptions& options) : engine(options), scratch(std::size_t{64} << 10) {}

  RequestEngine engine;
  std::vector<char> scratch;  // every read goes through here, so a connection that waits owns no buffer
};

}  // namespace mockling::host
