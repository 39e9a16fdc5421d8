// Owns: what a baseline makes of the checks of a report, and which of its lines no longer hold.
// Never knows: how a check was judged.
// Used by: the runner, baseline_update.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>

#include "baseline.hpp"

namespace mockling::conform {

enum class LineState {
  holds,
  unseen,     // it means checks that this run left out
  nothing,    // it means no check at all
  shadowed,   // lines above it speak of all that it means
  unclaimed,  // it means only what the client does not claim
  expired,
  passes,    // what it expects to fail passes, in some case at least
  exceeded,  // more of a flaky line's checks failed than may
};

// What a line was found to mean. A case or check is its index in the report.
struct LineOutcome {
  struct Found {
    std::size_t in_case, check;
  };
  LineState state = LineState::holds;
  std::vector<Found> failing;  // fail, warn; of a flaky line also inconclusive
  std::vector<Found> passing;  // without failing ones in the same case and of the same line
};

// One outcome for each line. `today` is a day as 2027-03-01. `known` are the addresses ("id#check") of everything the
// suite has for this client; empty: the report has them all. Verdicts that a baseline gave count as what they were.
std::vector<LineOutcome> judge_lines(const Baseline& baseline, const Json& report, std::string_view today,
                                     const std::vector<std::string>& known = {});

// Turns fail and warn into xfail or flaky and an unexpected pass into xpass where a line says so, names in `stale`
// every line that no longer holds, and counts anew. The harness's own errors are never excused. Applying twice changes
// nothing.
void apply_baseline(const Baseline& baseline, Json& report, std::string_view today,
                    const std::vector<std::string>& known = {}, bool strict = false);

// The same for one case before the others are known: what its checks are but for the share that a flaky line tolerates
// over the whole run. Names no stale lines.
void excuse_case(const Baseline& baseline, Json& one_case, std::string_view today);

}  // namespace mockling::conform
