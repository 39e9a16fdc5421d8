// Owns: a line about a world, for lists of many.
// Never knows: who asks; the machine's time.
// Used by: host/control.
#pragma once

#include <string>

#include <mockling/core/state.hpp>

namespace mockling {

// How many jobs it has, how many are open, and what they cost, by currency. Changes nothing.
inline Json world_summary(const State& state, Instant now) {
  std::size_t open = 0;
  std::map<std::string, Decimal> spent;
  for (const auto& [provider, account] : state.accounts()) {
    if (account.currency.empty()) continue;
    Decimal& sum = spent[account.currency];
    sum = add_checked(sum, account.ledger.holds(Purse::spent));
  }
  for (const Job& job : state.jobs()) open += !is_terminal(phase_at(job, now));
  Json money = Json::array();
  for (const auto& [currency, amount] : spent) money.push_back(to_text(Money{amount, {currency}}));
  return {{"world", state.id()},
          {"name", state.settings().name.empty() ? Json() : Json(state.settings().name)},
          {"now", rfc3339(now, 9, true)},
          {"jobs", state.jobs().size()},
          {"open", open},
          {"spent", money},
          {"requests", state.journal().count()}};
}

}  // namespace mockling
