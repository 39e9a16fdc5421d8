#include <mockling/clip/canvas.hpp>

#include <string>

#include "catch.hpp"

using namespace mockling::clip;

namespace {

int luma(const Canvas& canvas, int x, int y) {
  return static_cast<unsigned char>(canvas.samples()[static_cast<std::size_t>(y * canvas.width() + x)]);
}

int chroma_u(const Canvas& canvas, int x, int y) {
  const int at = canvas.width() * canvas.height() + y / 2 * (canvas.width() / 2) + x / 2;
  return static_cast<unsigned char>(canvas.samples()[static_cast<std::size_t>(at)]);
}

}  // namespace

TEST_CASE("a canvas is three planes of one colour") {
  const Canvas canvas(8, 4, {50, 60, 70});
  CHECK(canvas.samples() == std::string(32, 50) + std::string(8, 60) + std::string(8, 70));
}

TEST_CASE("samples are found in their plane") {
  Canvas canvas(16, 8, {16, 30, 40});
  canvas.fill({6, 4, 2, 2}, {200, 90, 100});
  CHECK(canvas.at(0, 6, 4) == 200);
  CHECK(canvas.at(1, 3, 2) == 90);
  CHECK(canvas.at(2, 3, 2) == 100);
  CHECK(canvas.at(0, 5, 4) == 16);
  CHECK(canvas.at(1, 4, 2) == 30);
  CHECK(canvas.at(2, 3, 1) == 40);
}

TEST_CASE("a rectangle paints its pixels and nothing else") {
  Canvas canvas(16, 8, {16});
  canvas.fill({4, 2, 6, 4}, {200, 90, 100});
  CHECK(luma(canvas, 4, 2) == 200);
  CHECK(luma(canvas, 9, 5) == 200);
  CHECK(luma(canvas, 3, 2) == 16);
  CHECK(luma(canvas, 10, 5) == 16);
  CHECK(luma(canvas, 4, 6) == 16);
  CHECK(chroma_u(canvas, 4, 2) == 90);
  CHECK(chroma_u(canvas, 2, 2) == 128);
}

TEST_CASE("what lies outside is left out") {
  Canvas canvas(16, 8, {16});
  canvas.fill({-10, -10, 12, 12}, {100});
  canvas.fill({14, 6, 100, 100}, {101});
  canvas.fill({40, 40, 5, 5}, {102});
  canvas.ink(-1, 0, 235, 255);
  canvas.ink(16, 0, 235, 255);
  canvas.ink(0, 8, 235, 255);
  CHECK(canvas.samples().size() == 16 * 8 * 3 / 2);
  CHECK(luma(canvas, 1, 1) == 100);
  CHECK(luma(canvas, 2, 1) == 16);
  CHECK(luma(canvas, 15, 7) == 101);
}

TEST_CASE("ink blends towards its tone, rounded") {
  Canvas canvas(2, 2, {16});
  canvas.ink(0, 0, 235, 255);
  canvas.ink(1, 0, 216, 128);
  canvas.ink(0, 1, 235, 0);
  CHECK(luma(canvas, 0, 0) == 235);
  CHECK(luma(canvas, 1, 0) == 116);
  CHECK(luma(canvas, 0, 1) == 16);
}
