// Owns: how the record of a run is shown: on a terminal, as JSON, as JUnit, as a page.
// Never knows: where the record comes from.
// Used by: run.
#pragma once

#include <string>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>

namespace mockling::cli {

// A few lines for people.
std::string report_in_words(const Json& record);
std::string report_as_junit(const Json& record);
std::string report_as_page(const Json& record);

// Writes the report into a file; what its name ends in (.json, .xml, .html, .har) says how. `har` are the exchanges.
Result<void> write_report(const std::string& path, const Json& record, const Json& har);

// Whether write_report() knows how; an Error says what it takes.
Result<void> check_report(const std::string& path);

}  // namespace mockling::cli
