// Owns: reading the address of a call, and whether it may be made: by the provider's policy and by the server's reach.
// Never knows: how names are resolved, sockets.
// Used by: host/webhook_client, host/webhooks.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/ip.hpp>
#include <mockling/base/result.hpp>
#include <mockling/spec/callback.hpp>
#include <mockling/spec/webhook_policy.hpp>

namespace mockling {

// How far a server's calls go: nowhere, to this machine, or wherever the provider calls.
enum class Reach { off, loopback, any };
inline constexpr std::array<std::string_view, 3> kReaches{"off", "loopback", "any"};

struct WebhookTarget {
  std::string scheme;  // http | https
  std::string host;    // a name, or an address without brackets
  int port = 0;
  std::string authority;             // as a Host header has it
  std::string path;                  // with its query
  std::optional<IpAddress> address;  // of a host that is one, in whatever notation
};

// The target of a URL, or what is wrong with it.
inline Result<WebhookTarget> webhook_target(std::string_view url) {
  const auto read = detail::callback_target(url);
  if (!read || (read->scheme != "http" && read->scheme != "https")) return Error{"not an HTTP address"};
  WebhookTarget target{read->scheme, read->host, read->scheme == "https" ? 443 : 80, {}, {}, detail::address_in(*read)};
  if (read->literal && !target.address) return Error{"not an HTTP address"};
  std::string_view rest = url.substr(url.find("://") + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, end);
  authority.remove_prefix(authority.find('@') == std::string_view::npos ? 0 : authority.find('@') + 1);
  const std::size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos)
    target.port = static_cast<int>(parse_int(authority.substr(colon + 1)).value_or(target.port));
  target.authority = std::string(authority);
  target.path = std::string(rest.substr(end));
  if (target.path.empty() || target.path.front() != '/') target.path.insert(0, "/");
  return target;
}

// Whether a call may go to a target with these addresses; else why not. Every address counts: a name that leads to a
// public and to an internal one leads to an internal one.
inline Result<void> may_call(const WebhookPolicy& policy, Reach reach, const WebhookTarget& target,
                             const std::vector<IpAddress>& addresses) {
  if (reach == Reach::off) return Error{"not sent: this server sends no webhooks"};
  if (addresses.empty()) return Error{"not sent: the host has no address"};
  const bool here = std::all_of(addresses.begin(), addresses.end(), is_loopback);
  if (here && policy.loopback) return {};
  if (std::any_of(addresses.begin(), addresses.end(), is_internal))
    return Error{"not sent: the provider calls no internal address"};
  if (policy.https_only && target.scheme != "https") return Error{"not sent: the provider calls by HTTPS only"};
  if (reach == Reach::loopback)
    return Error{"not sent: this server calls nobody outside this machine (serve --webhooks any does)"};
  return {};
}

}  // namespace mockling
