// Owns: what was played and judged as the report that everything else is made from (schemas/_conformance/report).
// Never knows: how it is shown; what counts (totals, baseline).
// Used by: main.
#pragma once

#include "suite.hpp"

namespace mockling::conform {

struct ReportFacts {
  std::string door;     // driver, command, observe, library
  std::string invoked;  // the command line up to the test names, for repeating a case
  std::uint64_t seed = 1;
  Instant started;
  double seconds = 0;
  std::vector<std::string> basis;
  double load = 0;
};

// One case; its checks have the verdicts that they were given.
Json case_report(const ReportFacts& facts, const CaseResult& result);

// The whole; totals are counted elsewhere.
Json report_of(const ReportFacts& facts, const Json& hello, const Claims& claims, std::vector<Json> cases);

}  // namespace mockling::conform
