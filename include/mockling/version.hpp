// Owns: the version of mockling; the build reads it from here.
// Never knows: anything else.
// Used by: anyone who shows or compares the version; CMakeLists.txt.
#pragma once

#include <string_view>

namespace mockling {

// Semantic version (MAJOR.MINOR.PATCH) of these headers and of the binary built from them.
inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace mockling
