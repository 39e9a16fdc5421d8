// Owns: finding out, from a request alone, which provider it is for, what it asks, and which world it belongs to.
// Never knows: what the world holds.
// Used by: core/emulator.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include <mockling/base/crypto.hpp>
#include <mockling/core/address.hpp>
#include <mockling/core/call.hpp>

namespace mockling {

// The world of a credential. One-way, so that no key is ever kept; every provider's same key opens the same world.
inline std::string world_of(std::string_view credential) { return hex(sha256(credential)).substr(0, 20); }

// What a key of the form mk_NAME, mk_NAME_… or mk_NAME:… calls its world for people, at most 40 bytes; empty for any
// other key. What follows the name is kept nowhere.
inline std::string name_in(std::string_view credential) {
  if (!starts_with(credential, "mk_")) return {};
  const std::string_view name = credential.substr(3, credential.find_first_of("_:", 3) - 3);
  return name == safe_file_name(name) && name.size() <= 40 ? std::string(name) : std::string();
}

// A token that opens the same world as the key it was given for: mockling's own form, `nonce` being its secret half.
inline constexpr std::string_view kTokenPrefix = "mockling-token-";
inline std::string token_of(const std::string& world, const std::string& nonce) {
  return std::string(kTokenPrefix) + world + "-" + nonce;
}

struct Identity {
  const Provider* provider = nullptr;  // nullptr: no provider has such a path
  RouteMatch route;
  std::string world;  // empty when refused
  std::string name;   // of the world, if its key has one
  std::optional<ApiError> refusal;
};

namespace detail {

// How close a path comes to some route of the provider, so that the closest gives the 404: twice the segments that both
// start with, and one more where the route needs no host. Routes of hosts with a name do not count unless they are
// found without it: who means them says so. 0: not at all.
inline std::size_t nearness(const ProviderSpec& spec, std::string_view path) {
  const auto segments = path_segments(path);
  std::size_t nearest = 0;
  for (const Route& route : spec.routes) {
    if (!is_at(route, {})) continue;
    std::size_t common = 0;
    while (common < std::min(segments.size(), route.segments.size()) && !is_param(route.segments[common]) &&
           route.segments[common] == segments[common])
      ++common;
    if (common > 0) nearest = std::max(nearest, 2 * common + (route.host.empty() ? 1 : 0));
  }
  return nearest;
}

// The provider to whose routes a path that fits none comes closest, or nullptr.
inline const Provider* nearest_provider(const Catalog& catalog, std::string_view path) {
  const Provider* nearest = nullptr;
  std::size_t best = 0;
  for (const Provider& provider : catalog.providers)
    if (const std::size_t near = nearness(provider.spec, path); near > best) {
      best = near;
      nearest = &provider;
    }
  return nearest;
}

inline bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::all_of(text.begin(), text.end(), [](char c) { return hex_digit(c) >= 0; });
}

inline bool has_shape(std::string_view shape, std::string_view credential) {
  if (shape == "hex64") return is_hex(credential, 64);
  if (shape != "uuid:hex32") return false;
  const std::size_t colon = credential.find(':');
  return colon == 36 && is_hex(replace_all(credential.substr(0, colon), "-", ""), 32) &&
         is_hex(credential.substr(colon + 1), 32);
}

// The key in "SCHEME KEY", or nothing when it is written as this provider does not take it.
inline std::optional<std::string_view> key_in(const Auth& auth, std::string_view header) {
  const std::size_t space = std::min(header.find(' '), header.size());
  const std::string_view key = trim(header.substr(space));
  for (const AuthScheme& scheme : auth.schemes)
    if (iequals(header.substr(0, space), scheme.word) && !key.empty() &&
        (!scheme.pair || key.find(':') != std::string_view::npos))
      return key;
  return std::nullopt;
}

// The key of a request: from its header, or from its query where the provider takes it there.
inline Result<std::string_view, ErrorKind> credential_of(const Auth& auth, const Request& request) {
  if (const std::string_view header = trim(request.headers.get(auth.header)); !header.empty()) {
    const auto key = key_in(auth, header);
    return key ? Result<std::string_view, ErrorKind>(*key) : ErrorKind::bad_key;
  }
  for (const auto& [name, value] : request.query)
    if (!auth.query.empty() && name == auth.query && !value.empty()) return std::string_view(value);
  return ErrorKind::unauthorized;
}

// The world that a token of token_of() opens, or nothing for any other credential.
inline std::optional<std::string> world_in_token(std::string_view credential) {
  if (!starts_with(credential, kTokenPrefix)) return std::nullopt;
  const std::string_view world = credential.substr(kTokenPrefix.size(), 20);
  return is_hex(world, 20) ? std::optional(std::string(world)) : std::nullopt;
}

inline void find_world(const ProviderSpec& spec, const Request& request, bool allow_live_keys, Identity& identity) {
  if (identity.route.route->open) {
    identity.world = std::string(identity.route.param("world"));
    return;
  }
  const auto credential = credential_of(spec.auth, request);
  if (!credential && credential.error() == ErrorKind::unauthorized && spec.behaves(identity.route.route->anonymous_if))
    identity.world = world_of({});
  else if (!credential)
    identity.refusal = ApiError{credential.error(), {}};
  else if (const auto granted = world_in_token(*credential))
    identity.world = *granted;
  else if (!allow_live_keys && has_shape(spec.auth.live_key, *credential))
    identity.refusal = ApiError{ErrorKind::live_key, {}};
  else
    identity.world = world_of(*credential), identity.name = name_in(*credential);
}

}  // namespace detail

// The answer to a request that opens no world. The identity must have a provider and a refusal.
inline Response refuse(const Identity& identity, const Request& request) {
  const Route* route = identity.route.route;
  return refuse(identity.provider->spec, *identity.refusal, request.address.family,
                route != nullptr ? route->operation : std::string_view());
}

// Pure. The provider is the one that a located request is addressed to, else chosen by the path.
inline Identity identify(const Catalog& catalog, const Request& request, bool allow_live_keys) {
  Identity identity;
  bool other_method = false;
  for (const Provider& provider : catalog.providers) {
    const Address& address = request.address;
    const bool by_host = address.provider == provider.spec.name;
    if (!address.provider.empty() && !by_host) continue;
    RouteSearch search = find_route(provider.spec.routes, request.method, request.path, address.family);
    if (!by_host && !search.match && (other_method || !search.other_method)) continue;
    identity.provider = &provider;
    other_method = search.other_method;
    if (search.match) identity.route = std::move(*search.match);
    if (by_host || search.match) break;
  }
  if (identity.provider == nullptr) identity.provider = detail::nearest_provider(catalog, request.path);
  if (identity.provider == nullptr) return identity;
  if (identity.route.route == nullptr)
    identity.refusal = ApiError{other_method ? ErrorKind::method_not_allowed : ErrorKind::unknown_route, {}};
  else
    detail::find_world(identity.provider->spec, request, allow_live_keys, identity);
  return identity;
}

}  // namespace mockling
