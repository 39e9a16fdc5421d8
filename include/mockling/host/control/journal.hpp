// Owns: GET /_mockling/journal: what was asked of a world, and how it was answered.
// Never knows: how exchanges are noted.
// Used by: host/control/table.
#pragma once

#include <mockling/core/journal_query.hpp>
#include <mockling/host/control/route.hpp>

namespace mockling::host {

namespace detail {

inline Answer show_journal(ControlCall& call) {
  const auto asked = parse_journal_query(call.request.query);
  if (!asked) return wrong(asked.error().message);
  const LockedWorld world = call.enter();
  Json page{{"world", world->state->id()}};
  page.update(journal_view(world->state->journal(), *asked));
  return json_answer(200, page);
}

}  // namespace detail

inline constexpr ControlRoute kJournalRoutes[] = {{"GET", "journal", ControlKey::needed, &detail::show_journal}};

}  // namespace mockling::host
