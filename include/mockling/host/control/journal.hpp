// Owns: GET /_mockling/journal and journal.har: what was asked of a world, and how it was answered.
// Never knows: how exchanges are noted.
// Used by: host/control/table.
#pragma once

#include <mockling/core/har.hpp>
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

inline Answer show_archive(ControlCall& call) {
  auto asked = parse_journal_query(call.request.query);
  if (!asked) return wrong(asked.error().message);
  if (query_value(call.request, "limit").empty()) asked->limit = Journal::kCapacity;
  const LockedWorld world = call.enter();
  return json_answer(200, har_of(find_entries(world->state->journal(), *asked)));
}

}  // namespace detail

inline constexpr ControlRoute kJournalRoutes[] = {{"GET", "journal", ControlKey::needed, &detail::show_journal},
                                                  {"GET", "journal.har", ControlKey::needed, &detail::show_archive}};

}  // namespace mockling::host
