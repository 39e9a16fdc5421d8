// Owns: the control plane below /_mockling/: from a path and a method to a verb, and to the world it is about.
// Never knows: what a verb does; providers' shapes.
// Used by: host/server.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/core/identity.hpp>
#include <mockling/host/control/access.hpp>
#include <mockling/host/control/table.hpp>

namespace mockling::host {

// The world of a call is that of the key in its Authorization header, whatever the scheme.
class Control {
 public:
  using RefuseConnections = std::function<void(std::chrono::milliseconds)>;

  Control(const ServerOptions& options, Keeper& keeper, const std::unique_ptr<Webhooks>& webhooks,
          RefuseConnections refuse_connections)
      : options_(options),
        keeper_(keeper),
        webhooks_(webhooks),
        access_(options),
        routes_(control_routes()),
        refuse_connections_(std::move(refuse_connections)) {}

  static bool claims(const Request& request) { return starts_with(request.path, kRoot); }

  // Thread-safe.
  Answer answer(const Request& request, const std::string& clips_note) {
    const std::string_view path = std::string_view(request.path).substr(kRoot.size());
    if (auto kept_out = access_.check(request, keeper_.catalog(), path == kOpen)) return std::move(*kept_out);
    return access_.for_page(request, trusted_answer(request, clips_note));
  }

  // The same for a call of this very process. Thread-safe.
  Answer trusted_answer(const Request& request, const std::string& clips_note) {
    const std::string_view path = std::string_view(request.path).substr(kRoot.size());
    const std::string methods = methods_of(path);
    if (methods.empty())
      return wrong("the control plane has " + join(paths(), ", ") + " below " + std::string(kRoot), 404);
    const ControlRoute* route = find(request.method == "HEAD" ? "GET" : request.method, path);
    if (route == nullptr) {
      Answer refused = wrong(std::string(path) + " takes " + methods, 405);
      refused.headers.add("Allow", methods);
      return refused;
    }
    ControlCall call{request, options_, keeper_, *webhooks_, clips_note};
    if (route->key == ControlKey::needed) {
      const std::string_view key = key_of(request);
      if (key.empty()) return wrong("name the world by its key: Authorization: Bearer KEY", 401);
      call.world_id = world_of(key);
      call.world_name = name_in(key);
    }
    call.refuse_connections = refuse_connections_;
    return route->answer(call);
  }

 private:
  static constexpr std::string_view kRoot = "/_mockling/";
  static constexpr std::string_view kOpen = "health";  // tells nothing, and is asked by what watches processes

  static std::string_view key_of(const Request& request) {
    const std::string_view header = trim(request.headers.get("Authorization"));
    return trim(header.substr(std::min(header.size(), header.find(' '))));
  }

  const ControlRoute* find(std::string_view method, std::string_view path) const {
    for (const ControlRoute& route : routes_)
      if (route.path == path && route.method == method) return &route;
    return nullptr;
  }

  // "GET, PATCH"; empty where there is no such path.
  std::string methods_of(std::string_view path) const {
    std::vector<std::string> methods;
    for (const ControlRoute& route : routes_)
      if (route.path == path) methods.emplace_back(route.method);
    return join(methods, ", ");
  }

  std::vector<std::string> paths() const {
    std::vector<std::string> paths;
    for (const ControlRoute& route : routes_)
      if (std::find(paths.begin(), paths.end(), route.path) == paths.end()) paths.emplace_back(route.path);
    return paths;
  }

  const ServerOptions& options_;
  Keeper& keeper_;
  const std::unique_ptr<Webhooks>& webhooks_;  // there while the server runs
  const ControlAccess access_;
  const std::vector<ControlRoute> routes_;
  const RefuseConnections refuse_connections_;
};

}  // namespace mockling::host
