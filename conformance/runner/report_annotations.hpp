// Owns: the workflow commands that put findings beside a change on GitHub.
// Never knows: how GitHub shows them.
// Used by: report_file, the runner.
#pragma once

#include <string>

#include <mockling/base/json.hpp>

namespace mockling::conform {

// One ::error for each check that fails the run and for each stale line of the baseline, one ::warning for each
// warning, and a ::notice with the score. Nothing that a client said can begin a command of its own.
std::string report_as_annotations(const Json& report);

}  // namespace mockling::conform
