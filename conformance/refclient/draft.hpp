// Owns: a file that is being written beside its target, its hash, and the rename at the end.
// Never knows: where the bytes come from.
// Used by: the download.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/evp.h>

namespace refclient {

/// Gone with the object, unless it was finished.
class Draft {
 public:
  /// Throws VideoError (other) when the folder cannot be written to.
  explicit Draft(std::filesystem::path target);
  ~Draft();
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void restart();
  bool append(std::string_view bytes);
  std::uint64_t size() const { return size_; }
  /// The SHA-256 in hex. Call once, then nothing but finish().
  std::string hash();
  /// Gives the file its name, in one step.
  void finish();

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;
  std::ofstream file_;
  std::uint64_t size_ = 0;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest_;
};

}  // namespace refclient
