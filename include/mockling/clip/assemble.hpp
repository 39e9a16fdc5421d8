// Owns: putting a clip together: each second is one intra picture made of a still and a counter strip, then repeats.
// Never knows: drawing, encoders, files.
// Used by: host/renderer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mockling/base/result.hpp>
#include <mockling/clip/h264.hpp>
#include <mockling/clip/movie.hpp>
#include <mockling/clip/slice.hpp>
#include <mockling/clip/sound.hpp>
#include <mockling/clip/spec.hpp>

namespace mockling::clip {

inline void append_unit(std::string& data, const std::string& unit) {
  BoxWriter length;
  length.u32(static_cast<std::uint32_t>(unit.size()));
  data += length.bytes();
  data += unit;
}

// The intra slices of a clip, each in its place. Together still and strip cover the picture, the strip at the bottom.
struct Pictures {
  std::string still;
  std::vector<std::string> strips;  // one for each second
  int chroma_qp_offset = 0;
};

// Where the strip begins, in macroblocks.
inline int strip_start(const ClipSpec& spec, int strip_rows) {
  const Grid grid = grid_of(spec);
  return grid.columns * (grid.rows - strip_rows);
}

// Slices as an encoder made them, brought to their places.
inline Result<Pictures> place(const ClipSpec& spec, const IntraStream& still, const IntraStream& strips,
                              int strip_rows) {
  if (!(still.settings == strips.settings)) return Error{"the encoder changed its settings between pictures"};
  if (still.payloads.size() != 1 || strips.payloads.size() != static_cast<std::size_t>(second_count(spec)))
    return Error{"the encoder wrote another number of pictures than asked"};
  auto placed = rehome(still.payloads[0], still.settings, 0);
  if (!placed) return placed.error();
  Pictures pictures{std::move(*placed), {}, still.settings.chroma_qp_offset};
  for (const auto& payload : strips.payloads) {
    auto strip = rehome(payload, strips.settings, strip_start(spec, strip_rows));
    if (!strip) return strip.error();
    pictures.strips.push_back(std::move(*strip));
  }
  return pictures;
}

// The sample of a picture, counted from the start of its second.
inline std::string picture_sample(const ClipSpec& spec, const Pictures& pictures, int second, int picture) {
  std::string bytes;
  if (picture > 0) return append_unit(bytes, repeat_picture(grid_of(spec), picture)), bytes;
  append_unit(bytes, pictures.still);
  append_unit(bytes, pictures.strips[static_cast<std::size_t>(second)]);
  return bytes;
}

// The `avc1` entry (ISO/IEC 14496-15, 5.4).
inline std::string picture_entry(const ClipSpec& spec, int chroma_qp_offset) {
  const std::string sequence = sequence_parameters(spec);
  const std::string picture = picture_parameters(chroma_qp_offset);
  BoxWriter out;
  out.box("avc1", [&] {
    out.zeros(6);
    out.u16(1);
    out.zeros(16);
    out.u16(static_cast<std::uint32_t>(spec.width));
    out.u16(static_cast<std::uint32_t>(spec.height));
    out.u32(72 << 16);
    out.u32(72 << 16);
    out.u32(0);
    out.u16(1);
    out.zeros(32);
    out.u16(24);
    out.u16(0xFFFF);
    out.box("avcC", [&] {
      out.u8(1), out.text(sequence.substr(1, 3)), out.u8(0xFF), out.u8(0xE1);
      out.u16(static_cast<std::uint32_t>(sequence.size())), out.text(sequence);
      out.u8(1), out.u16(static_cast<std::uint32_t>(picture.size())), out.text(picture);
    });
    out.box("colr", [&] { out.text("nclx"), out.u16(1), out.u16(1), out.u16(1), out.u8(0); });
  });
  return out.bytes();
}

// Ticks so that every picture lasts a whole number of them, with at least 10,000 in a second.
inline std::uint32_t tick_factor(FrameRate rate) {
  std::uint32_t factor = 1;
  while (static_cast<std::uint32_t>(rate.num) * factor < 10000) factor *= 2;
  return factor;
}

inline Track picture_track(const ClipSpec& spec, int chroma_qp_offset) {
  const std::uint32_t factor = tick_factor(spec.rate);
  const auto frames = static_cast<std::uint32_t>(frame_count(spec));
  const std::uint32_t each = static_cast<std::uint32_t>(spec.rate.den) * factor;
  Track track;
  track.handler = "vide";
  track.width = spec.width;
  track.height = spec.height;
  track.timescale = static_cast<std::uint32_t>(spec.rate.num) * factor;
  track.ticks = frames * each;
  track.times = {{frames, each}};
  track.entry = picture_entry(spec, chroma_qp_offset);
  return track;
}

// The last frame is declared shorter, so that the track ends with the last wanted sample.
inline Track sound_track(const ClipSpec& spec, const SoundPiece& piece) {
  const auto ticks = static_cast<std::uint32_t>(kPrimingSamples + sample_count(spec));
  const std::uint32_t whole = (ticks - 1) / kFrameSamples;
  Track track;
  track.handler = "soun";
  track.timescale = kSoundRate;
  track.skipped = kPrimingSamples;
  track.ticks = ticks;
  track.times = {{whole, kFrameSamples}, {1, ticks - whole * kFrameSamples}};
  track.entry = sound_entry(piece);
  return track;
}

// Lays samples down chunk by chunk and keeps the books of their tracks.
inline void add_chunk(Track& track, std::string& data, const std::vector<std::string>& samples) {
  if (samples.empty()) return;
  track.chunks.push_back({static_cast<std::uint32_t>(data.size()), static_cast<std::uint32_t>(samples.size())});
  for (const auto& sample : samples) {
    track.sizes.push_back(static_cast<std::uint32_t>(sample.size()));
    data += sample;
  }
}

inline void add_pictures(Track& track, std::string& data, const ClipSpec& spec, const Pictures& pictures, int second) {
  const int begin = first_frame_of(spec, second);
  const int end = std::min(first_frame_of(spec, second + 1), frame_count(spec));
  std::vector<std::string> samples;
  for (int i = begin; i < end; ++i) samples.push_back(picture_sample(spec, pictures, second, i - begin));
  track.syncs.push_back(static_cast<std::uint32_t>(begin + 1));
  add_chunk(track, data, samples);
}

// Sound up to the end of this second; what was laid down before is what the track already has.
inline void add_sound(Track& track, std::string& data, const SoundPiece& piece, std::int64_t until) {
  const auto all = static_cast<std::size_t>(divide_up(track.ticks, kFrameSamples));
  const auto end = std::min(all, static_cast<std::size_t>(divide_up(until + kPrimingSamples, kFrameSamples)));
  std::vector<std::string> samples;
  for (std::size_t i = track.sizes.size(); i < end; ++i)
    samples.push_back(piece.frames[static_cast<std::size_t>(piece_frame(static_cast<int>(i)))]);
  add_chunk(track, data, samples);
}

// The bytes of the MP4 file. Sound must be given exactly when the clip has some.
inline std::string assemble(const ClipSpec& spec, const Pictures& pictures, const std::optional<SoundPiece>& piece) {
  Track picture = picture_track(spec, pictures.chroma_qp_offset);
  Track sound = piece ? sound_track(spec, *piece) : Track{};
  std::string data;
  for (int second = 0; second < second_count(spec); ++second) {
    add_pictures(picture, data, spec, pictures, second);
    if (piece) add_sound(sound, data, *piece, std::int64_t{second + 1} * kSoundRate);
  }
  Movie movie{picture.timescale, picture.ticks, {}};
  movie.tracks.push_back(std::move(picture));
  if (piece) movie.tracks.push_back(std::move(sound));
  return movie_file(movie, data);
}

}  // namespace mockling::clip
