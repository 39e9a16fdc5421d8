// Owns: bit strings, Exp-Golomb codes and the byte form of H.264 units (ITU-T H.264, 7.2, 7.4.1, 9.1).
// Never knows: what the bits mean.
// Used by: clip/h264, clip/slice, clip/plain.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mockling::clip {

// Collects bits, most significant first.
class BitWriter {
 public:
  // Appends the low `count` (0 … 32) bits of `value`.
  void bits(std::uint32_t value, int count) {
    while (count > 0) {
      const int take = count < free_ ? count : free_;
      const std::uint32_t piece = (value >> (count - take)) & ((1U << take) - 1U);
      pending_ |= piece << (free_ - take);
      free_ -= take;
      count -= take;
      if (free_ == 0) flush();
    }
  }

  void flag(bool value) { bits(value ? 1 : 0, 1); }

  // Unsigned Exp-Golomb; `value` < 2^32 - 1.
  void ue(std::uint32_t value) {
    const std::uint32_t code = value + 1;
    int length = 0;
    while ((code >> length) > 1) ++length;
    bits(0, length);
    bits(code, length + 1);
  }

  // Signed Exp-Golomb.
  void se(std::int32_t value) {
    ue(value > 0 ? static_cast<std::uint32_t>(value) * 2 - 1 : static_cast<std::uint32_t>(-value) * 2);
  }

  // The stop bit and the zeros up to the next byte.
  void trailing() {
    bits(1, 1);
    align();
  }

  // Zeros up to the next byte.
  void align() {
    if (free_ < 8) flush();
  }

  const std::string& bytes() const { return bytes_; }

 private:
  void flush() {
    bytes_ += static_cast<char>(pending_);
    pending_ = 0;
    free_ = 8;
  }

  std::string bytes_;
  std::uint32_t pending_ = 0;
  int free_ = 8;
};

// Reads bits, most significant first. Past the end it yields zeros and `overrun()` turns true.
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

  std::uint32_t bits(int count) {
    std::uint32_t value = 0;
    while (count > 0) {
      const int offset = static_cast<int>(at_ % 8);
      const int take = count < 8 - offset ? count : 8 - offset;
      const std::size_t index = at_ / 8;
      const std::uint32_t byte = index < bytes_.size() ? static_cast<unsigned char>(bytes_[index]) : 0U;
      value = (value << take) | ((byte >> (8 - offset - take)) & ((1U << take) - 1U));
      at_ += static_cast<std::size_t>(take);
      count -= take;
    }
    return value;
  }

  bool flag() { return bits(1) != 0; }

  std::uint32_t ue() {
    int zeros = 0;
    while (!flag()) {
      if (++zeros > 31) return at_ = bytes_.size() * 8 + 1, 0U;
    }
    return (1U << zeros) - 1U + bits(zeros);
  }

  std::int32_t se() {
    const std::uint32_t code = ue();
    const auto half = static_cast<std::int32_t>((code + 1) / 2);
    return code % 2 == 1 ? half : -half;
  }

  std::size_t position() const { return at_; }
  bool overrun() const { return at_ > bytes_.size() * 8; }

  // Bits between here and the stop bit of a unit; 0 when there is no stop bit.
  std::size_t payload_left() const {
    std::size_t end = bytes_.size();
    while (end > 0 && bytes_[end - 1] == 0) --end;
    if (end == 0) return 0;
    const auto last = static_cast<unsigned char>(bytes_[end - 1]);
    std::size_t stop = end * 8 - 1;
    for (unsigned bit = last; (bit & 1U) == 0; bit >>= 1) --stop;
    return stop > at_ ? stop - at_ : 0;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

// Puts 03 bytes where a payload would imitate a start code.
inline std::string escape(std::string_view payload) {
  std::string unit;
  unit.reserve(payload.size() + payload.size() / 64 + 4);
  int zeros = 0;
  for (const char c : payload) {
    if (zeros == 2 && static_cast<unsigned char>(c) <= 3) {
      unit += '\3';
      zeros = 0;
    }
    unit += c;
    zeros = c == 0 ? zeros + 1 : 0;
  }
  return unit;
}

// Takes them out again.
inline std::string unescape(std::string_view unit) {
  std::string payload;
  payload.reserve(unit.size());
  int zeros = 0;
  for (const char c : unit) {
    if (zeros == 2 && c == '\3') {
      zeros = 0;
      continue;
    }
    payload += c;
    zeros = c == 0 ? zeros + 1 : 0;
  }
  return payload;
}

}  // namespace mockling::clip
