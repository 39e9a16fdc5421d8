// Owns: what traffic meets at the proxy: the providers' hosts are here, all else is refused or passed.
// Never knows: sockets, how a program is made to use the proxy.
// Used by: mockserver.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/base/ip.hpp>
#include <mockling/base/json.hpp>
#include <mockling/core/address.hpp>
#include <mockling/host/connect_options.hpp>

namespace mockling::host {

struct CaptureOptions {
  std::vector<std::string> hosts;  // that are here
  int http_port = 0;
  int https_port = 0;
  bool passthrough = false;          // other destinations are reached instead of refused
  std::vector<std::string> secrets;  // keys that nobody else should be sent
};

// A destination that was turned away, and how.
struct Refusal {
  std::string host;
  int port = 0;
  int times = 0;
  std::string line;       // of the first request
  bool with_key = false;  // some head carried one of the secrets
};

// Thread-safe.
class Capture {
 public:
  explicit Capture(CaptureOptions options) : options_(std::move(options)) {}

  Onward decide(const ProxyRequest& request, std::string_view head) {
    const Destination& to = request.to;
    if (is_here(to.host)) {
      const bool plain = to.tunnel ? to.port == 80 : to.port != 443;
      return {Onward::Way::loopback, plain ? options_.http_port : options_.https_port, {}, {}};
    }
    if (is_loopback_host(to.host)) return {Onward::Way::loopback, to.port, {}, {}};
    if (options_.passthrough) return {Onward::Way::outside, to.port, {}, {}};
    note(request, head);
    const Json body{{"error", "mockling lets no request leave this machine, and " + to.host +
                                  " is no provider's host; --passthrough lets it through"},
                    {"host", to.host}};
    return {Onward::Way::refused, 0, "mockling refuses " + to.host, dump(body)};
  }

  // In the order in which they were first met.
  std::vector<Refusal> refusals() const {
    const std::lock_guard lock(mutex_);
    return refusals_;
  }

 private:
  static constexpr std::size_t kKept = 200;

  bool is_here(const std::string& host) const {
    return std::find(options_.hosts.begin(), options_.hosts.end(), host) != options_.hosts.end();
  }

  void note(const ProxyRequest& request, std::string_view head) {
    const std::lock_guard lock(mutex_);
    const auto same = [&](const Refusal& known) {
      return known.host == request.to.host && known.port == request.to.port;
    };
    auto known = std::find_if(refusals_.begin(), refusals_.end(), same);
    if (known == refusals_.end()) {
      if (refusals_.size() >= kKept) return;
      refusals_.push_back({request.to.host, request.to.port, 0, without_secrets(first_line(head)), false});
      known = refusals_.end() - 1;
    }
    ++known->times;
    for (const std::string& secret : options_.secrets)
      if (head.find(secret) != std::string_view::npos) known->with_key = true;
  }

  static std::string first_line(std::string_view head) {
    return std::string(utf8_prefix(head.substr(0, head.find("\r\n")), 200));
  }

  std::string without_secrets(std::string line) const {
    for (const std::string& secret : options_.secrets) line = replace_all(line, secret, "[key]");
    return line;
  }

  const CaptureOptions options_;
  mutable std::mutex mutex_;
  std::vector<Refusal> refusals_;
};

}  // namespace mockling::host
