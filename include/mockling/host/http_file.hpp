// Owns: a file opened for serving.
// Never knows: ranges, sockets.
// Used by: host/http_response, host/http_sender.
#pragma once

#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace mockling::host {

class OpenFile {
 public:
  OpenFile() = default;
  OpenFile(OpenFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }

  bool open(const std::string& path) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    return fd_ >= 0;
  }

  int fd() const { return fd_; }

 private:
  int fd_ = -1;
};

}  // namespace mockling::host
