// Owns: what a connection remembers of the request it is answering.
// Never knows: sockets; who answers.
// Used by: host/http_connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

#include <mockling/host/http_exchange.hpp>
#include <mockling/host/http_options.hpp>
#include <mockling/host/http_response.hpp>

namespace mockling::host {

class Pending {
 public:
  // From now on an answer is owed. The request itself will be moved away.
  void begin(Request& request, const Framing& framing) {
    request.reused = outline_.reused;
    asked_ = what_was_asked(request, framing);
    outline_.method = request.method;
    outline_.scheme = request.scheme;
    outline_.host = request.host;
    outline_.path = request.path;
    outline_.peer = request.peer;
    outline_.reused = true;
    began_ = Clock::now();
    exchange_ = std::make_shared<Exchange>();
  }

  bool owed() const { return exchange_ != nullptr; }
  const std::shared_ptr<Exchange>& exchange() const { return exchange_; }
  const Request& outline() const { return outline_; }  // without headers, query and body
  Asked& asked() { return asked_; }

  // The answer was sent, or never will be.
  void end(bool gone) {
    if (exchange_) std::exchange(exchange_, nullptr)->end(gone);
  }

  void log(const ListenerOptions& options, int status, std::uint64_t bytes, bool complete) const {
    if (exchange_) exchange_->sent(bytes, complete);
    if (!options.on_exchange) return;
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_).count();
    options.on_exchange({outline_.method, outline_.path, status, bytes, micros, complete});
  }

 private:
  using Clock = std::chrono::steady_clock;

  Request outline_;
  Asked asked_;
  Clock::time_point began_;
  std::shared_ptr<Exchange> exchange_;
};

}  // namespace mockling::host
