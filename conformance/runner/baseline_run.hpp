// Owns: the baseline of one run: read before it, spoken of each case, applied to the whole, rewritten after it.
// Never knows: what its lines mean (baseline_apply).
// Used by: main.
#pragma once

#include <string>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>

#include "baseline.hpp"

namespace mockling::conform {

class BaselineRun {
 public:
  // Without `path` nothing is known to fail. `update`: the file is rewritten by finish(), and may be new. `cases`: a
  // folder of cases instead of those compiled in.
  static Result<BaselineRun> prepare(const std::string& path, bool update, const std::string& cases);

  // Gives the checks of one case the verdicts of the baseline.
  void excuse(Json& one_case) const;

  // Gives them to the whole report, names its stale lines and counts anew.
  void apply(Json& report, bool strict) const;

  // Rewrites the file when that was asked for; what changed, or nothing.
  Result<std::string> finish(const Json& report) const;

 private:
  std::string path_;
  bool update_ = false;
  Baseline baseline_;
  std::vector<std::string> known_;  // every check of the suite, also those that this run leaves out
  std::string today_;
};

}  // namespace mockling::conform
