// Owns: the control plane below /_mockling/: a look at a world, and changes to it.
// Never knows: providers' shapes.
// Used by: host/server.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include <mockling/core/admin.hpp>
#include <mockling/core/identity.hpp>
#include <mockling/host/keeper.hpp>
#include <mockling/host/replies.hpp>

namespace mockling::host {

// GET /_mockling/health · GET and PATCH /_mockling/world (that of the key in Authorization, whatever the scheme).
class Control {
 public:
  Control(const ServerOptions& options, Keeper& keeper) : options_(options), keeper_(keeper) {}

  static bool claims(const Request& request) { return starts_with(request.path, "/_mockling/"); }

  // Thread-safe.
  Answer answer(const Request& request, const std::string& clips_note) {
    if (request.path == "/_mockling/health")
      return json_answer(200, {{"status", "ok"}, {"clips", clips_note.empty() ? "ok" : clips_note}});
    if (request.path != "/_mockling/world")
      return json_answer(404, {{"error", "the control plane has /_mockling/health and /_mockling/world"}});
    const std::string_view header = trim(request.headers.get("Authorization"));
    const std::string_view key = trim(header.substr(std::min(header.size(), header.find(' '))));
    if (key.empty()) return json_answer(401, {{"error", "name the world by its key: Authorization: Bearer KEY"}});
    World& world = keeper_.get(world_of(key));
    if (request.method == "PATCH") return change(world, request.body.bytes);
    if (request.method != "GET" && request.method != "HEAD")
      return json_answer(405, {{"error", "a world takes GET and PATCH"}});
    const std::lock_guard lock(world.mutex);
    return json_answer(200, world_view(*world.state, world.now(machine_time())));
  }

 private:
  // {"scenario", "clock", "advance", "switches": {PROVIDER: {SWITCH: READING}}}; all or nothing.
  Answer change(World& world, const std::string& text) {
    auto body = parse_json(text);
    if (!body || !body->is_object()) return wrong("the body must be a JSON object");
    Json json = std::move(body).value();
    std::optional<Universe> universe;
    if (json.contains("switches")) {
      auto asked = parse_universe(json["switches"]);
      if (!asked) return wrong(asked.error().message);
      universe = std::move(asked).value();
      json.erase("switches");
    }
    const std::lock_guard lock(world.mutex);
    auto catalog = universe ? keeper_.find_catalog(*universe) : Result<const Catalog*>(world.catalog.load());
    if (!catalog) return wrong(catalog.error().message);
    auto patch = parse_patch(json, **catalog, options_.scenarios);
    if (!patch) return wrong(patch.error().message);
    const Instant real = machine_time();
    apply_patch(*world.state, **catalog, std::move(patch).value(), world.now(real), real);
    if (universe) world.state->set_universe(std::move(*universe));
    world.catalog = *catalog;
    if (!keeper_.keep_changes(*world.state)) return json_answer(500, {{"error", "the state folder cannot be written"}});
    return json_answer(200, world_view(*world.state, world.now(real)));
  }

  static Answer wrong(const std::string& why) { return json_answer(400, {{"error", why}}); }

  const ServerOptions& options_;
  Keeper& keeper_;
};

}  // namespace mockling::host
