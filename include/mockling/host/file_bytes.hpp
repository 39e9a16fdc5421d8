// Owns: taking bytes into memory that lie in a file.
// Never knows: whose they are.
// Used by: host/server.
#pragma once

#include <cstdint>
#include <string>

#include <mockling/core/http.hpp>
#include <mockling/host/answer.hpp>
#include <mockling/host/file_text.hpp>

namespace mockling::host {

// Loads a body of at most `limit` bytes that the listener put into a file; leaves it there when it cannot be read.
inline void load(Blob& body, std::uint64_t limit) {
  if (body.file.empty() || body.size > limit) return;
  body.bytes = file_text_or_none(body.file);
  if (body.bytes.size() == body.size) body.file.clear();
}

// What a client of this answer gets.
inline std::string bytes_of(const FileAnswer& file) {
  std::string bytes = file_text_or_none(file.path);
  if (bytes.size() >= file.overlay_at + file.overlay.size())
    bytes.replace(file.overlay_at, file.overlay.size(), file.overlay);
  return bytes;
}

}  // namespace mockling::host
