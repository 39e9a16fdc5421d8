// Owns: the control plane below /_mockling/: a look at a world, and changes to it.
// Never knows: providers' shapes.
// Used by: host/server.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include <mockling/core/admin.hpp>
#include <mockling/core/identity.hpp>
#include <mockling/core/journal_query.hpp>
#include <mockling/core/statement.hpp>
#include <mockling/host/keeper.hpp>
#include <mockling/host/replies.hpp>

namespace mockling::host {

// GET /_mockling/health · GET and PATCH /_mockling/world, GET /_mockling/ledger and /_mockling/journal (of the world of
// the key in Authorization, whatever the scheme).
class Control {
 public:
  Control(const ServerOptions& options, Keeper& keeper) : options_(options), keeper_(keeper) {}

  static bool claims(const Request& request) { return starts_with(request.path, kRoot); }

  // Thread-safe.
  Answer answer(const Request& request, const std::string& clips_note) {
    if (request.path == "/_mockling/health")
      return json_answer(200, {{"status", "ok"}, {"clips", clips_note.empty() ? "ok" : clips_note}});
    const std::string_view what = std::string_view(request.path).substr(kRoot.size());
    if (what != "world" && what != "ledger" && what != "journal")
      return json_answer(
          404, {{"error", "the control plane has health, world, ledger and journal below " + std::string(kRoot)}});
    const std::string_view header = trim(request.headers.get("Authorization"));
    const std::string_view key = trim(header.substr(std::min(header.size(), header.find(' '))));
    if (key.empty()) return json_answer(401, {{"error", "name the world by its key: Authorization: Bearer KEY"}});
    const std::string id = world_of(key);
    if (what == "world" && request.method == "PATCH") return change(id, request.body.bytes);
    if (request.method != "GET" && request.method != "HEAD")
      return json_answer(405, {{"error", what == "world" ? "a world takes GET and PATCH" : "this takes GET"}});
    return view(what, *keeper_.enter(id), request.query);
  }

 private:
  static constexpr std::string_view kRoot = "/_mockling/";

  // The world is entered.
  static Answer view(std::string_view what, World& world, const Query& query) {
    const Instant now = world.now(machine_time());
    if (what == "ledger") return json_answer(200, statement(*world.state, *world.catalog.load(), now));
    if (what == "world") return json_answer(200, world_view(*world.state, now));
    const auto asked = parse_journal_query(query);
    if (!asked) return wrong(asked.error().message);
    Json page{{"world", world.state->id()}};
    page.update(journal_view(world.state->journal(), *asked));
    return json_answer(200, page);
  }

  // {"scenario", "clock", "advance", "switches": {PROVIDER: {SWITCH: READING}}}; all or nothing.
  Answer change(const std::string& id, const std::string& text) {
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
    const LockedWorld entered = keeper_.enter(id);
    World& world = *entered;
    auto catalog = universe ? keeper_.find_catalog(*universe) : Result<const Catalog*>(world.catalog.load());
    if (!catalog) return wrong(catalog.error().message);
    auto patch = parse_patch(json, **catalog, options_.scenarios);
    if (!patch) return wrong(patch.error().message);
    const Instant real = machine_time();
    const auto happened = apply_patch(*world.state, **catalog, std::move(patch).value(), world.now(real), real);
    if (universe) world.state->set_universe(std::move(*universe));
    world.catalog = *catalog;
    if (!keeper_.keep_changes(world)) return json_answer(500, {{"error", "the state folder cannot be written"}});
    Json view = world_view(*world.state, world.now(real));
    if (json.contains("advance")) view["happened"] = events_view(happened);
    return json_answer(200, view);
  }

  static Answer wrong(const std::string& why) { return json_answer(400, {{"error", why}}); }

  const ServerOptions& options_;
  Keeper& keeper_;
};

}  // namespace mockling::host
