#include <mockling/clip/box.hpp>

#include <string>

#include "catch.hpp"

using namespace mockling::clip;

TEST_CASE("boxes carry their own and their children's size") {
  BoxWriter out;
  out.text("before");
  out.box("outr", [&] {
    out.u16(0x0102);
    out.full_box("innr", 0x01000003, [&] { out.u8(0xFF); });
  });
  CHECK(out.bytes() == std::string("before\0\0\0\x17outr\1\2\0\0\0\x0Dinnr\1\0\0\3\xFF", 29));
}

TEST_CASE("numbers are big-endian") {
  BoxWriter out;
  out.u64(0x0102030405060708);
  CHECK(out.bytes() == "\1\2\3\4\5\6\7\x08");
}
