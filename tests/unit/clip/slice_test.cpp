#include <mockling/clip/slice.hpp>

#include <string>

#include "catch.hpp"

using namespace mockling::clip;

namespace {

struct Wish {
  unsigned first = 0;
  unsigned type = 7;
  unsigned filter = 1;
  unsigned profile = 66;
  bool arithmetic = false;
};

constexpr unsigned kBody = 0x1234567;

std::string start_code() { return std::string("\0\0\0\1", 4); }

// A stream as an encoder with order count type 0 and five bits of frame number writes it.
std::string stream(const Wish& wish, unsigned char slice_header = 0x65) {
  BitWriter sequence, picture, slice;
  sequence.bits(wish.profile, 8), sequence.bits(0, 16), sequence.ue(0), sequence.ue(1), sequence.ue(0), sequence.ue(2);
  sequence.trailing();
  picture.ue(0), picture.ue(0), picture.flag(wish.arithmetic), picture.flag(false), picture.ue(0), picture.ue(0);
  picture.ue(0), picture.bits(0, 3), picture.se(-3), picture.se(0), picture.se(-2), picture.bits(4, 3);
  picture.trailing();
  slice.ue(wish.first), slice.ue(wish.type), slice.ue(0), slice.bits(0, 5), slice.ue(1), slice.bits(9, 6);
  slice.bits(0, 2), slice.se(4), slice.ue(wish.filter);
  if (wish.filter != 1) slice.se(0), slice.se(0);
  slice.bits(kBody, 29);
  slice.trailing();
  return start_code() + unit(0x67, sequence) + start_code() + unit(0x68, picture) + start_code() + "\6note" +
         start_code().substr(1) + unit(slice_header, slice);
}

}  // namespace

TEST_CASE("a stream falls into its units") {
  const std::string stream = start_code() + "ab" + start_code() + "c" + start_code().substr(1) + "d";
  const auto units = units_of(stream);
  CHECK(units == std::vector<std::string_view>{"ab", "c", "d"});
  CHECK(units_of("nothing").empty());
}

TEST_CASE("settings are read from the parameter sets") {
  const auto intra = read_intra(stream({}));
  REQUIRE(intra);
  CHECK(intra->payloads.size() == 1);
  CHECK(intra->settings.frame_number_bits == 5);
  CHECK(intra->settings.order_count_type == 0);
  CHECK(intra->settings.order_count_bits == 6);
  CHECK(intra->settings.base_qp == 23);
  CHECK(intra->settings.chroma_qp_offset == -2);
  CHECK(intra->settings.deblocking_control);
}

TEST_CASE("a rehomed slice keeps its macroblocks bit for bit and its quantiser") {
  const auto intra = read_intra(stream({}));
  REQUIRE(intra);
  const auto moved = rehome(intra->payloads[0], intra->settings, 777);
  REQUIRE(moved);
  CHECK((*moved)[0] == '\x65');
  const std::string payload = unescape(*moved);
  BitReader in(std::string_view(payload).substr(1));
  CHECK(in.ue() == 777);
  CHECK(in.ue() == 7);
  CHECK(in.ue() == 0);
  CHECK(in.bits(kFrameNumberBits) == 0);
  CHECK(in.ue() == 0);
  CHECK(in.bits(2) == 0);
  CHECK(in.se() == 26 - 3 + 4 - kBaseQp);
  CHECK(in.ue() == 1);
  CHECK(in.payload_left() == 29);
  CHECK(in.bits(29) == kBody);
}

TEST_CASE("streams of another kind are refused, not misread") {
  CHECK_FALSE(read_intra(stream([] {
    Wish w;
    w.profile = 100;
    return w;
  }())));
  CHECK_FALSE(read_intra(stream([] {
    Wish w;
    w.arithmetic = true;
    return w;
  }())));
  CHECK_FALSE(read_intra(stream({}, 0x41)));
  const auto moves = [](const Wish& wish) {
    const auto intra = read_intra(stream(wish));
    REQUIRE(intra);
    return rehome(intra->payloads[0], intra->settings, 0).ok();
  };
  CHECK(moves({}));
  CHECK_FALSE(moves({5, 7, 1}));
  CHECK_FALSE(moves({0, 5, 1}));
  CHECK_FALSE(moves({0, 7, 0}));
}
