// Owns: GET, POST and DELETE /_mockling/faults: what is armed in a world, and what struck.
// Never knows: how a fault is acted out.
// Used by: host/control/table.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/fault_fit.hpp>
#include <mockling/core/fault_view.hpp>
#include <mockling/host/control/route.hpp>

namespace mockling::host {

namespace detail {

inline Answer faults_page(const ControlCall& call, World& world, const Json& extra = Json::object()) {
  State& state = *world.state;
  if (state.faults().take_changed()) state.touch({Change::Kind::world, {}});
  if (!call.keeper.keep_changes(world)) return unwritable();
  Json page{{"world", state.id()}};
  page.update(extra);
  page.update(faults_view(state.faults()));
  return json_answer(200, page);
}

inline Answer show_faults(ControlCall& call) {
  const LockedWorld world = call.enter();
  return faults_page(call, *world);
}

// How long connections are to be refused: that is nobody's rule, because it happens before a key is known. The rest of
// the rules stay.
inline Result<std::chrono::milliseconds> take_refusal(std::vector<FaultRule>& rules) {
  constexpr Nanos kMost = std::chrono::minutes(1);  // nobody can undo it meanwhile
  Nanos longest{0};
  for (const FaultRule& rule : rules)
    if (rule.kind->act == FaultAct::refuse) longest = std::max(longest, rule.how.span.value_or(Nanos(0)));
  if (longest > kMost) return Error{"connections are refused for at most \"60s\""};
  const auto refuses = [](const FaultRule& rule) { return rule.kind->act == FaultAct::refuse; };
  rules.erase(std::remove_if(rules.begin(), rules.end(), refuses), rules.end());
  return std::chrono::duration_cast<std::chrono::milliseconds>(longest);
}

// A fault or a list of them, each as JSON or in the compact notation; all or none. Answers with their "ids".
inline Answer arm_faults(ControlCall& call) {
  if (!call.request.body.file.empty()) return wrong("the body is too large for the control plane");
  const auto body = parse_json(call.request.body.bytes);
  if (!body) return wrong("the body must be a fault in JSON, a text, or a list of them: " + body.error().message);
  auto rules = parse_faults(*body);
  if (!rules) return wrong(rules.error().message);
  const auto refusing = take_refusal(*rules);
  if (!refusing) return wrong(refusing.error().message);
  const LockedWorld world = call.enter();
  if (auto known = check_faults(*rules, *world->catalog.load()); !known) return wrong(known.error().message);
  const auto ids = world->state->faults().arm(std::move(rules).value(), FaultSource::admin);
  if (!ids) return wrong(ids.error().message);
  if (refusing->count() > 0) call.refuse_connections(*refusing);
  return faults_page(call, *world, {{"ids", *ids}, {"refusing_ms", refusing->count()}});
}

// ?id=… removes that one; without it all go, and every receipt with them.
inline Answer disarm_faults(ControlCall& call) {
  const std::string id = query_value(call.request, "id");
  for (const auto& [name, value] : call.request.query)
    if (name != "id" || value.empty()) return wrong("DELETE faults takes ?id=ID, or nothing for all of them");
  const LockedWorld world = call.enter();
  FaultBook& book = world->state->faults();
  if (id.empty())
    book.clear();
  else if (!book.disarm(id))
    return wrong("no fault \"" + std::string(utf8_prefix(id, 60)) + "\" is armed", 404);
  return faults_page(call, *world);
}

}  // namespace detail

inline constexpr ControlRoute kFaultRoutes[] = {{"GET", "faults", ControlKey::needed, &detail::show_faults},
                                                {"POST", "faults", ControlKey::needed, &detail::arm_faults},
                                                {"DELETE", "faults", ControlKey::needed, &detail::disarm_faults}};

}  // namespace mockling::host
