// Owns: reading from a request which of a provider's hosts it is for, and writing links that lead back there.
// Never knows: credentials, routes.
// Used by: core/identity, core/emulator, providers, host/server.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/core/http.hpp>
#include <mockling/spec/catalog.hpp>

namespace mockling {

// Every host name of every provider.
inline std::vector<std::string> host_names(const Catalog& catalog) {
  std::vector<std::string> names;
  for (const Provider& provider : catalog.providers)
    for (const HostName& host : provider.spec.hosts) names.push_back(host.name);
  return names;
}

namespace detail {

// A URL in its parts; the path keeps its escapes.
struct UrlParts {
  std::string_view scheme, host, path, query;
};

inline std::optional<UrlParts> url_parts(std::string_view url) {
  UrlParts parts;
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  parts.scheme = url.substr(0, scheme);
  url = url.substr(scheme + 3);
  url = url.substr(0, url.find('#'));
  const std::size_t mark = std::min(url.find('?'), url.size());
  parts.query = url.substr(std::min(mark + 1, url.size()));
  url = url.substr(0, mark);
  const std::size_t slash = std::min(url.find('/'), url.size());
  parts.host = url.substr(0, slash);
  parts.path = slash < url.size() ? url.substr(slash) : std::string_view("/");
  return parts;
}

inline Query query_pairs(std::string_view text) {
  Query query;
  for (const std::string_view pair : split(text, '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    query.emplace_back(percent_decode(pair.substr(0, equals), true),
                       percent_decode(pair.substr(std::min(equals + 1, pair.size())), true));
  }
  return query;
}

// Writes down whose host this is (a port does not matter); false when it is nobody's.
inline bool claim(const Catalog& catalog, std::string_view host, Address::Door door, Address& address) {
  const std::string_view name = host.substr(0, host.find(':'));
  for (const Provider& provider : catalog.providers)
    for (const HostName& own : provider.spec.hosts)
      if (iequals(own.name, name)) {
        address = {door, provider.spec.name, own.family};
        return true;
      }
  return false;
}

// A client behind a proxy says in a header where it wants to go.
inline bool locate_by_proxy(const Catalog& catalog, Request& request) {
  for (const Provider& provider : catalog.providers) {
    if (provider.spec.proxy_header.empty()) continue;
    const std::string_view target = request.headers.get(provider.spec.proxy_header);
    const auto parts = url_parts(target);
    if (!parts || !claim(catalog, parts->host, Address::Door::proxy, request.address)) continue;
    request.path = std::string(parts->path);
    request.query = query_pairs(parts->query);
    return true;
  }
  return false;
}

inline bool locate_by_prefix(const Catalog& catalog, Request& request) {
  const std::size_t start = request.path.find_first_not_of('/');
  if (start == std::string::npos) return false;
  const std::size_t end = std::min(request.path.find('/', start), request.path.size());
  const std::string_view first = std::string_view(request.path).substr(start, end - start);
  if (!claim(catalog, first, Address::Door::prefix, request.address)) return false;
  request.path = end < request.path.size() ? request.path.substr(end) : "/";
  return true;
}

inline std::string canonical_host(const ProviderSpec& spec, std::string_view family) {
  for (const HostName& host : spec.hosts)
    if (host.family == family) return host.name;
  return {};
}

inline std::string_view port_suffix(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  return colon == std::string_view::npos ? std::string_view() : host.substr(colon);
}

}  // namespace detail

// Finds out whose host a request is for and leaves in it the path as that host sees it. Call once, before identify().
inline void locate(const Catalog& catalog, Request& request) {
  if (detail::claim(catalog, request.host, Address::Door::host, request.address)) return;
  if (!detail::locate_by_proxy(catalog, request)) detail::locate_by_prefix(catalog, request);
}

// Where the client that sent `request` finds this family of the provider's hosts: "https://queue.example", or a prefix
// of our own address. With `public_names`, the provider's own name, whichever door the client came by.
inline std::string base_of(const ProviderSpec& spec, const Request& request, std::string_view family,
                           bool public_names = false) {
  const std::string name = detail::canonical_host(spec, family);
  if (public_names) return "https://" + name;
  const std::string origin = request.scheme + "://" + request.host;
  const Address& address = request.address;
  if (address.door == Address::Door::host)
    return address.family == family ? origin
                                    : request.scheme + "://" + name + std::string(detail::port_suffix(request.host));
  return name.empty() ? origin : origin + "/" + name;
}

}  // namespace mockling
