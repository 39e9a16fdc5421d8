// Owns: finding the suite's own data: compiled in.
// Never knows: what it means.
// Used by: stage, suite, main.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>

namespace mockling::conform {

// The document of this name in the repository; comments are allowed in it.
Result<Json> suite_document(const std::string& name);

// All cases, sound, by id; those of `folder` (a copy of conformance/cases) instead when that is not empty. An Error
// names every file with a mistake.
Result<std::vector<Json>> all_cases(const std::string& folder);

}  // namespace mockling::conform
