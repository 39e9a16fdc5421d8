// Owns: a report in the Common Test Report Format (ctrf.io), one test for each check.
// Never knows: what reads it.
// Used by: report_file.
#pragma once

#include <string>

#include <mockling/base/json.hpp>

namespace mockling::conform {

// CTRF 0.0.0 as JSON. pass: passed; fail, xpass and inconclusive: failed; not_claimed: skipped; all others: other. The
// verdict itself is rawStatus.
std::string report_as_ctrf(const Json& report);

}  // namespace mockling::conform
