// Owns: drawing text of any size with a round pen, smooth edges included.
// Never knows: what is written, where it stands in the picture.
// Used by: clip/picture.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/clip/canvas.hpp>
#include <mockling/clip/font.hpp>

namespace mockling::clip {

struct Point {
  double x;
  double y;
};

inline Point middle(Point a, Point b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

// The quadratic Bézier curve as a polyline, its start left out.
inline void append_curve(std::vector<Point>& line, Point from, Point pull, Point to) {
  constexpr int kSteps = 8;
  for (int i = 1; i <= kSteps; ++i) {
    const double t = static_cast<double>(i) / kSteps;
    line.push_back(middle(from, to));
    Point& p = line.back();
    p.x = (1 - t) * (1 - t) * from.x + 2 * t * (1 - t) * pull.x + t * t * to.x;
    p.y = (1 - t) * (1 - t) * from.y + 2 * t * (1 - t) * pull.y + t * t * to.y;
  }
}

// A stroke of the font as a polyline.
inline std::vector<Point> polyline(std::string_view stroke) {
  const char kind = stroke[0];
  const bool smooth = kind == '~' || kind == '*';
  if (smooth) stroke.remove_prefix(1);
  std::vector<Point> pulls;
  for (std::size_t i = 0; i + 1 < stroke.size(); i += 2)
    pulls.push_back(
        {static_cast<double>(glyph_coordinate(stroke[i])), static_cast<double>(glyph_coordinate(stroke[i + 1]))});
  if (!smooth) return pulls;
  const bool closed = kind == '*';
  if (closed) pulls.insert(pulls.end(), {pulls[0], pulls[1]});
  std::vector<Point> line{closed ? middle(pulls[0], pulls[1]) : pulls[0]};
  for (std::size_t i = 1; i + 1 < pulls.size(); ++i) {
    const bool last = !closed && i + 2 == pulls.size();
    append_curve(line, line.back(), pulls[i], last ? pulls[i + 1] : middle(pulls[i], pulls[i + 1]));
  }
  return line;
}

inline std::vector<std::vector<Point>> outlines(char c) {
  std::vector<std::vector<Point>> lines;
  std::string_view strokes = glyph_strokes(c);
  while (!strokes.empty()) {
    const auto end = std::min(strokes.find(' '), strokes.size());
    lines.push_back(polyline(strokes.substr(0, end)));
    strokes.remove_prefix(std::min(end + 1, strokes.size()));
  }
  return lines;
}

// From the left edge of the first stroke to the right edge of the last, in font units.
inline double glyph_width(char c) {
  if (c == ' ') return kBlank;
  if (c >= '0' && c <= '9') return kFigureWidth;
  double width = 0;
  for (const auto& line : outlines(c))
    for (const Point p : line) width = std::max(width, p.x);
  return width;
}

// The width of a line of text, in font units, the pen included.
inline double text_width(std::string_view text) {
  double width = text.empty() ? 0 : 2 * kPenRadius - kGap;
  for (const char c : text) width += glyph_width(c) + kGap;
  return width;
}

// Writes in one size. Remembers the glyphs it has drawn.
class Lettering {
 public:
  // `height` is that of capitals, in pixels.
  explicit Lettering(double height) : scale_(height / (kBaseline + 2 * kPenRadius)) {}

  double width(std::string_view text) const { return text_width(text) * scale_; }

  // The upper left corner of the first capital is at (x, y).
  void draw(Canvas& canvas, double x, int y, std::string_view text, int luma) {
    for (const char c : text) {
      const Mask& mask = mask_of(c);
      const int left = static_cast<int>(std::lround(x));
      for (int row = 0; row < mask.height; ++row)
        for (int column = 0; column < mask.width; ++column)
          canvas.ink(left + column, y + row, luma, mask.at(column, row));
      x += (glyph_width(c) + kGap) * scale_;
    }
  }

 private:
  struct Mask {
    int width;
    int height;
    std::vector<unsigned char> alpha;
    unsigned char& at(int x, int y) { return alpha[static_cast<std::size_t>(y * width + x)]; }
    unsigned char at(int x, int y) const { return alpha[static_cast<std::size_t>(y * width + x)]; }
  };

  const Mask& mask_of(char c) {
    const auto found = masks_.find(c);
    if (found != masks_.end()) return found->second;
    const auto pixels = [&](double units) {
      return static_cast<int>(std::ceil((units + 2 * kPenRadius) * scale_)) + 1;
    };
    Mask mask{pixels(glyph_width(c)), pixels(kBaseline + kDescent), {}};
    mask.alpha.resize(static_cast<std::size_t>(mask.width * mask.height));
    for (const auto& line : outlines(c))
      for (std::size_t i = 0; i + 1 < line.size(); ++i) stroke(mask, on_mask(line[i]), on_mask(line[i + 1]));
    return masks_.emplace(c, std::move(mask)).first->second;
  }

  Point on_mask(Point p) const { return {(p.x + kPenRadius) * scale_, (p.y + kPenRadius) * scale_}; }

  // Covers the pixels within a pen's radius of the line from a to b.
  void stroke(Mask& mask, Point a, Point b) const {
    const double radius = kPenRadius * scale_;
    const int left = static_cast<int>(std::min(a.x, b.x) - radius),
              right = static_cast<int>(std::max(a.x, b.x) + radius) + 1;
    const int top = static_cast<int>(std::min(a.y, b.y) - radius),
              bottom = static_cast<int>(std::max(a.y, b.y) + radius) + 1;
    const double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
    for (int y = std::max(top, 0); y <= std::min(bottom, mask.height - 1); ++y)
      for (int x = std::max(left, 0); x <= std::min(right, mask.width - 1); ++x) {
        const double px = x + 0.5 - a.x, py = y + 0.5 - a.y;
        const double along = length2 > 0 ? std::clamp((px * dx + py * dy) / length2, 0.0, 1.0) : 0.0;
        const double distance = std::hypot(px - along * dx, py - along * dy);
        const double cover = std::clamp(radius + 0.5 - distance, 0.0, 1.0);
        mask.at(x, y) = std::max(mask.at(x, y), static_cast<unsigned char>(cover * 255));
      }
  }

  double scale_;
  std::map<char, Mask> masks_;
};

}  // namespace mockling::clip
