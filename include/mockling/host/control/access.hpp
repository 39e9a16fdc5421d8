// Owns: who may use the control plane at all: this machine's programs, others with a token, a page only when allowed.
// Never knows: verbs; worlds.
// Used by: host/control.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <mockling/base/crypto.hpp>
#include <mockling/base/ip.hpp>
#include <mockling/core/address.hpp>
#include <mockling/host/control/route.hpp>

namespace mockling::host {

// Reads options only, so thread-safe.
class ControlAccess {
 public:
  static constexpr std::string_view kTokenHeader = "Mockling-Token";

  explicit ControlAccess(const ServerOptions& options) : options_(options) {}

  // The answer to a request that may not come in, or that a browser sends ahead; nothing for all others.
  std::optional<Answer> check(const Request& request, const Catalog& catalog, bool open) const {
    const std::string_view origin = request.headers.get("Origin");
    if (!origin.empty() && origin != options_.control_origin)
      return wrong(
          "the control plane takes no requests of web pages" +
              (options_.control_origin.empty() ? " (see --control-origin)" : " but " + options_.control_origin),
          403);
    if (!origin.empty() && request.method == "OPTIONS") return preflight();
    if (!options_.control_token.empty() || !is_loopback_host(options_.host))
      return open ? std::nullopt : check_token(request);
    if (!is_own_name(request.host, catalog))
      return wrong("the control plane is not at " + std::string(utf8_prefix(request.host, 100)) +
                       ", but at an address of this machine",
                   403);
    return std::nullopt;
  }

  // Lets the page that asked read the answer.
  Answer for_page(const Request& request, Answer answer) const {
    if (request.headers.get("Origin").empty()) return answer;
    answer.headers.set("Access-Control-Allow-Origin", options_.control_origin);
    answer.headers.set("Vary", "Origin");
    return answer;
  }

 private:
  std::optional<Answer> check_token(const Request& request) const {
    if (options_.control_token.empty())
      return wrong(
          "the control plane can be reached from other machines here, so it needs a token (see --control-token)", 403);
    const std::string_view token = request.headers.get(kTokenHeader);
    // Hashes are compared, so that the time taken tells nothing of the token.
    if (!token.empty() && sha256(token) == sha256(options_.control_token)) return std::nullopt;
    return wrong("the control plane needs its token: " + std::string(kTokenHeader) + ": TOKEN", 401);
  }

  // A page whose name was made to lead here (DNS rebinding) still calls us by that name.
  bool is_own_name(std::string_view host, const Catalog& catalog) const {
    const bool six = starts_with(host, "[");
    const std::string_view name = six ? host.substr(1, std::min(host.size(), host.find(']')) - 1)
                                      : host.substr(0, std::min(host.size(), host.rfind(':')));
    if (name.empty() || iequals(name, options_.host) || iequals(name, "localhost") || parse_ipv4(name) ||
        parse_ipv6(name))
      return true;
    if (ends_with(name, ".localhost") || ends_with(name, ".test")) return true;  // reserved: nobody owns one
    Address ignored;
    return mockling::detail::claim(catalog, name, Address::Door::host, ignored);
  }

  Answer preflight() const {
    Answer answer;
    answer.status = 204;
    answer.headers = {{"Access-Control-Allow-Origin", options_.control_origin},
                      {"Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE"},
                      {"Access-Control-Allow-Headers", "Authorization, Content-Type, " + std::string(kTokenHeader)},
                      {"Vary", "Origin"}};
    answer.body = TextAnswer{};
    return answer;
  }

  const ServerOptions& options_;
};

}  // namespace mockling::host
