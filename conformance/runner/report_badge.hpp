// Owns: the badge of a report, as shields.io reads it from an endpoint.
// Never knows: where it is published.
// Used by: report_file.
#pragma once

#include <string>

#include <mockling/base/json.hpp>

namespace mockling::conform {

// {"schemaVersion":1,"label":"mockling","message":"94/96 must · waste $0","color":…}
// (https://shields.io/badges/endpoint-badge). Bright green: every must held. Green: none failed. Yellow: something is
// excused or warned of. Red: the run failed. Grey: the harness broke, or nothing was judged.
std::string report_as_badge(const Json& report);

}  // namespace mockling::conform
