// Owns: the server's door: requests come in as values, answers go out as bytes.
// Never knows: providers, worlds, what a request means.
// Used by: host/server, mockserver.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include <mockling/base/result.hpp>
#include <mockling/host/http_exchange.hpp>
#include <mockling/host/http_front.hpp>
#include <mockling/host/http_options.hpp>

namespace mockling::host {

class Listener {
 public:
  Listener(ListenerOptions options, Handler handler) : options_(std::move(options)), handler_(std::move(handler)) {}
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() { stop(); }

  // Opens the port and returns its number; from then on the handler is called. An Error says which address and why.
  // May be called again after stop().
  Result<int> start() {
    stop();
    const Result<PortOpener::Port> port = PortOpener().open(options_.host, options_.port);
    if (!port) return port.error();
    front_.emplace(std::make_shared<FrontContext>(options_, handler_), port->fd);
    return port->number;
  }

  // Milliseconds, whatever clients do; waits only for handlers that are running, so no handler may call it. Parked
  // exchanges become gone(), and what their responders answer later is dropped.
  void stop() noexcept { front_.reset(); }

 private:
  ListenerOptions options_;
  Handler handler_;
  std::optional<Front> front_;
};

}  // namespace mockling::host
