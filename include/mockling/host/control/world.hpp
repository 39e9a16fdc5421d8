// Owns: GET and PATCH /_mockling/world: a look at a world, and changes to it.
// Never knows: providers' shapes.
// Used by: host/control/table.
#pragma once

#include <optional>
#include <utility>

#include <mockling/core/admin.hpp>
#include <mockling/host/control/route.hpp>
#include <mockling/host/time_travel.hpp>

namespace mockling::host {

namespace detail {

inline Answer show_world(ControlCall& call) {
  const LockedWorld world = call.enter();
  return json_answer(200, world_view(*world->state, world->now(machine_time())));
}

// {"scenario", "clock", "advance", "switches": {PROVIDER: {SWITCH: READING}}}; all or nothing.
inline Answer change_world(ControlCall& call) {
  auto body = object_body(call.request);
  if (!body) return wrong(body.error().message);
  Json json = std::move(body).value();
  std::optional<Universe> universe;
  if (json.contains("switches")) {
    auto asked = parse_universe(json["switches"]);
    if (!asked) return wrong(asked.error().message);
    universe = std::move(asked).value();
    json.erase("switches");
  }
  LockedWorld entered = call.enter();
  World& world = *entered;
  auto catalog = universe ? call.keeper.find_catalog(*universe) : Result<const Catalog*>(world.catalog.load());
  if (!catalog) return wrong(catalog.error().message);
  auto patch = parse_patch(json, **catalog, call.options.scenarios);
  if (!patch) return wrong(patch.error().message);
  const Instant real = machine_time();
  const Step step = take_step(*patch);
  apply_patch(*world.state, **catalog, std::move(patch).value(), world.now(real), real);
  if (universe) world.state->set_universe(std::move(*universe));
  world.catalog = *catalog;
  if (!call.keeper.keep_changes(world)) return unwritable();
  entered.lock.unlock();
  const Journey journey = travel(entered.world, call.webhooks, step);
  entered.lock.lock();
  if (!call.keeper.keep_changes(world)) return unwritable();
  Json view = world_view(*world.state, world.now(machine_time()));
  if (json.contains("advance")) view["happened"] = events_view(journey.happened);
  if (journey.open > 0) view["webhooks_on_their_way"] = journey.open;
  return json_answer(200, view);
}

}  // namespace detail

inline constexpr ControlRoute kWorldRoutes[] = {{"GET", "world", ControlKey::needed, &detail::show_world},
                                                {"PATCH", "world", ControlKey::needed, &detail::change_world}};

}  // namespace mockling::host
