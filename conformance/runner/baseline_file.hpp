// Owns: the baseline where it is kept, a file.
// Never knows: what its lines mean.
// Used by: the runner.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>

#include "baseline.hpp"

namespace mockling::conform {

// The baseline in the file. With `may_be_new`, a file that is not there is an empty one. The Error says what is wrong
// with the file, or with each line.
Result<Baseline> read_baseline(const std::string& path, bool may_be_new = false);

// Writes the file as updated_baseline() has it, whole or not at all, and returns what changed (empty: nothing).
Result<std::string> rewrite_baseline(const std::string& path, const Baseline& baseline, const Json& report,
                                     std::string_view today, const std::vector<std::string>& known);

}  // namespace mockling::conform
