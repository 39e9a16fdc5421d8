// Owns: what would become of a client's submits under other provider data.
// Never knows: how that data came to be other; Catch2.
// Used by: main (--against).
#pragma once

#include <string>
#include <vector>

#include "drift_requests.hpp"
#include "suite.hpp"

namespace mockling::conform {

// The submits of these cases, each body once, by the case and line where it was first seen.
std::vector<cli::RecordedCall> submits_of(const std::vector<const CaseResult*>& results);

// One line for each that changes: refused, understood otherwise, dearer; and a last one that counts them.
std::string changes_in_words(const std::vector<cli::CallVerdict>& verdicts);

// Whether any of them would be refused or cost something else.
bool breaks(const std::vector<cli::CallVerdict>& verdicts);

}  // namespace mockling::conform
