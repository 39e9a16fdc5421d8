// Owns: path templates and the choice of the first that fits; no regular expressions.
// Never knows: what an operation does.
// Used by: spec/provider_spec, core/emulator.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/base/text.hpp>

namespace mockling {

// A template like "/v3/predictions/{id}/result". "{name}" takes one segment, one "{name...}" as many as are left, at
// least one; order is priority.
struct Route {
  std::string operation;
  std::string method;
  std::vector<std::string> segments;
  std::optional<std::size_t> rest;  // which segment is the "{name...}"
  bool open = false;                // needs no credential; the world is in the path
  std::string anonymous_if;         // the behaviour under which it needs no credential and has a world of nobody's
  std::string host;                 // the family of hosts that has it; empty: whatever the request is addressed to
  bool bare = false;                // with `host`: found without any host name, too
};

struct RouteMatch {
  const Route* route = nullptr;
  std::vector<std::pair<std::string, std::string>> params;  // percent-decoded

  std::string_view param(std::string_view name) const {
    for (const auto& [key, value] : params)
      if (key == name) return value;
    return {};
  }
};

namespace detail {

// The segments of a path; empty ones are dropped, so a doubled or trailing slash does not matter.
inline std::vector<std::string_view> path_segments(std::string_view path) {
  std::vector<std::string_view> segments;
  for (const std::string_view segment : split(path, '/'))
    if (!segment.empty()) segments.push_back(segment);
  return segments;
}

inline bool is_param(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}
inline bool is_rest(std::string_view segment) { return is_param(segment) && ends_with(segment, "...}"); }
inline std::string param_name(std::string_view segment) {
  return std::string(segment.substr(1, segment.size() - (is_rest(segment) ? 5 : 2)));
}

// How many path segments the template's rest takes when the whole fits; 1 where it has none.
inline std::optional<std::size_t> rest_width(const Route& route, std::size_t given) {
  const std::size_t wanted = route.segments.size();
  if (given == wanted) return 1;
  return route.rest && given > wanted ? std::optional(given - wanted + 1) : std::nullopt;
}

inline bool is_at(const Route& route, std::string_view host) {
  return route.host.empty() || route.host == host || (route.bare && host.empty());
}

inline bool fits(const Route& route, const std::vector<std::string_view>& path, std::size_t width) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < route.segments.size(); ++i) {
    if (!is_param(route.segments[i]) && route.segments[i] != path[at]) return false;
    at += i == route.rest ? width : 1;
  }
  return true;
}

inline std::vector<std::pair<std::string, std::string>> bind(const Route& route,
                                                             const std::vector<std::string_view>& path,
                                                             std::size_t width) {
  std::vector<std::pair<std::string, std::string>> params;
  std::size_t at = 0;
  for (std::size_t i = 0; i < route.segments.size(); ++i) {
    const std::size_t end = at + (i == route.rest ? width : 1);
    std::string value;
    for (std::size_t from = at; from < end; ++from) value += (from == at ? "" : "/") + percent_decode(path[from]);
    if (is_param(route.segments[i])) params.emplace_back(param_name(route.segments[i]), std::move(value));
    at = end;
  }
  return params;
}

}  // namespace detail

// The route of a template; of two segments that would take the rest, only the first does.
inline Route make_route(std::string operation, std::string method, std::string_view path, bool open) {
  Route route{std::move(operation), std::move(method), {}, {}, open, {}, {}, false};
  for (const std::string_view segment : detail::path_segments(path)) {
    if (!route.rest && detail::is_rest(segment)) route.rest = route.segments.size();
    route.segments.emplace_back(segment);
  }
  return route;
}

// The first route that fits, if any; and whether the path alone fits a route of another method (so 405, not 404); a
// route with a rest counts for that only among the paths of a host of its own.
struct RouteSearch {
  std::optional<RouteMatch> match;
  bool other_method = false;
};

// HEAD is looked up as GET. `host` is the family of hosts that the request is addressed to.
inline RouteSearch find_route(const std::vector<Route>& routes, std::string_view method, std::string_view path,
                              std::string_view host = {}) {
  const std::vector<std::string_view> segments = detail::path_segments(path);
  const std::string_view verb = method == "HEAD" ? "GET" : method;
  RouteSearch search;
  for (const Route& route : routes) {
    if (!detail::is_at(route, host)) continue;
    const auto width = detail::rest_width(route, segments.size());
    if (!width || !detail::fits(route, segments, *width)) continue;
    if (route.method == verb) {
      search.match = RouteMatch{&route, detail::bind(route, segments, *width)};
      return search;
    }
    // A template that takes any path says nothing about which paths there are, unless a host has no others.
    search.other_method = search.other_method || !route.rest || !route.host.empty();
  }
  return search;
}

// `pattern` with each {name} replaced by its value.
inline std::string fill(std::string_view pattern,
                        const std::vector<std::pair<std::string_view, std::string_view>>& values) {
  std::string text;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    text.append(pattern.substr(0, open));
    if (open == std::string_view::npos) break;
    const std::size_t close = pattern.find('}', open);
    const std::string_view name =
        close == std::string_view::npos ? std::string_view() : pattern.substr(open + 1, close - open - 1);
    bool found = false;
    for (const auto& [key, value] : values)
      if (!name.empty() && key == name) {
        text.append(value);
        found = true;
        break;
      }
    const std::size_t end = close == std::string_view::npos ? pattern.size() : close + 1;
    if (!found) text.append(pattern.substr(open, end - open));
    pattern.remove_prefix(end);
  }
  return text;
}

}  // namespace mockling
