#include <mockling/clip/h264.hpp>

#include <string>

#include "catch.hpp"

using namespace mockling::clip;

namespace {

ClipSpec sized(int width, int height, int rate = 24) {
  ClipSpec spec;
  spec.width = width;
  spec.height = height;
  spec.rate.num = rate;
  return spec;
}

}  // namespace

TEST_CASE("pictures are whole macroblocks") {
  CHECK(grid_of(sized(3840, 2160)).columns == 240);
  CHECK(grid_of(sized(3840, 2160)).rows == 135);
  CHECK(grid_of(sized(1920, 1080)).rows == 68);
  CHECK(grid_of(sized(130, 128)).columns == 9);
}

TEST_CASE("the level is the lowest of table A-1 that allows size and rate") {
  const auto level = [](const ClipSpec& spec) { return level_of(grid_of(spec), spec.rate); };
  CHECK(level(sized(128, 128)) == 11);
  CHECK(level(sized(1280, 720, 30)) == 31);
  CHECK(level(sized(1280, 720, 60)) == 32);
  CHECK(level(sized(1920, 1080, 30)) == 40);
  CHECK(level(sized(3840, 2160, 24)) == 51);
  CHECK(level(sized(3840, 2160, 60)) == 52);
  CHECK(level(sized(3840, 3840, 30)) == 60);
  CHECK(level(sized(3840, 3840, 120)) == 62);
  CHECK(level(sized(3840, 128, 24)) == 40);  // few macroblocks, but too many in a row for less
}

TEST_CASE("the sequence parameter set crops what exceeds the picture") {
  const auto crop = [](const ClipSpec& spec) {
    const std::string set = unescape(sequence_parameters(spec));
    BitReader in(std::string_view(set).substr(1));
    CHECK(in.bits(8) == 66);
    in.bits(16);
    for (int i = 0; i < 4; ++i) in.ue();
    in.flag();
    const auto width = (in.ue() + 1) * 16, height = (in.ue() + 1) * 16;
    in.bits(2);
    if (!in.flag()) return std::pair{width, height};
    const auto left = in.ue(), right = in.ue(), top = in.ue(), bottom = in.ue();
    return std::pair{width - 2 * (left + right), height - 2 * (top + bottom)};
  };
  CHECK(crop(sized(1920, 1080)) == std::pair{1920U, 1080U});
  CHECK(crop(sized(3840, 2160)) == std::pair{3840U, 2160U});
  CHECK(crop(sized(202, 130)) == std::pair{202U, 130U});
}

TEST_CASE("a repeated picture is one skip run over all macroblocks") {
  const Grid grid{240, 135};
  const std::string slice = unescape(repeat_picture(grid, 17));
  CHECK(slice.size() < 12);
  CHECK(slice[0] == '\x41');
  BitReader in(std::string_view(slice).substr(1));
  CHECK(in.ue() == 0);
  CHECK(in.ue() == 5);
  CHECK(in.ue() == 0);
  CHECK(in.bits(4) == 1);  // 17 in four bits
  in.bits(3);
  CHECK(in.se() == 0);
  CHECK(in.ue() == 1);
  CHECK(in.ue() == 240 * 135);
  CHECK(in.payload_left() == 0);
}
