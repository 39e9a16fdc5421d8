// Owns: how the control plane's answers look to people.
// Never knows: how they were asked for.
// Used by: ctl.
#pragma once

#include <string>

#include <mockling/base/json.hpp>

namespace mockling::cli {

// The answer to this verb as lines; verbs without a form of their own are shown as indented JSON.
std::string for_people(const std::string& verb, const Json& answer);

}  // namespace mockling::cli
