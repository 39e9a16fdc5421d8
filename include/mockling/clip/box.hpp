// Owns: the byte form of ISO base media boxes: sizes, types, big-endian numbers (ISO/IEC 14496-12, 4.2).
// Never knows: which boxes a movie needs.
// Used by: clip/movie, clip/identity, clip/seal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mockling::clip {

class BoxWriter {
 public:
  void u8(std::uint32_t value) { out_ += static_cast<char>(value & 0xFF); }
  void u16(std::uint32_t value) { u8(value >> 8), u8(value); }
  void u32(std::uint32_t value) { u16(value >> 16), u16(value); }
  void u64(std::uint64_t value) {
    u32(static_cast<std::uint32_t>(value >> 32)), u32(static_cast<std::uint32_t>(value));
  }
  void text(std::string_view bytes) { out_ += bytes; }
  void zeros(std::size_t count) { out_.append(count, '\0'); }

  // A box of this four-letter type around whatever `body()` writes.
  template <class Body>
  void box(std::string_view type, Body body) {
    const std::size_t start = out_.size();
    u32(0);
    text(type);
    body();
    patch(start, static_cast<std::uint32_t>(out_.size() - start));
  }

  // The same with version and flags in front of the body.
  template <class Body>
  void full_box(std::string_view type, std::uint32_t version_and_flags, Body body) {
    box(type, [&] {
      u32(version_and_flags);
      body();
    });
  }

  std::size_t size() const { return out_.size(); }
  const std::string& bytes() const { return out_; }

 private:
  void patch(std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) out_[at + i] = static_cast<char>((value >> (24 - 8 * i)) & 0xFF);
  }

  std::string out_;
};

}  // namespace mockling::clip
