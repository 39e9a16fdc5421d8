// Owns: a folder for the time of one run, which only its owner may read and which is gone afterwards.
// Never knows: what is in it.
// Used by: run.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <mockling/host/clip_process.hpp>

namespace mockling::cli {

class RunFolder {
 public:
  RunFolder() = default;
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;
  ~RunFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }

  Result<void> make() {
    std::error_code failure;
    const std::filesystem::path parent = std::filesystem::temp_directory_path(failure);
    if (failure) return Error{"there is no folder for temporary files (TMPDIR): " + failure.message()};
    std::string pattern = (parent / "mockling-run-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) return host::system_error("cannot make a folder in " + parent.string());
    path_ = pattern;
    return {};
  }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace mockling::cli
