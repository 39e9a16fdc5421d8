// Owns: a baseline rewritten after what a run found, and what changed in it.
// Never knows: where the file is.
// Used by: the runner (--update-baseline).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>

#include "baseline.hpp"

namespace mockling::conform {

// The text of a baseline that a run like this one would satisfy, as far as a person need not decide:
//  - lines that mean nothing, or only what passes or is not claimed, are taken out; a line of which a part passes
//    becomes one line for each case where it still holds;
//  - each check that fails and that no line means gets a line of its own, whose reason is what was seen;
//  - lines that expired and still fail, and flaky ones that failed too often, stay: only a person can give them more
//  time.
// Comments and the order of lines are kept. `report` may have had the baseline applied or not.
std::string updated_baseline(const Baseline& baseline, const Json& report, std::string_view today,
                             const std::vector<std::string>& known = {});

// The lines that differ, "-" before those of `before` and "+" before those of `after`; empty: none do.
std::string line_diff(std::string_view before, std::string_view after);

}  // namespace mockling::conform
