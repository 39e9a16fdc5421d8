// Owns: what a world has with one provider: money, level, standing, rate windows, and which jobs are still open.
// Never knows: HTTP; how a job was planned.
// Used by: core/state, core/submit.
#pragma once

#include <set>
#include <string>
#include <utility>

#include <mockling/core/ledger.hpp>
#include <mockling/spec/provider_spec.hpp>

namespace mockling {

enum class Standing { active, suspended, forbidden };
inline constexpr std::array<std::string_view, 3> kStandings{"active", "suspended", "forbidden"};

// Submits of one calendar minute of the world's time.
struct RateWindow {
  std::int64_t minute = -1;
  std::int64_t submits = 0;
  bool limited = false;  // whether there is a number at which it refuses

  // When it counts from zero again.
  Instant ends() const { return Instant{(minute + 1) * 60'000'000'000}; }
};

struct Account {
  Ledger ledger;
  std::string currency;
  std::string level;
  Standing standing = Standing::active;
  RateWindow window;
  std::set<std::pair<Instant, std::uint64_t>> open;  // (end, job number) of jobs whose money is still reserved
};

// The account's level, or the default one if its own is no longer in the data.
inline const Level& level_of(const ProviderSpec& spec, const Account& account) {
  const auto found = spec.levels.find(account.level);
  return found != spec.levels.end() ? found->second : spec.levels.at(spec.default_level);
}

// Counts one submit; false when the minute already has `limit` of them. A limit of 0 never refuses.
inline bool count_submit(RateWindow& window, std::int64_t limit, Instant now) {
  const std::int64_t minute = unix_seconds(now) / 60;
  if (window.minute != minute) window = {minute, 0};
  window.limited = limit > 0;
  if (limit > 0 && window.submits >= limit) return false;
  ++window.submits;
  return true;
}

}  // namespace mockling
