#include <mockling/clip/font.hpp>

#include <set>
#include <string>
#include <string_view>

#include "catch.hpp"

using namespace mockling::clip;

TEST_CASE("every printable character has a shape of its own") {
  std::set<std::string_view> shapes;
  for (char c = ' '; c <= '~'; ++c) shapes.insert(glyph_strokes(c));
  CHECK(shapes.size() == 94);  // I and l are the same stroke, no other pair is
  CHECK(glyph_strokes('I') == glyph_strokes('l'));
}

TEST_CASE("strokes are well formed and stay in the em") {
  for (char c = '!'; c <= '~'; ++c) {
    INFO(c);
    std::size_t digits = 0;
    for (const char sign : std::string(glyph_strokes(c)) + ' ') {
      if (sign == '~' || sign == '*') continue;
      if (sign == ' ') {
        CHECK(digits >= 4);
        CHECK(digits % 2 == 0);
        digits = 0;
        continue;
      }
      const int value = glyph_coordinate(sign);
      CHECK(value >= 0);
      CHECK(value <= (digits % 2 == 0 ? 10 : kBaseline + kDescent));
      ++digits;
    }
  }
}

TEST_CASE("what the font lacks is drawn as a box") {
  CHECK(glyph_strokes('\xC3') == kUnknownGlyph);
  CHECK(glyph_strokes('\n') == kUnknownGlyph);
}
