// Owns: reading a whole file and writing one, with the reason when that fails.
// Never knows: what is in it.
// Used by: host/file_bytes, host/tls_bundle, host/tls_folder, mockserver.
#pragma once

#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include <mockling/host/clip_process.hpp>

namespace mockling::host {

// All that can be read from this descriptor until its end, at most `most` bytes; `name` is what errors call it.
inline Result<std::string> text_from(int fd, const std::string& name, std::uint64_t most) {
  std::string text;
  std::array<char, 64 << 10> piece;
  for (;;) {
    const ssize_t count = ::read(fd, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error(name + " cannot be read");
    if (count == 0) return text;
    if (text.size() + static_cast<std::uint64_t>(count) > most)
      return Error{name + " is larger than " + std::to_string(most) + " bytes"};
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
}

// The bytes of a file, at most `most`.
inline Result<std::string> file_text(const std::string& path,
                                     std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return system_error(path + " cannot be read");
  return text_from(file.get(), path, most);
}

// The same; empty when there is no such file, or none that can be read.
inline std::string file_text_or_none(const std::string& path) {
  auto text = file_text(path);
  return text ? std::move(text).value() : std::string();
}

// Makes these bytes the whole content of a file, for whoever may read it by the process's umask.
inline Result<void> write_file(const std::string& path, std::string_view text) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (file.get() < 0) return system_error(path + " cannot be written");
  while (!text.empty()) {
    const ssize_t count = ::write(file.get(), text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error(path + " cannot be written");
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

}  // namespace mockling::host
