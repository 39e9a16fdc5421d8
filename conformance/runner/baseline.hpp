// Owns: the file of known failures: which checks are expected to fail, why, and until when.
// Never knows: what a run found (baseline_apply).
// Used by: the runner, baseline_apply, baseline_update.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/result.hpp>

#include "baseline_pattern.hpp"

namespace mockling::conform {

// One line: PATTERN [flaky [max=N%]] [issue=TEXT] [until=YYYY-MM-DD] # why
struct BaselineLine {
  std::size_t number = 0;  // in the file, from 1
  std::string written;     // the pattern as it is written
  CheckPattern pattern;
  bool flaky = false;          // may fail; otherwise it must
  std::int64_t percent = 100;  // of a flaky line's checks that may fail in one run, but always one
  std::string issue;
  std::string until;  // the last day on which it counts; empty: no end
  std::string why;

  // Everything but the pattern: "issue=fal-js#1 until=2027-03-01 # ignores the header".
  std::string words() const;
};

struct Baseline {
  std::vector<std::string> text;    // the file, line by line
  std::vector<BaselineLine> lines;  // those that say something, in order; the first that means a check counts for it
};

// The baseline in `text`. The Error has one line for each mistake: "NAME:12: …".
Result<Baseline> parse_baseline(std::string_view text, std::string_view name);

}  // namespace mockling::conform
