// Owns: gzip (RFC 1952) in stored blocks: bytes that every decoder accepts, none of them made smaller.
// Never knows: who asked for it.
// Used by: host/fault_body.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace mockling {

// Begins with head(), goes on with block() for each piece and ends with tail().
class GzipWriter {
 public:
  std::string head() const { return std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", 10); }

  // The piece in as many blocks as it needs.
  std::string block(std::string_view piece) {
    std::string out;
    for (; !piece.empty(); piece.remove_prefix(std::min(piece.size(), kMost)))
      out += stored(piece.substr(0, kMost), false);
    return out;
  }

  std::string tail() {
    std::string out = stored({}, true);
    append(out, ~crc_, 4);
    append(out, size_, 4);
    return out;
  }

 private:
  static constexpr std::size_t kMost = 65'535;

  static void append(std::string& out, std::uint32_t value, int bytes) {
    for (; bytes > 0; --bytes, value >>= 8) out += static_cast<char>(value & 0xff);
  }

  using Table = std::array<std::uint32_t, 256>;

  static constexpr Table make_table() {
    Table table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? 0xedb88320U ^ (value >> 1) : value >> 1;
      table[i] = value;
    }
    return table;
  }

  std::string stored(std::string_view piece, bool last) {
    constexpr Table kTable = make_table();
    std::string out(1, last ? '\1' : '\0');
    const auto length = static_cast<std::uint32_t>(piece.size());
    append(out, length, 2);
    append(out, ~length, 2);
    for (const char c : piece) crc_ = kTable[(crc_ ^ static_cast<unsigned char>(c)) & 0xff] ^ (crc_ >> 8);
    size_ += length;
    return out.append(piece);
  }

  std::uint32_t crc_ = 0xffffffffU;
  std::uint32_t size_ = 0;
};

inline std::string gzipped(std::string_view text) {
  GzipWriter writer;
  std::string out = writer.head();
  out += writer.block(text);
  return out + writer.tail();
}

}  // namespace mockling
