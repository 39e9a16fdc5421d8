// Owns: bytes a client sends: in memory while few, in a temporary file when many.
// Never knows: what the bytes are, how they were framed.
// Used by: host/http_body, host/http_engine, host/http_exchange.
#pragma once

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <mockling/core/http.hpp>

namespace mockling::host {

// A temporary file that is removed with its owner. Whoever wants to keep it renames it away before.
class SpoolFile {
 public:
  SpoolFile() = default;
  SpoolFile(SpoolFile&& other) noexcept : path_(std::exchange(other.path_, {})), fd_(std::exchange(other.fd_, -1)) {}
  SpoolFile& operator=(SpoolFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~SpoolFile() {
    if (fd_ >= 0) ::close(fd_);
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  // False when the folder cannot be written.
  bool create(const std::string& folder) {
    std::string path = folder + "/mockling-XXXXXX";
    fd_ = ::mkostemp(path.data(), O_CLOEXEC);
    if (fd_ >= 0) path_ = std::move(path);
    return fd_ >= 0;
  }

  bool append(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

  // Keeps the file but not the descriptor.
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

  bool exists() const { return !path_.empty(); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int fd_ = -1;
};

// Collects the bytes of one body or part.
class Spool {
 public:
  enum class State { good, too_large, no_space };

  Spool(std::string folder, std::uint64_t spool_over, std::uint64_t limit)
      : folder_(std::move(folder)), spool_over_(spool_over), limit_(limit) {}

  State append(std::string_view bytes) {
    if (bytes.size() > limit_ - size_) return State::too_large;
    size_ += bytes.size();
    if (!file_.exists() && size_ <= spool_over_) return bytes_.append(bytes), State::good;
    if (!file_.exists() && !move_to_file()) return State::no_space;
    return file_.append(bytes) ? State::good : State::no_space;
  }

  std::uint64_t size() const { return size_; }

  // The bytes and, when they were many, the file that holds them; the blob is good while that file lives.
  std::pair<Blob, SpoolFile> take() {
    file_.close();
    Blob blob{std::move(bytes_), file_.path(), size_};
    return {std::move(blob), std::move(file_)};
  }

 private:
  bool move_to_file() {
    if (!file_.create(folder_) || !file_.append(bytes_)) return false;
    std::string().swap(bytes_);
    return true;
  }

  std::string folder_;
  std::uint64_t spool_over_;
  std::uint64_t limit_;
  std::uint64_t size_ = 0;
  std::string bytes_;
  SpoolFile file_;
};

}  // namespace mockling::host
