// Owns: what a check may ask of the evidence: a closed list of predicates, each with its words.
// Never knows: levels, verdicts, cases.
// Used by: case, judge.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "evidence.hpp"

namespace mockling::conform {

struct Judged {
  bool held = true;
  std::string expected, actual;      // in words
  std::vector<std::uint64_t> lines;  // of the wire, that prove it
};

bool is_predicate(std::string_view name);

// Asks one predicate. What is asked wrongly (a member of the wrong shape) does not hold, and says so.
Judged ask(std::string_view name, const Json& asked, const Evidence& evidence);

}  // namespace mockling::conform
