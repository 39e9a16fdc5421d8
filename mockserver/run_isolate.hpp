// Owns: a network and a view of the host names that belong to this process and its children alone (Linux).
// Never knows: servers, commands.
// Used by: run.
#pragma once

#include <string>
#include <vector>

#include <mockling/base/result.hpp>

namespace mockling::cli {

// From here on there is no network but this machine's own, and every one of `hosts` is 127.0.0.1. Before there are
// threads. `folder` is where the list of hosts may be written. An Error where the system does not allow it.
Result<void> isolate(const std::vector<std::string>& hosts, const std::string& folder);

}  // namespace mockling::cli
