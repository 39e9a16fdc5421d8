// Owns: the list of worlds, and the end of one: reset, deleted, written out, taken over.
// Never knows: what a world holds.
// Used by: host/control/table.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/world_export.hpp>
#include <mockling/core/world_summary.hpp>
#include <mockling/host/control/world.hpp>
#include <mockling/host/file_bytes.hpp>

namespace mockling::host {

namespace detail {

struct WorldsQuery {
  std::string after;  // an id
  std::int64_t limit = 100;
};

inline Result<WorldsQuery> parse_worlds_query(const Query& query) {
  WorldsQuery asked;
  for (const auto& [name, value] : query) {
    const auto limit = parse_int(value);
    if (name == "after")
      asked.after = value;
    else if (name != "limit")
      return Error{"worlds takes after (the id of a world) and limit (1 to 1000), not \"" +
                   std::string(utf8_prefix(name, 60)) + "\""};
    else if (!limit || *limit < 1 || *limit > 1000)
      return Error{"limit is a number from 1 to 1000"};
    else
      asked.limit = *limit;
  }
  return asked;
}

// The worlds in memory, by id; `next` is what to ask `after` for more. Looking uses none of them.
inline Answer list_worlds(ControlCall& call) {
  const auto asked = parse_worlds_query(call.request.query);
  if (!asked) return wrong(asked.error().message);
  std::vector<WorldPtr> worlds = call.keeper.all();
  const std::size_t count = worlds.size();
  const auto seen = [&](const WorldPtr& world) { return world->state->id() <= asked->after; };
  worlds.erase(std::remove_if(worlds.begin(), worlds.end(), seen), worlds.end());
  std::sort(worlds.begin(), worlds.end(), [](const auto& a, const auto& b) { return a->state->id() < b->state->id(); });
  const std::size_t shown = std::min(worlds.size(), static_cast<std::size_t>(asked->limit));
  Json list = Json::array();
  for (std::size_t i = 0; i < shown; ++i) {
    World& world = *worlds[i];
    const std::lock_guard lock(world.mutex);
    Json line = world_summary(*world.state, world.state->clock().now(machine_time()));
    line["used"] = rfc3339({world.used}, 3, true);
    list.push_back(std::move(line));
  }
  const Json next = shown < worlds.size() ? Json(worlds[shown - 1]->state->id()) : Json();
  return json_answer(200, {{"of", count}, {"worlds", list}, {"next", next}});
}

inline Result<std::optional<std::uint64_t>> parse_reset(const Request& request) {
  std::optional<std::uint64_t> none;
  if (request.body.size == 0) return none;
  const auto body = object_body(request);
  if (!body) return body.error();
  for (const auto& [key, value] : body->items())
    if (key != "seed")
      return Error{"reset takes {\"seed\": NUMBER}, not \"" + std::string(utf8_prefix(key, 60)) + "\""};
  const Json* seed = member(*body, "seed");
  if (seed == nullptr) return none;
  const std::int64_t number = seed->is_number_integer() ? int_of(*body, "seed", -1) : -1;
  if (number < 0 || number > std::int64_t{1} << 53) return Error{"seed is a whole number from 0 to 9007199254740992"};
  return std::optional(static_cast<std::uint64_t>(number));
}

// {"seed": NUMBER}, or nothing for the seed it has. The world is then as it was when it was opened.
inline Answer reset_world(ControlCall& call) {
  const auto seed = parse_reset(call.request);
  if (!seed) return wrong(seed.error().message);
  {
    const LockedWorld world = call.enter();
    if (!call.keeper.reset(*world, seed->value_or(world->state->settings().seed))) return unwritable();
  }
  return show_world(call);
}

inline Answer delete_world(ControlCall& call) {
  const LockedWorld world = call.enter();
  if (!call.keeper.remove(*world)) return unwritable();
  return json_answer(200, {{"world", call.world_id}, {"deleted", true}});
}

inline Answer show_export(ControlCall& call) {
  const LockedWorld world = call.enter();
  return json_answer(200, export_world(*world->state, world->now(machine_time())));
}

// The body as a JSON object, of any number of members.
inline Result<Json> import_body(const Request& request) {
  constexpr std::uint64_t kMost = 64 << 20;
  Blob body = request.body;
  load(body, kMost);
  if (body.size > kMost || !body.file.empty()) return Error{"an exported world has at most 67108864 bytes"};
  auto json = parse_json(body.bytes, {64, 10'000'000});
  if (!json) return Error{"the body must be an exported world: " + json.error().message};
  return json;
}

// Takes an exported world over, in the place of the key's own. All or nothing.
inline Answer take_over(ControlCall& call) {
  const auto body = import_body(call.request);
  if (!body) return wrong(body.error().message);
  auto imported = import_world(*body, {call.world_id, call.world_name}, machine_time());
  if (!imported) return wrong(imported.error().message);
  std::unique_ptr<State> state = std::move(imported).value();
  const auto catalog = call.keeper.find_catalog(state->settings().universe);
  if (!catalog) return wrong(catalog.error().message);
  if (auto fit = fit_import(*state, **catalog); !fit) return wrong(fit.error().message);
  {
    const LockedWorld world = call.enter();
    if (!call.keeper.replace(*world, std::move(state), **catalog)) return unwritable();
  }
  return show_world(call);
}

}  // namespace detail

inline constexpr ControlRoute kWorldsRoutes[] = {{"GET", "worlds", ControlKey::none, &detail::list_worlds},
                                                 {"DELETE", "world", ControlKey::needed, &detail::delete_world},
                                                 {"POST", "world/reset", ControlKey::needed, &detail::reset_world},
                                                 {"GET", "world/export", ControlKey::needed, &detail::show_export},
                                                 {"PUT", "world/import", ControlKey::needed, &detail::take_over},
                                                 {"POST", "world/import", ControlKey::needed, &detail::take_over}};

}  // namespace mockling::host
