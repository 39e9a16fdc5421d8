// Owns: what a command is given to read: a file, or standard input.
// Never knows: what is in it.
// Used by: ctl, webhook.
#pragma once

#include <mockling/host/file_text.hpp>

namespace mockling::cli {

// The bytes of a file, or of standard input for "-"; an error names the file.
inline Result<std::string> input_text(const std::string& path) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 30;
  return path == "-" ? host::text_from(STDIN_FILENO, "standard input", kMost) : host::file_text(path, kMost);
}

}  // namespace mockling::cli
