// Owns: which exchanges a check is about.
// Never knows: what is asked of them.
// Used by: predicates.
#pragma once

#include <vector>

#include "evidence.hpp"

namespace mockling::conform {

// "submits", "billable", "polls", "results", "cancels", "files", "uploads", "api", "any", "struck", "hooks"; or
// {"of": one of these, "host": "foreign", "method", "status", "nth", "fault"}. Oldest first.
std::vector<const Exchange*> selected(const Json& selector, const Evidence& evidence);

// The same in words: "submits", "files at a foreign host".
std::string in_words(const Json& selector);

// Whether this is a selector at all.
bool is_selector(const Json& selector);

}  // namespace mockling::conform
