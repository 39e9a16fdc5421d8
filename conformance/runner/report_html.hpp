// Owns: a report as one HTML page that needs nothing else, also no network.
// Never knows: what the page's script does with the data.
// Used by: report_file.
#pragma once

#include <string>

#include <mockling/base/json.hpp>

namespace mockling::conform {

// The page of conformance/runner/page with the whole report inside. Whatever the report says, it stays data: it cannot
// end its element, and the page runs no script but its own.
std::string report_as_html(const Json& report);

}  // namespace mockling::conform
