// Owns: where the program's data comes from: compiled in, or a folder.
// Never knows: what the data means.
// Used by: the commands.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/spec/catalog.hpp>

namespace mockling::cli {

// The provider data compiled in, or everything below `folder` (a copy of schemas/) when that is not empty.
Result<std::vector<DataFile>> provider_files(const std::string& folder);

// A file that is compiled in, by its name in the repository; empty when there is none.
std::string_view embedded_text(std::string_view name);

// The scenario of this name that is compiled in, or the file of this path; nothing when there is neither.
std::optional<Json> find_scenario(std::string_view name);

// Names of the scenarios compiled in, in order.
std::vector<std::string> scenario_names();

}  // namespace mockling::cli
