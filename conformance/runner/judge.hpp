// Owns: from what a case expects and what was seen to a verdict for each check.
// Never knows: baselines, reports, how the evidence came about.
// Used by: suite.
#pragma once

#include <string>
#include <vector>

#include "case.hpp"
#include "evidence.hpp"
#include "verdict.hpp"

namespace mockling::conform {

struct CheckResult {
  Json check;  // as the case has it
  Verdict verdict = Verdict::pass;
  std::string expected, actual;
  std::vector<std::uint64_t> lines;
};

// Every check of the permutation. A check that rests on a fault which was never delivered has no verdict: inconclusive.
std::vector<CheckResult> judge(const Permutation& permutation, const Claims& claims, const Evidence& evidence);

// All checks as not claimed, because the client lacks `what`.
std::vector<CheckResult> unclaimed(const Permutation& permutation, const std::string& what);

}  // namespace mockling::conform
