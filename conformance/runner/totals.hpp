// Owns: what the cases of a report add up to: counts, the score, the money, the exit code.
// Never knows: how a case came about.
// Used by: the runner; baseline_apply, which changes verdicts.
#pragma once

#include <mockling/base/json.hpp>

#include "verdict.hpp"

namespace mockling::conform {

// The verdict of a check or a case of a report; harness_error when it has none that is known.
Verdict verdict_of(const Json& judged);

// Whether a check of this verdict was seen to hold.
constexpr bool held(Verdict verdict) { return verdict == Verdict::pass || verdict == Verdict::xpass; }

// The `totals` of a report: everything but `assumed` (kept, else 0) is counted from its cases.
Json totals_of(const Json& report);

// Sets the verdict of every case to the worst of its checks (a case without checks keeps its own), then the totals,
// then `exit`. `strict`: warnings fail.
void recount(Json& report, bool strict = false);

// 3 when the harness broke, 1 when a check fails or a line of the baseline is stale, else 0.
int exit_code_of(const Json& report, bool strict = false);

}  // namespace mockling::conform
