// Owns: what a clip looks like: colour bars, grey steps, captions, and the strip that counts the seconds.
// Never knows: encoders, files.
// Used by: host/clip_encoder.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/clip/canvas.hpp>
#include <mockling/clip/h264.hpp>
#include <mockling/clip/lettering.hpp>
#include <mockling/clip/spec.hpp>

namespace mockling::clip {

inline constexpr Color kGround{30, 130, 126};
inline constexpr Color kStripGround{20, 129, 127};
inline constexpr Color kTrack{58};
inline constexpr Color kAccent{150, 96, 176};
inline constexpr int kWhite = 235;
inline constexpr int kSoft = 170;

// The strip's height in macroblocks: about a tenth of the shorter side, at least two.
inline int strip_rows(const ClipSpec& spec) {
  return std::max(2, std::min(spec.width, spec.height) / (10 * kMacroblock));
}

// Where things stand, in pixels of the visible picture.
struct Layout {
  int margin;
  int bars;        // height of the colour bars
  int steps;       // height of the grey steps below them
  int still;       // height of the picture above the strip, as coded
  int strip;       // visible height of the strip
  int text_width;  // room for a line
};

inline Layout layout_of(const ClipSpec& spec) {
  const int unit = std::min(spec.width, spec.height);
  const Grid grid = grid_of(spec);
  Layout layout{};
  layout.margin = std::max(8, unit / 24);
  layout.still = (grid.rows - strip_rows(spec)) * kMacroblock;
  layout.strip = spec.height - layout.still;
  layout.bars = layout.still * (spec.labels.empty() ? 50 : 36) / 100 / kMacroblock * kMacroblock;
  layout.steps = layout.still * 7 / 100 / kMacroblock * kMacroblock;
  layout.text_width = spec.width - 2 * layout.margin;
  return layout;
}

// Bars of 75 % colour and, below, sixteen steps from black to white.
inline void draw_bars(Canvas& canvas, const ClipSpec& spec, const Layout& layout) {
  static constexpr std::array<Color, 7> kBars{
      {{180}, {168, 44, 136}, {145, 147, 44}, {133, 63, 52}, {63, 193, 204}, {51, 109, 212}, {28, 212, 120}}};
  const auto edge = [&](int i, int count) { return spec.width * i / count / 2 * 2; };
  for (int i = 0; i < 7; ++i) {
    const int right = i == 6 ? canvas.width() : edge(i + 1, 7);
    canvas.fill({edge(i, 7), 0, right - edge(i, 7), layout.bars}, kBars[static_cast<std::size_t>(i)]);
  }
  for (int i = 0; i < 16; ++i) {
    const int right = i == 15 ? canvas.width() : edge(i + 1, 16);
    canvas.fill({edge(i, 16), layout.bars, right - edge(i, 16), layout.steps}, {16 + 219 * i / 15});
  }
}

// Cuts a text into lines that fit; a longer word is broken, what exceeds `limit` lines is left out.
inline std::vector<std::string> wrapped(std::string_view text, double width, std::size_t limit) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < limit) {
    std::size_t end = 0, last_blank = 0;
    double used = 0;
    for (; end < text.size() && text[end] != '\n'; ++end) {
      used += glyph_width(text[end]) + kGap;
      if (used > width && end > 0) break;
      if (text[end] == ' ') last_blank = end;
    }
    const bool whole = end == text.size() || text[end] == '\n' || text[end] == ' ';
    const std::size_t cut = whole || last_blank == 0 ? end : last_blank;
    lines.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut);
    if (!text.empty() && (text[0] == ' ' || text[0] == '\n')) text.remove_prefix(1);
  }
  return lines;
}

// One sign for each code point that the font lacks, so that foreign prompts keep their length.
inline std::string drawable(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    const bool inside_sequence = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    if (!inside_sequence) plain += c;
  }
  return plain;
}

// The largest size up to `height` at which the text fits the width.
inline double fitting(double height, std::string_view text, double width) {
  const double full = text_width(text) * height / (kBaseline + 2 * kPenRadius);
  return full > width ? height * width / full : height;
}

// Heights of capitals as shares of the room below the bars; labels take their part of it.
struct Typography {
  double top;
  double title;
  double line;
};

inline Typography typography_of(const ClipSpec& spec) {
  return spec.labels.empty() ? Typography{0.17, 0.2, 0.12} : Typography{0.09, 0.14, 0.075};
}

inline void draw_texts(Canvas& canvas, const ClipSpec& spec, const Layout& layout) {
  const int top = layout.bars + layout.steps;
  const int room = layout.still - top;
  const auto type = typography_of(spec);
  double y = top + room * type.top;
  for (std::size_t i = 0; i < spec.captions.size(); ++i) {
    const double wish = std::min(room * (i == 0 ? type.title : type.line), spec.width * (i == 0 ? 0.09 : 0.05));
    const double height = fitting(wish, spec.captions[i], layout.text_width);
    Lettering(height).draw(canvas, layout.margin, static_cast<int>(y), spec.captions[i], i == 0 ? kWhite : kSoft);
    y += height * 1.9;
  }
  const double label = std::max(6.0, std::min(room * 0.043, spec.width * 0.026));
  Lettering small(label);
  const double units = layout.text_width / label * (kBaseline + 2 * kPenRadius);
  y += label / 2;
  for (const auto& text : spec.labels)
    for (const auto& line : wrapped(drawable(text), units, 4)) {
      if (y + label * 1.4 > layout.still) return;
      small.draw(canvas, layout.margin, static_cast<int>(y), line, kWhite);
      y += label * 1.75;
    }
}

// The picture above the strip, in whole macroblocks.
inline Canvas draw_still(const ClipSpec& spec) {
  const Layout layout = layout_of(spec);
  Canvas canvas(grid_of(spec).columns * kMacroblock, layout.still, kGround);
  draw_bars(canvas, spec, layout);
  draw_texts(canvas, spec, layout);
  return canvas;
}

// Minutes and seconds as a counter shows them.
inline std::string clock_text(int seconds) {
  const auto two = [](int n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
  return two(seconds / 60) + ':' + two(seconds % 60);
}

// Draws the strips of all seconds, one after the other, each in whole macroblocks.
class StripPainter {
 public:
  explicit StripPainter(ClipSpec spec)
      : spec_(std::move(spec)), layout_(layout_of(spec_)), lettering_(layout_.strip * 0.5) {}

  Canvas draw(int second) {
    Canvas canvas(grid_of(spec_).columns * kMacroblock, strip_rows(spec_) * kMacroblock, kStripGround);
    const int y = layout_.strip / 4;
    const std::string now = clock_text(second), end = clock_text((spec_.length_ms + 999) / 1000);
    const int wide = static_cast<int>(lettering_.width(now));
    lettering_.draw(canvas, layout_.margin, y, now, kWhite);
    lettering_.draw(canvas, spec_.width - layout_.margin - wide, y, end, kSoft);
    draw_progress(canvas, second, layout_.margin + wide + layout_.margin);
    return canvas;
  }

 private:
  // How much of the clip is over, between the two times.
  void draw_progress(Canvas& canvas, int second, int left) const {
    const int thick = std::max(2, layout_.strip / 16 * 2), y = (layout_.strip - thick) / 4 * 2;
    const int length = spec_.width - 2 * left;
    const int done = static_cast<int>(std::int64_t{length} * second * 1000 / spec_.length_ms) / 2 * 2;
    canvas.fill({left / 2 * 2, y, length, thick}, kTrack);
    canvas.fill({left / 2 * 2, y, done, thick}, kAccent);
  }

  ClipSpec spec_;
  Layout layout_;
  Lettering lettering_;
};

}  // namespace mockling::clip
