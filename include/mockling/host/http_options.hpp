// Owns: what a listener can be told: address, limits, patience, and who words its refusals.
// Never knows: sockets, threads, providers.
// Used by: host/listener and the http_ headers behind it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <mockling/core/http.hpp>
#include <mockling/host/answer.hpp>

namespace mockling::host {

class TlsContext;

// One finished exchange, for a log. The texts live only during the call.
struct Exchanged {
  std::string_view method;
  std::string_view path;
  int status = 0;
  std::uint64_t bytes = 0;  // put on the wire, head included
  std::int64_t micros = 0;  // from the last byte of the request to the last byte of the answer
  bool complete = true;     // false: the client left, or a fault cut the answer short
};

struct ListenerOptions {
  std::string host = "127.0.0.1";         // an IPv4 or IPv6 address, or a name that resolves to one
  int port = 0;                           // 0: any free port
  std::shared_ptr<const TlsContext> tls;  // set: clients must speak TLS
  unsigned workers = 4;                   // threads in all; none is held by an idle, slow or waiting client

  std::size_t max_head = 64 << 10;                    // request line and headers, bytes; more is refused with 431
  std::uint64_t max_body = std::uint64_t{210} << 20;  // bytes; more is refused with 413
  std::uint64_t spool_over = std::uint64_t{1} << 20;  // a larger body or part lives in a file, not in memory
  std::string spool_dir = "/tmp";                     // where those files are made
  std::size_t max_connections = 10000;                // more are told 503

  std::chrono::milliseconds idle_timeout{75000};   // between two requests of a connection: silent close
  std::chrono::milliseconds head_timeout{10000};   // from the first byte of a head to its last: 408
  std::chrono::milliseconds body_timeout{30000};   // without one more byte of a body: 408
  std::chrono::milliseconds write_timeout{30000};  // without the client taking one more byte: reset

  // Words a refusal that never reached the handler. `partial` holds what was understood of the request.
  // Called from any worker, so it must be thread-safe. Empty: a plain line with the status.
  std::function<Answer(int status, const Request& partial)> refuse;

  // Called by a worker after every exchange. Must be thread-safe and quick.
  std::function<void(const Exchanged&)> on_exchange;
};

}  // namespace mockling::host
