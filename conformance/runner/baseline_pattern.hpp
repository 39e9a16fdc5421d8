// Owns: which checks an address with stars means.
// Never knows: what is said of them.
// Used by: baseline, the runner.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mockling::conform {

// area/name[provider,variant]#check, taken apart. In each part * is any text; the part ** is any number of
// parts, at the end also none.
struct CheckPattern {
  std::vector<std::string> path;
  std::optional<std::vector<std::string>> permutation;  // absent: every permutation
  std::string check;                                    // empty: every check
};

// The pattern in `text`, or nothing when it is none.
std::optional<CheckPattern> parse_pattern(std::string_view text);

// Whether the pattern means the check of this name in the case of this id ("submit/once[fal]"). Time: the product of
// the lengths.
bool matches(const CheckPattern& pattern, std::string_view id, std::string_view check);

}  // namespace mockling::conform
