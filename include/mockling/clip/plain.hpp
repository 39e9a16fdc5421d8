// Owns: writing intra slices without an encoder: a macroblock continues its neighbour or is stated sample by sample.
// Never knows: what the picture shows, MP4.
// Used by: host/clip_maker, where there is no FFmpeg.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <mockling/clip/assemble.hpp>
#include <mockling/clip/bits.hpp>
#include <mockling/clip/canvas.hpp>
#include <mockling/clip/h264.hpp>
#include <mockling/clip/picture.hpp>
#include <mockling/clip/spec.hpp>

namespace mockling::clip {

// Lossless: large flat areas cost a byte a macroblock, everything else 384.
class PlainSlice {
 public:
  // The canvas is in whole macroblocks; the slice begins at macroblock `first` of an IDR picture.
  PlainSlice(const Canvas& canvas, int first)
      : canvas_(canvas), grid_{canvas.width() / kMacroblock, canvas.height() / kMacroblock} {
    write_intra_header(out_, first, 0);
    stated_.resize(static_cast<std::size_t>(grid_.size()));
    for (int row = 0; row < grid_.rows; ++row)
      for (int column = 0; column < grid_.columns; ++column) write(column, row);
    out_.trailing();
  }

  std::string unit() const { return clip::unit(0x65, out_); }

 private:
  void write(int column, int row) {
    constexpr std::uint32_t kVertical = 1, kHorizontal = 2, kStated = 25;  // mb_type in an I slice
    constexpr std::uint32_t kChromaHorizontal = 1, kChromaVertical = 2;
    if (column > 0 && repeats(column, row, 1, 0)) return write_continued(column, row, kHorizontal, kChromaHorizontal);
    if (row > 0 && repeats(column, row, 0, 1)) return write_continued(column, row, kVertical, kChromaVertical);
    out_.ue(kStated);
    out_.align();
    each_sample(column, row, [&](int plane, int x, int y) { out_.bits(canvas_.at(plane, x, y), 8); });
    stated_[index(column, row)] = true;
  }

  // Whether every sample equals the one that borders the macroblock to the left (dx) or above (dy).
  bool repeats(int column, int row, int dx, int dy) const {
    bool same = true;
    each_sample(column, row, [&](int plane, int x, int y) {
      const int side = plane == 0 ? kMacroblock : kMacroblock / 2;
      const int from_x = dx != 0 ? column * side - 1 : x, from_y = dy != 0 ? row * side - 1 : y;
      same = same && canvas_.at(plane, x, y) == canvas_.at(plane, from_x, from_y);
    });
    return same;
  }

  void write_continued(int column, int row, std::uint32_t type, std::uint32_t chroma) {
    out_.ue(type);
    out_.ue(chroma);
    out_.se(0);  // same quantiser
    // No coefficient, in the code that the neighbours' count calls for (9.2.1): a stated macroblock counts as 16.
    if (coefficients_around(column, row) >= 8)
      out_.bits(3, 6);
    else
      out_.bits(1, 1);
  }

  int coefficients_around(int column, int row) const {
    constexpr int kAll = 16;
    const int left = column > 0 && stated_[index(column - 1, row)] ? kAll : 0;
    const int above = row > 0 && stated_[index(column, row - 1)] ? kAll : 0;
    return column > 0 && row > 0 ? (left + above + 1) / 2 : left + above;
  }

  template <class Visit>
  void each_sample(int column, int row, Visit visit) const {
    for (int plane = 0; plane < 3; ++plane) {
      const int side = plane == 0 ? kMacroblock : kMacroblock / 2;
      for (int y = row * side; y < (row + 1) * side; ++y)
        for (int x = column * side; x < (column + 1) * side; ++x) visit(plane, x, y);
    }
  }

  std::size_t index(int column, int row) const { return static_cast<std::size_t>(row * grid_.columns + column); }

  const Canvas& canvas_;  // only while the slice is written
  Grid grid_;
  BitWriter out_;
  std::vector<bool> stated_;
};

inline Pictures plain_pictures(const ClipSpec& spec) {
  Pictures pictures{PlainSlice(draw_still(spec), 0).unit(), {}, 0};
  StripPainter painter(spec);
  for (int second = 0; second < second_count(spec); ++second)
    pictures.strips.push_back(PlainSlice(painter.draw(second), strip_start(spec, strip_rows(spec))).unit());
  return pictures;
}

}  // namespace mockling::clip
