// Owns: the folder that keys and certificates are kept in, and that nobody else reads or half writes them.
// Never knows: what is in the files.
// Used by: host/tls_identity.
#pragma once

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mockling/base/result.hpp>
#include <mockling/host/clip_process.hpp>
#include <mockling/host/file_text.hpp>

namespace mockling::host {

// The folder that an authority is kept in: ca.pem to trust, ca-key.pem and server.pem to keep secret. Held by one
// process at a time, and only for as long as this object lives.
class TlsFolder {
 public:
  static constexpr const char* kAuthority = "ca.pem";
  static constexpr const char* kAuthorityKey = "ca-key.pem";
  static constexpr const char* kLeaf = "server.pem";  // certificate and key

  // Makes the folder if it is missing, for its owner alone, and waits until no other process holds it.
  static Result<TlsFolder> open(const std::string& path) {
    std::error_code failure;
    std::filesystem::path whole = std::filesystem::absolute(path, failure);
    if (!whole.has_filename()) whole = whole.parent_path();  // "folder/" is "folder"
    if (!failure) std::filesystem::create_directories(whole.parent_path(), failure);
    if (failure) return Error{"cannot make the folder " + path + ": " + failure.message()};
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return system_error("cannot make the folder " + path);
    Descriptor lock(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock.get() < 0 || ::flock(lock.get(), LOCK_EX) != 0) return system_error("cannot use the folder " + path);
    return TlsFolder(path, std::move(lock));
  }

  std::string path(std::string_view name) const { return path_ + "/" + std::string(name); }

  // Empty when there is no such file.
  std::string read(std::string_view name) const { return file_text_or_none(path(name)); }

  // Replaces the file in one step, readable for its owner only.
  Result<void> write(std::string_view name, const std::string& text) const {
    const std::string target = path(name);
    std::string fresh = target + ".XXXXXX";
    Descriptor file(::mkostemp(fresh.data(), O_CLOEXEC));
    const auto size = static_cast<ssize_t>(text.size());
    const bool written = file.get() >= 0 && ::write(file.get(), text.data(), text.size()) == size &&
                         ::fsync(file.get()) == 0 && std::rename(fresh.c_str(), target.c_str()) == 0;
    if (written) return {};
    const Error failure = system_error("cannot write " + target);
    if (file.get() >= 0) ::unlink(fresh.c_str());
    return failure;
  }

 private:
  TlsFolder(std::string path, Descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::string path_;
  Descriptor lock_;
};

}  // namespace mockling::host
