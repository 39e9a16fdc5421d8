// Owns: the proxy beside a server: what it captures, and its port.
// Never knows: who uses it.
// Used by: serve, run.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <mockling/host/capture.hpp>
#include <mockling/host/connect_front.hpp>

namespace mockling::cli {

// Start, use, stop; from one thread.
class Proxy {
 public:
  Proxy(host::CaptureOptions options, const std::string& host, int port)
      : capture_(std::move(options)), front_(connect_options(host, port)) {}

  Result<int> start() { return front_.start(); }
  void stop() noexcept { front_.stop(); }

  std::vector<host::Refusal> refusals() const { return capture_.refusals(); }

 private:
  host::ConnectOptions connect_options(const std::string& host, int port) {
    host::ConnectOptions options;
    options.host = host;
    options.port = port;
    options.decide = [this](const host::ProxyRequest& request, std::string_view head) {
      return capture_.decide(request, head);
    };
    return options;
  }

  host::Capture capture_;
  host::ConnectFront front_;
};

}  // namespace mockling::cli
