#include <mockling/clip/bits.hpp>

#include <string>

#include "catch.hpp"

using namespace mockling::clip;

TEST_CASE("bits are packed most significant first, across bytes") {
  BitWriter out;
  out.bits(1, 1);
  out.bits(0x5A5, 11);
  out.bits(0xDEADBEEF, 32);
  out.trailing();
  // 1 10110100101 11011110101011011011111011101111 1 000
  CHECK(out.bytes() == std::string("\xDA\x5D\xEA\xDB\xEE\xF8"));
}

TEST_CASE("aligning fills the byte with zeros and never adds one") {
  BitWriter out;
  out.align();
  CHECK(out.bytes().empty());
  out.bits(3, 2);
  out.align();
  out.align();
  CHECK(out.bytes() == "\xC0");
}

TEST_CASE("Exp-Golomb codes are those of table 9-2") {
  const auto code = [](auto write) {
    BitWriter out;
    write(out);
    out.trailing();
    return out.bytes();
  };
  CHECK(code([](BitWriter& out) { out.ue(0); }) == "\xC0");   // 1
  CHECK(code([](BitWriter& out) { out.ue(1); }) == "\x50");   // 010
  CHECK(code([](BitWriter& out) { out.ue(5); }) == "\x34");   // 00110
  CHECK(code([](BitWriter& out) { out.se(-1); }) == "\x70");  // 011
  CHECK(code([](BitWriter& out) { out.se(2); }) == "\x24");   // 00100
}

TEST_CASE("what was written is read back") {
  BitWriter out;
  for (unsigned n = 0; n < 300; ++n) out.ue(n * n * 7);
  for (int n = -300; n < 300; ++n) out.se(n * 11);
  out.bits(0x12345678, 32);
  out.trailing();
  BitReader in(out.bytes());
  bool same = true;
  for (unsigned n = 0; n < 300; ++n) same &= in.ue() == n * n * 7;
  for (int n = -300; n < 300; ++n) same &= in.se() == n * 11;
  CHECK(same);
  CHECK(in.bits(32) == 0x12345678);
  CHECK(in.payload_left() == 0);
  CHECK_FALSE(in.overrun());
}

TEST_CASE("payload_left counts the bits before the stop bit, whatever zeros follow it") {
  BitReader in(std::string_view("\xA5\x60\0\0", 4));
  CHECK(in.payload_left() == 10);
  in.bits(7);
  CHECK(in.payload_left() == 3);
  CHECK(BitReader(std::string_view("\0\0", 2)).payload_left() == 0);
  CHECK(BitReader("").payload_left() == 0);
}

TEST_CASE("reading past the end yields zeros and says so") {
  BitReader in("\xFF");
  CHECK(in.bits(12) == 0xFF0);
  CHECK(in.overrun());
  BitReader zeros(std::string_view("\0\0\0\0\0", 5));
  CHECK(zeros.ue() == 0);
  CHECK(zeros.overrun());
}

TEST_CASE("an escaped payload holds no start code and comes back") {
  const std::string worst("\0\0\0\0\0\1\0\0\2\0\0\3\0\0\4\0\0", 17);
  const std::string safe = escape(worst);
  for (char last = 0; last <= 2; ++last) CHECK(safe.find(std::string{0, 0, last}) == std::string::npos);
  CHECK(unescape(safe) == worst);
  CHECK(escape("plain") == "plain");
}
