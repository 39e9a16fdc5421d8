// Owns: fetching one file so that it is either whole under its name, or not there.
// Never knows: providers, keys: links to files carry all the permission they need.
// Used by: the client.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "refclient/http.hpp"
#include "refclient/rules.hpp"

namespace refclient {

struct SavedFile {
  std::filesystem::path path;
  std::string sha256;  ///< hex
  std::uint64_t size = 0;
};

struct FileOrder {
  Output output;
  std::filesystem::path folder;
  std::string name;            ///< empty: as the provider suggests
  Millis idle_timeout{30000};  ///< so long without progress
  std::string ca_file;
  const CancelToken* cancel = nullptr;
};

/// Fetches and saves. Follows redirects of the file, goes on where a broken transfer ended, and tries a few times.
/// Throws VideoError: expired_output when the link is dead, integrity when what came is not the file, network,
/// cancelled.
SavedFile download(Transport& transport, const Rules& rules, const FileOrder& order);

/// The URL that a redirect from `base` to `location` leads to; empty when it may not be followed.
std::string redirected(const std::string& base, const std::string& location);

}  // namespace refclient
