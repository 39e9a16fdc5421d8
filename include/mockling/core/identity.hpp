// Owns: finding out, from a request alone, which provider it is for, what it asks, and which world it belongs to.
// Never knows: what the world holds.
// Used by: core/emulator.
#pragma once

#include <optional>
#include <string>

#include <mockling/base/crypto.hpp>
#include <mockling/core/call.hpp>

namespace mockling {

// The world of a credential. One-way, so that no key is ever kept; every provider's same key opens the same world.
inline std::string world_of(std::string_view credential) { return hex(sha256(credential)).substr(0, 20); }

struct Identity {
  const Provider* provider = nullptr;  // nullptr: no provider has such a path
  RouteMatch route;
  std::string world;  // empty when refused
  std::optional<ApiError> refusal;
};

namespace detail {

inline bool claims_host(const ProviderSpec& spec, std::string_view host) {
  const std::string_view name = host.substr(0, host.find(':'));
  for (const std::string& own : spec.hosts)
    if (iequals(own, name)) return true;
  return false;
}

// Whether some route of the provider starts with the same segment, so that its 404 is the one to give.
inline bool near_path(const ProviderSpec& spec, std::string_view path) {
  const auto segments = path_segments(path);
  for (const Route& route : spec.routes)
    if (!segments.empty() && !is_param(route.segments.front()) && route.segments.front() == segments.front())
      return true;
  return false;
}

inline bool has_shape(std::string_view shape, std::string_view credential) {
  if (shape != "hex64" || credential.size() != 64) return false;
  for (const char c : credential)
    if (hex_digit(c) < 0) return false;
  return true;
}

inline void find_world(const ProviderSpec& spec, const Request& request, bool allow_live_keys, Identity& identity) {
  if (identity.route.route->open) {
    identity.world = std::string(identity.route.param("world"));
    return;
  }
  const std::string_view header = trim(request.headers.get(spec.auth.header));
  const std::size_t space = header.find(' ');
  const std::string_view credential = space == std::string_view::npos ? std::string_view() : trim(header.substr(space));
  if (header.empty() && spec.behaves(identity.route.route->anonymous_if))
    identity.world = world_of({});
  else if (header.empty())
    identity.refusal = ApiError{ErrorKind::unauthorized, {}};
  else if (credential.empty() || !iequals(header.substr(0, space), spec.auth.scheme))
    identity.refusal = ApiError{ErrorKind::bad_key, {}};
  else if (!allow_live_keys && has_shape(spec.auth.live_key, credential))
    identity.refusal = ApiError{ErrorKind::live_key, {}};
  else
    identity.world = world_of(credential);
}

}  // namespace detail

// Pure. The provider is chosen by host, else by the path.
inline Identity identify(const Catalog& catalog, const Request& request, bool allow_live_keys) {
  Identity identity;
  bool other_method = false;
  for (const Provider& provider : catalog.providers) {
    const bool by_host = detail::claims_host(provider.spec, request.host);
    RouteSearch search = find_route(provider.spec.routes, request.method, request.path);
    const bool better = by_host || search.match || (search.other_method && !other_method) ||
                        (identity.provider == nullptr && detail::near_path(provider.spec, request.path));
    if (!better) continue;
    identity.provider = &provider;
    other_method = search.other_method;
    if (search.match) identity.route = std::move(*search.match);
    if (by_host || search.match) break;
  }
  if (identity.provider == nullptr) return identity;
  if (identity.route.route == nullptr)
    identity.refusal = ApiError{other_method ? ErrorKind::method_not_allowed : ErrorKind::unknown_route, {}};
  else
    detail::find_world(identity.provider->spec, request, allow_live_keys, identity);
  return identity;
}

}  // namespace mockling
