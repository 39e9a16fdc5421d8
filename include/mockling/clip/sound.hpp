// Owns: what a clip with sound sounds like, and the AAC frames that repeat it for as long as needed.
// Never knows: who encodes it, MP4.
// Used by: clip/assemble, host/clip_encoder.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/result.hpp>
#include <mockling/clip/box.hpp>
#include <mockling/clip/spec.hpp>

namespace mockling::clip {

inline constexpr int kFrameSamples = 1024;  // samples per channel in an AAC-LC frame
inline constexpr int kPrimingSamples = 1024;

// Eight seconds are exactly 375 frames, so these frames can follow one another for ever. The loop begins half a second
// in, between two beats, where both ends sound the same.
inline constexpr int kLoopBegin = 24;
inline constexpr int kLoopFrames = 375;
inline constexpr int kPieceFrames = kLoopBegin + kLoopFrames;

// The frame of the encoded piece that is heard at this place of a clip.
inline int piece_frame(int frame) {
  return frame < kPieceFrames ? frame : kLoopBegin + (frame - kLoopBegin) % kLoopFrames;
}

// The piece as 16-bit little-endian stereo: a soft low chord and a short bell at each full second.
inline std::string draw_sound() {
  constexpr double kTurn = 6.283185307179586;
  constexpr int kSamples = kPieceFrames * kFrameSamples;
  std::string pcm;
  pcm.reserve(std::size_t{kSamples} * 4);
  for (int i = 0; i < kSamples; ++i) {
    const double t = static_cast<double>(i) / kSoundRate;
    const double beat = t - std::floor(t);
    const double fade_in = beat < 0.005 ? beat / 0.005 : 1.0;
    const double bell = 0.35 * fade_in * std::exp(-9.0 * beat) * std::sin(kTurn * 880.0 * beat);
    const double chord = 0.03 * (std::sin(kTurn * 220.0 * t) + std::sin(kTurn * 330.0 * t));
    const auto sample = static_cast<std::int16_t>(std::lround(32767.0 * (bell + chord)));
    for (int channel = 0; channel < 2; ++channel) {
      pcm += static_cast<char>(sample & 0xFF);
      pcm += static_cast<char>((sample >> 8) & 0xFF);
    }
  }
  return pcm;
}

// AAC frames without their transport headers, and the description a decoder needs (ISO/IEC 14496-3, 1.6.2.1).
struct SoundPiece {
  std::string config;
  std::vector<std::string> frames;
};

// Reads an ADTS stream.
inline Result<SoundPiece> read_adts(std::string_view stream) {
  SoundPiece piece;
  while (!stream.empty()) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(stream[i])); };
    if (stream.size() < 7 || byte(0) != 0xFF || (byte(1) & 0xF6U) != 0xF0)
      return Error{"the encoder wrote no ADTS frame"};
    const std::size_t header = (byte(1) & 1U) != 0 ? 7 : 9;
    const std::size_t size = ((byte(3) & 3U) << 11) | (byte(4) << 3) | (byte(5) >> 5);
    if (size <= header || size > stream.size()) return Error{"the encoder wrote a cut ADTS frame"};
    const std::uint32_t profile = (byte(2) >> 6) + 1;
    const std::uint32_t rate = (byte(2) >> 2) & 15U;
    const std::uint32_t channels = ((byte(2) & 1U) << 2) | (byte(3) >> 6);
    const std::uint32_t config = (profile << 11) | (rate << 7) | (channels << 3);
    piece.config = {static_cast<char>(config >> 8), static_cast<char>(config & 0xFF)};
    piece.frames.emplace_back(stream.substr(header, size - header));
    stream.remove_prefix(size);
  }
  if (piece.frames.size() < kPieceFrames) return Error{"the encoder wrote too few AAC frames"};
  return piece;
}

// A piece that is silent, for where nothing can encode: the shortest frame of two empty channels.
inline SoundPiece silent_piece() {
  const std::string frame("\x21\x10\x04\x60\x8C\x1C", 6);
  return {"\x11\x90", std::vector<std::string>(kPieceFrames, frame)};
}

// The `mp4a` entry of a track with this piece (ISO/IEC 14496-14, 5.6; descriptors of 14496-1, 7.2.6).
inline std::string sound_entry(const SoundPiece& piece) {
  BoxWriter out;
  const auto size = static_cast<std::uint32_t>(piece.config.size());
  out.box("mp4a", [&] {
    out.zeros(6);
    out.u16(1);
    out.zeros(8);
    out.u16(2);
    out.u16(16);
    out.u32(0);
    out.u32(std::uint32_t{kSoundRate} << 16);
    out.full_box("esds", 0, [&] {
      out.u8(3), out.u8(23 + size), out.u16(0), out.u8(0);
      out.u8(4), out.u8(15 + size), out.u8(0x40), out.u8(0x15), out.zeros(3), out.u32(128000), out.u32(0);
      out.u8(5), out.u8(size), out.text(piece.config);
      out.u8(6), out.u8(1), out.u8(2);
    });
  });
  return out.bytes();
}

}  // namespace mockling::clip
