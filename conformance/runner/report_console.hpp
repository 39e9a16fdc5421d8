// Owns: what a person reads on a terminal: one check that needs looking at, and what a run came to.
// Never knows: how checks are judged; colours.
// Used by: the runner, report_ctrf, report_markdown.
#pragma once

#include <string>

#include <mockling/base/json.hpp>

namespace mockling::conform {

// The requirement, what was expected and seen, the exchanges that show it, the money, the ground and the command that
// repeats it; several lines, the last one ended. `one_case` is a case of a report, `check` one of its checks.
std::string check_in_words(const Json& one_case, const Json& check);

// A few lines about a whole report: the score, the verdicts, the money, lines of the baseline that no longer hold.
std::string report_in_words(const Json& report);

}  // namespace mockling::conform
