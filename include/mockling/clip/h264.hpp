// Owns: the H.264 units written here: parameter sets, slice headers, repeats (ITU-T H.264, 7.3.2, 7.3.3).
// Never knows: pixels, files, MP4.
// Used by: clip/slice, clip/plain, clip/assemble.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <mockling/clip/bits.hpp>
#include <mockling/clip/spec.hpp>

namespace mockling::clip {

inline constexpr int kMacroblock = 16;
inline constexpr int kFrameNumberBits = 4;
inline constexpr int kBaseQp = 26;

// A picture in macroblocks.
struct Grid {
  int columns;
  int rows;
  int size() const { return columns * rows; }
};

inline Grid grid_of(const ClipSpec& spec) {
  const auto blocks = [](int pixels) { return (pixels + kMacroblock - 1) / kMacroblock; };
  return {blocks(spec.width), blocks(spec.height)};
}

// The lowest level that allows this picture size and rate (table A-1), as level_idc.
inline int level_of(Grid grid, FrameRate rate) {
  struct Row {
    int level;
    int picture;     // macroblocks in a picture
    int per_second;  // macroblocks in a second
  };
  static constexpr std::array<Row, 14> kLevels{{{11, 396, 3000},
                                                {12, 396, 6000},
                                                {20, 396, 11880},
                                                {21, 792, 19800},
                                                {22, 1620, 20250},
                                                {30, 1620, 40500},
                                                {31, 3600, 108000},
                                                {32, 5120, 216000},
                                                {40, 8192, 245760},
                                                {42, 8704, 522240},
                                                {50, 22080, 589824},
                                                {51, 36864, 983040},
                                                {52, 36864, 2073600},
                                                {60, 139264, 4177920}}};
  const std::int64_t per_second = divide_up(std::int64_t{grid.size()} * rate.num, rate.den);
  const auto fits = [&](const Row& row) {
    const std::int64_t side = std::int64_t{8} * row.picture;
    return grid.size() <= row.picture && per_second <= row.per_second &&
           std::int64_t{grid.columns} * grid.columns <= side && std::int64_t{grid.rows} * grid.rows <= side;
  };
  for (const auto& row : kLevels)
    if (fits(row)) return row.level;
  return 62;
}

// A whole unit: its header byte and the payload in byte form.
inline std::string unit(unsigned char header, const BitWriter& payload) {
  return static_cast<char>(header) + escape(payload.bytes());
}

// Colours (BT.709, limited range), the frame rate, and the promise that pictures come in the order they are shown.
inline void write_usability(BitWriter& out, FrameRate rate) {
  out.flag(true);  // aspect ratio:
  out.bits(1, 8);  // square pixels
  out.flag(false);
  out.flag(true);   // video signal:
  out.bits(5, 3);   // unspecified format
  out.flag(false);  // limited range
  out.flag(true);
  for (int i = 0; i < 3; ++i) out.bits(1, 8);  // BT.709 primaries, transfer, matrix
  out.flag(false);
  out.flag(true);  // timing, counted in fields
  out.bits(static_cast<std::uint32_t>(rate.den), 32);
  out.bits(static_cast<std::uint32_t>(rate.num) * 2, 32);
  out.flag(true);  // constant rate
  out.flag(false);
  out.flag(false);
  out.flag(false);
  out.flag(true);  // restrictions:
  out.flag(true);
  out.ue(0);
  out.ue(0);
  out.ue(16);
  out.ue(16);
  out.ue(0);  // no reordering
  out.ue(1);  // one picture kept
}

// Constrained baseline. Order count type 2: pictures are shown as they come, and headers stay a few bits.
inline std::string sequence_parameters(const ClipSpec& spec) {
  const Grid grid = grid_of(spec);
  BitWriter out;
  out.bits(66, 8);
  out.bits(0xC0, 8);
  out.bits(static_cast<std::uint32_t>(level_of(grid, spec.rate)), 8);
  out.ue(0);
  out.ue(kFrameNumberBits - 4);
  out.ue(2);
  out.ue(1);  // reference pictures
  out.flag(false);
  out.ue(static_cast<std::uint32_t>(grid.columns - 1));
  out.ue(static_cast<std::uint32_t>(grid.rows - 1));
  out.flag(true);  // whole frames
  out.flag(true);
  const int right = grid.columns * kMacroblock - spec.width;
  const int below = grid.rows * kMacroblock - spec.height;
  out.flag(right > 0 || below > 0);
  if (right > 0 || below > 0)
    for (const int crop : {0, right / 2, 0, below / 2}) out.ue(static_cast<std::uint32_t>(crop));
  out.flag(true);
  write_usability(out, spec.rate);
  out.trailing();
  return unit(0x67, out);
}

// CAVLC, one slice group, one reference, deblocking controlled per slice.
inline std::string picture_parameters(int chroma_qp_offset) {
  BitWriter out;
  out.ue(0);
  out.ue(0);
  out.flag(false);
  out.flag(false);
  out.ue(0);
  out.ue(0);
  out.ue(0);
  out.flag(false);
  out.bits(0, 2);
  out.se(0);  // QP 26
  out.se(0);
  out.se(chroma_qp_offset);
  out.flag(true);
  out.flag(false);
  out.flag(false);
  out.trailing();
  return unit(0x68, out);
}

// The header of an intra slice of an IDR picture that begins at macroblock `first`.
inline void write_intra_header(BitWriter& out, int first, int qp_offset) {
  out.ue(static_cast<std::uint32_t>(first));
  out.ue(7);  // all slices of the picture are I
  out.ue(0);
  out.bits(0, kFrameNumberBits);
  out.ue(0);
  out.bits(0, 2);
  out.se(qp_offset);
  out.ue(1);  // no deblocking
}

// A picture equal to the one before it: every macroblock skipped. `number` counts from the last IDR picture.
inline std::string repeat_picture(Grid grid, int number) {
  BitWriter out;
  out.ue(0);
  out.ue(5);  // all slices of the picture are P
  out.ue(0);
  out.bits(static_cast<std::uint32_t>(number) % (1U << kFrameNumberBits), kFrameNumberBits);
  out.flag(false);
  out.flag(false);
  out.flag(false);
  out.se(0);
  out.ue(1);  // no deblocking
  out.ue(static_cast<std::uint32_t>(grid.size()));
  out.trailing();
  return unit(0x41, out);
}

}  // namespace mockling::clip
