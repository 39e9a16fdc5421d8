#include <mockling/clip/lettering.hpp>

#include <string>

#include "catch.hpp"

using namespace mockling::clip;

namespace {

struct Ink {
  int left, top, right, bottom, pixels;
};

Ink ink_of(const Canvas& canvas) {
  Ink ink{canvas.width(), canvas.height(), -1, -1, 0};
  for (int y = 0; y < canvas.height(); ++y)
    for (int x = 0; x < canvas.width(); ++x)
      if (static_cast<unsigned char>(canvas.samples()[static_cast<std::size_t>(y * canvas.width() + x)]) > 120) {
        ink = {std::min(ink.left, x), std::min(ink.top, y), std::max(ink.right, x), std::max(ink.bottom, y),
               ink.pixels + 1};
      }
  return ink;
}

Ink written(std::string_view text, double height) {
  Canvas canvas(800, 300, {16});
  Lettering(height).draw(canvas, 20, 30, text, 235);
  return ink_of(canvas);
}

}  // namespace

TEST_CASE("capitals are as high as asked and begin where asked") {
  for (const double height : {12.0, 40.0, 160.0}) {
    const Ink ink = written("H", height);
    CHECK(ink.left == 20);
    CHECK(ink.top == 30);
    CHECK(std::abs(ink.bottom + 1 - 30 - height) <= 1);
  }
}

TEST_CASE("the announced width is the drawn width") {
  for (const auto* text : {"HH", "1280 x 720", "kling"}) {
    const Ink ink = written(text, 40);
    CHECK(std::abs(ink.right + 1 - 20 - Lettering(40).width(text)) <= 2);
  }
}

TEST_CASE("figures are equally wide") {
  for (char c = '0'; c <= '9'; ++c) CHECK(glyph_width(c) == glyph_width('0'));
  CHECK(text_width("11:11") == text_width("08:59"));
}

TEST_CASE("every visible character leaves ink, and the unknown one too") {
  for (char c = '!'; c <= '~'; ++c) {
    INFO(c);
    CHECK(written(std::string(1, c), 40).pixels > 10);
  }
  CHECK(written(" ", 40).pixels == 0);
  CHECK(written("\xC3", 40).pixels > 100);
}

TEST_CASE("smooth curves end where their stroke ends, closed ones where they began") {
  const auto open = polyline("~0030");
  CHECK(open.size() == 1);  // two points pull nothing
  const auto curve = polyline("~002040");
  CHECK(curve.front().x == 0);
  CHECK(curve.back().x == Approx(4));
  const auto loop = polyline("*00808c0c");
  CHECK(loop.front().x == Approx(loop.back().x));
  CHECK(loop.front().y == Approx(loop.back().y));
}
