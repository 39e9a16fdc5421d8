// Owns: a picture in memory, three planes of 8-bit 4:2:0 samples, and filling rectangles in it.
// Never knows: letters, layout, encoders.
// Used by: clip/lettering, clip/picture, clip/plain.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

namespace mockling::clip {

// Limited range: luma 16 … 235, chroma 16 … 240 around 128.
struct Color {
  int y;
  int u = 128;
  int v = 128;
};

struct Rect {
  int x;
  int y;
  int width;
  int height;
};

class Canvas {
 public:
  // Sides must be even.
  Canvas(int width, int height, Color ground) : width_(width), height_(height) {
    const auto luma = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    samples_.reserve(luma + luma / 2);
    samples_.append(luma, static_cast<char>(ground.y));
    samples_.append(luma / 4, static_cast<char>(ground.u));
    samples_.append(luma / 4, static_cast<char>(ground.v));
  }

  int width() const { return width_; }
  int height() const { return height_; }

  // The samples as an encoder wants them: Y, then U, then V.
  const std::string& samples() const { return samples_; }

  // One sample; plane 0 is luma, 1 and 2 are chroma of half width and height.
  unsigned at(int plane, int x, int y) const {
    const std::size_t luma = offset(width_, 0, height_);
    const std::size_t start = plane == 0 ? 0 : luma + (plane == 1 ? 0 : luma / 4);
    return static_cast<unsigned char>(samples_[start + offset(plane == 0 ? width_ : width_ / 2, x, y)]);
  }

  // Paints what of the rectangle lies inside. Colour edges fall on even pixels.
  void fill(Rect r, Color color) {
    const int left = clamp(r.x, width_), right = clamp(r.x + r.width, width_);
    const int top = clamp(r.y, height_), bottom = clamp(r.y + r.height, height_);
    paint(0, width_, {left, top, right - left, bottom - top}, color.y);
    const Rect half{left / 2, top / 2, (right + 1) / 2 - left / 2, (bottom + 1) / 2 - top / 2};
    const std::size_t luma = offset(width_, 0, height_);
    paint(luma, width_ / 2, half, color.u);
    paint(luma + luma / 4, width_ / 2, half, color.v);
  }

  // Blends luma towards `y` by `alpha` of 255. Outside the picture nothing happens.
  void ink(int x, int row, int y, int alpha) {
    if (x < 0 || x >= width_ || row < 0 || row >= height_ || alpha <= 0) return;
    char& sample = samples_[offset(width_, x, row)];
    const int before = static_cast<unsigned char>(sample);
    sample = static_cast<char>(before + ((y - before) * alpha + (y < before ? -127 : 127)) / 255);
  }

 private:
  static int clamp(int value, int limit) { return std::min(std::max(value, 0), limit); }

  static std::size_t offset(int stride, int x, int row) {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(stride) + static_cast<std::size_t>(x);
  }

  void paint(std::size_t plane, int stride, Rect r, int value) {
    if (r.width <= 0) return;
    for (int row = r.y; row < r.y + r.height; ++row)
      std::fill_n(samples_.begin() + static_cast<std::ptrdiff_t>(plane + offset(stride, r.x, row)), r.width,
                  static_cast<char>(value));
  }

  int width_;
  int height_;
  std::string samples_;
};

}  // namespace mockling::clip
