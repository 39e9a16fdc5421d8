// Owns: the last box of a kept file: a hash of all before it, by which damage is seen.
// Never knows: where files are kept.
// Used by: host/clip_cache.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mockling/base/crypto.hpp>
#include <mockling/base/text.hpp>
#include <mockling/clip/box.hpp>

namespace mockling::clip {

inline constexpr std::size_t kSealBytes = 8 + 8 + 32;

// A `free` box, which players skip, around a mark and the SHA-256 of `content`.
inline std::string seal_of(std::string_view content) {
  BoxWriter out;
  out.box("free", [&] {
    out.text("mockling");
    out.text(sha256(content));
  });
  return out.bytes();
}

// What was sealed, or nothing when the file is cut or damaged.
inline std::optional<std::string_view> unsealed(std::string_view file) {
  if (file.size() < kSealBytes) return std::nullopt;
  const auto content = file.substr(0, file.size() - kSealBytes);
  if (!ends_with(file, seal_of(content))) return std::nullopt;
  return content;
}

}  // namespace mockling::clip
