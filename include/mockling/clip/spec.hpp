// Owns: what a clip is asked to be, the exact arithmetic of its frames and samples, and the name of that wish.
// Never knows: pixels, codecs, files.
// Used by: every other header of clip, host/renderer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/result.hpp>

namespace mockling::clip {

// Frames per second as a fraction: 24/1, 30000/1001.
struct FrameRate {
  int num = 24;
  int den = 1;
};

struct ClipSpec {
  int width = 1280;                   // pixels, even, 128 … 3840
  int height = 720;                   // pixels, even, 128 … 3840
  FrameRate rate;                     // 2 … 120 per second
  int length_ms = 5000;               // 500 … 60000; the clip has the nearest whole number of frames
  bool sound = false;                 // an AAC track, or none at all
  std::vector<std::string> captions;  // lines in the picture, printable ASCII; the first is the largest
  std::vector<std::string> labels;    // smaller lines below (job, prompt), wrapped; other than ASCII is drawn as a box
};

inline constexpr int kSoundRate = 48000;  // samples per second

// Whether a clip of this kind can be made, or why not.
inline Result<void> check(const ClipSpec& spec) {
  const auto side = [](int pixels) { return pixels >= 128 && pixels <= 3840 && pixels % 2 == 0; };
  if (!side(spec.width) || !side(spec.height)) return Error{"clip sides must be even and between 128 and 3840 pixels"};
  const auto [num, den] = spec.rate;
  if (num < 1 || den < 1 || den > 1001 || num > 120 * den || num < 2 * den)
    return Error{"clip frame rate must be between 2 and 120 per second"};
  if (spec.length_ms < 500 || spec.length_ms > 60000) return Error{"clip length must be between 500 and 60000 ms"};
  return {};
}

inline std::int64_t divide_rounded(std::int64_t a, std::int64_t b) { return (a + b / 2) / b; }
inline std::int64_t divide_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// The number of pictures in the clip.
inline int frame_count(const ClipSpec& spec) {
  return static_cast<int>(
      divide_rounded(std::int64_t{spec.length_ms} * spec.rate.num, std::int64_t{1000} * spec.rate.den));
}

// The first picture shown at or after this whole second.
inline int first_frame_of(const ClipSpec& spec, int second) {
  return static_cast<int>(divide_up(std::int64_t{second} * spec.rate.num, spec.rate.den));
}

// How many different seconds the counter shows.
inline int second_count(const ClipSpec& spec) {
  int seconds = 1;
  while (first_frame_of(spec, seconds) < frame_count(spec)) ++seconds;
  return seconds;
}

// Samples per channel that last exactly as long as the pictures.
inline std::int64_t sample_count(const ClipSpec& spec) {
  return divide_rounded(std::int64_t{frame_count(spec)} * spec.rate.den * kSoundRate, spec.rate.num);
}

// The same clip at 320 pixels of width and the same shape, without labels: what `small` serves.
inline ClipSpec shrunk(ClipSpec spec) {
  const auto height = divide_rounded(std::int64_t{spec.height} * 320, spec.width * 2) * 2;
  spec.height = static_cast<int>(height < 128 ? 128 : height > 3840 ? 3840 : height);
  spec.width = 320;
  spec.labels.clear();
  return spec;
}

// "5 s", "0.5 s".
inline std::string length_text(int length_ms) {
  std::string text = std::to_string(length_ms / 1000);
  if (length_ms % 1000 != 0) {
    text += '.' + std::to_string(1000 + length_ms % 1000).substr(1);
    while (text.back() == '0') text.pop_back();
  }
  return text + " s";
}

// The usual captions: which model, which picture, which length and sound.
inline std::vector<std::string> captions_of(const ClipSpec& spec, std::string_view model) {
  std::string rate = std::to_string(spec.rate.num);
  if (spec.rate.den != 1) rate += '/' + std::to_string(spec.rate.den);
  return {std::string(model), std::to_string(spec.width) + " x " + std::to_string(spec.height) + "   " + rate + " fps",
          length_text(spec.length_ms) + (spec.sound ? "   with sound" : "   silent")};
}

// One text per different clip: equal texts mean equal clips.
inline std::string canonical(const ClipSpec& spec) {
  std::string text = std::to_string(spec.width) + 'x' + std::to_string(spec.height) + '@' +
                     std::to_string(spec.rate.num) + '/' + std::to_string(spec.rate.den) + ' ' +
                     std::to_string(spec.length_ms) + (spec.sound ? "ms sound" : "ms silent");
  const auto lines = [&](char kind, const std::vector<std::string>& list) {
    for (const auto& line : list) text += '\n' + (kind + std::to_string(line.size())) + ':' + line;
  };
  lines('c', spec.captions);
  lines('l', spec.labels);
  return text;
}

}  // namespace mockling::clip
