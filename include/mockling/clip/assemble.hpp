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

// The parts an encoder makes for a clip. Together still and strip cover the picture, the strip at the bottom.
struct Parts {
  IntraStream still;                // one slice
  IntraStream strips;               // one slice for each second
  std::optional<SoundPiece> sound;  // exactly when the clip has sound
};

inline void append_unit(std::string& data, const std::string& unit) {
  BoxWriter length;
  length.u32(static_cast<std::uint32_t>(unit.size()));
  data += length.bytes();
  data += unit;
}

// The first and following samples of each second, ready to be laid down.
struct PictureMaker {
  Grid grid;
  std::string still;
  std::vector<std::string> strips;

  std::string sample(std::size_t second, int picture) const {
    std::string bytes;
    if (picture > 0) return append_unit(bytes, repeat_picture(grid, picture)), bytes;
    append_unit(bytes, still);
    append_unit(bytes, strips[second]);
    return bytes;
  }
};

inline Result<PictureMaker> make_pictures(const ClipSpec& spec, const Parts& parts, int strip_rows) {
  if (!(parts.still.settings == parts.strips.settings))
    return Error{"the encoder changed its settings between pictures"};
  if (parts.still.payloads.size() != 1 || parts.strips.payloads.size() != static_cast<std::size_t>(second_count(spec)))
    return Error{"the encoder wrote another number of pictures than asked"};
  PictureMaker maker{grid_of(spec), {}, {}};
  auto still = rehome(parts.still.payloads[0], parts.still.settings, 0);
  if (!still) return still.error();
  maker.still = std::move(*still);
  const int first = maker.grid.columns * (maker.grid.rows - strip_rows);
  for (const auto& payload : parts.strips.payloads) {
    auto strip = rehome(payload, parts.strips.settings, first);
    if (!strip) return strip.error();
    maker.strips.push_back(std::move(*strip));
  }
  return maker;
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

inline void add_pictures(Track& track, std::string& data, const ClipSpec& spec, const PictureMaker& maker, int second) {
  const int begin = first_frame_of(spec, second);
  const int end = std::min(first_frame_of(spec, second + 1), frame_count(spec));
  std::vector<std::string> samples;
  for (int i = begin; i < end; ++i) samples.push_back(maker.sample(static_cast<std::size_t>(second), i - begin));
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

// The bytes of the MP4 file. `strip_rows` is the strip's height in macroblocks.
inline Result<std::string> assemble(const ClipSpec& spec, const Parts& parts, int strip_rows) {
  auto maker = make_pictures(spec, parts, strip_rows);
  if (!maker) return maker.error();
  Track picture = picture_track(spec, parts.still.settings.chroma_qp_offset);
  Track sound = parts.sound ? sound_track(spec, *parts.sound) : Track{};
  std::string data;
  for (int second = 0; second < second_count(spec); ++second) {
    add_pictures(picture, data, spec, *maker, second);
    if (parts.sound) add_sound(sound, data, *parts.sound, std::int64_t{second + 1} * kSoundRate);
  }
  Movie movie{picture.timescale, picture.ticks, {}};
  movie.tracks.push_back(std::move(picture));
  if (parts.sound) movie.tracks.push_back(std::move(sound));
  return movie_file(movie, data);
}

}  // namespace mockling::clip
