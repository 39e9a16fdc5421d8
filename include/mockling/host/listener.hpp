// Owns: the server's door: requests come in as values, answers go out as bytes.
// Never knows: providers, worlds, what a request means.
// Used by: host/server, mockserver.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

#include <mockling/base/result.hpp>
#include <mockling/host/http_exchange.hpp>
#include <mockling/host/http_options.hpp>

#ifdef MOCKLING_LIBRARY_LOOP
#include <mockling/host/http_library_loop.hpp>
#else
#include <mockling/host/http_front.hpp>
#endif

namespace mockling::host {

template <class Transport>
class BasicListener {
 public:
  // Whether WireFaults are acted out; the plain loop ignores them.
  static constexpr bool kActsFaults = Transport::kActsFaults;

  BasicListener(ListenerOptions options, Handler handler)
      : options_(std::move(options)), handler_(std::move(handler)) {}
  BasicListener(const BasicListener&) = delete;
  BasicListener& operator=(const BasicListener&) = delete;

  // Opens the port and returns its number; from then on the handler is called. An Error says which address and why.
  // May be called again after stop().
  Result<int> start() {
    transport_.emplace(options_, handler_);
    Result<int> port = transport_->start();
    if (!port) transport_.reset();
    return port;
  }

  // Thread-safe while started. For so long whoever connects is refused; the plain loop cannot.
  void refuse_for([[maybe_unused]] std::chrono::milliseconds time) {
    if constexpr (kActsFaults)
      if (transport_) transport_->refuse_for(time);
  }

  // Milliseconds, whatever clients do; waits only for handlers that are running, so no handler may call it. Parked
  // exchanges become gone(), and what their responders answer later is dropped.
  void stop() noexcept { transport_.reset(); }

 private:
  ListenerOptions options_;
  Handler handler_;
  std::optional<Transport> transport_;
};

// The one switch, should a release of the library ever break the front: the same everywhere in a program.
#ifdef MOCKLING_LIBRARY_LOOP
using Listener = BasicListener<LibraryLoop>;
#else
using Listener = BasicListener<Front>;
#endif

}  // namespace mockling::host
