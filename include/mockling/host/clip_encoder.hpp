// Owns: the two jobs given to FFmpeg: the pictures of a clip, and the piece of sound all clips share.
// Never knows: how a clip is put together or kept.
// Used by: host/renderer.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <mockling/base/result.hpp>
#include <mockling/clip/assemble.hpp>
#include <mockling/clip/picture.hpp>
#include <mockling/clip/slice.hpp>
#include <mockling/clip/sound.hpp>
#include <mockling/host/clip_process.hpp>

namespace mockling::host {

struct Encoder {
  std::string ffmpeg;  // absolute path
  std::chrono::milliseconds limit{30000};
};

using Wanted = std::function<bool()>;

inline std::string side_by_side(int width, int height) { return std::to_string(width) + 'x' + std::to_string(height); }

// One run, two inputs, two outputs. One thread and no dates or versions: the bytes must repeat.
inline std::vector<std::string> picture_arguments(const Encoder& encoder, const clip::ClipSpec& spec) {
  const int width = clip::grid_of(spec).columns * clip::kMacroblock;
  std::vector<std::string> arguments{encoder.ffmpeg, "-v", "error", "-nostdin", "-y"};
  const auto add = [&](std::vector<std::string> more) { arguments.insert(arguments.end(), more.begin(), more.end()); };
  const auto input = [&](int height, const char* file) {
    add({"-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", side_by_side(width, height), "-r", "1", "-i", file});
  };
  const auto output = [&](const char* from, const char* file) {
    add({"-map",
         from,
         "-c:v",
         "libx264",
         "-preset",
         "ultrafast",
         "-profile:v",
         "baseline",
         "-qp",
         "20",
         "-g",
         "1",
         "-threads",
         "1",
         "-flags",
         "+bitexact",
         "-fflags",
         "+bitexact",
         "-x264-params",
         "no-deblock=1:slices=1",
         "-f",
         "h264",
         file});
  };
  input(clip::layout_of(spec).still, "pipe:3");
  input(clip::strip_rows(spec) * clip::kMacroblock, "pipe:4");
  output("0:v", "pipe:5");
  output("1:v", "pipe:6");
  return arguments;
}

inline Result<clip::Pictures> encode_pictures(const Encoder& encoder, const clip::ClipSpec& spec,
                                              const Wanted& wanted) {
  std::string painted;
  clip::StripPainter painter(spec);
  for (int second = 0; second < clip::second_count(spec); ++second) painted += painter.draw(second).samples();
  auto still_in = MemoryFile::holding(clip::draw_still(spec).samples());
  auto strips_in = MemoryFile::holding(painted);
  auto still_out = MemoryFile::create(), strips_out = MemoryFile::create();
  for (const auto* file : {&still_in, &strips_in, &still_out, &strips_out})
    if (!file->ok()) return file->error();

  const std::vector<int> files{still_in->fd(), strips_in->fd(), still_out->fd(), strips_out->fd()};
  const auto ran = run({picture_arguments(encoder, spec), files, encoder.limit, wanted});
  if (!ran) return ran.error();
  clip::IntraStream still, strips;
  for (const auto& [file, stream] : {std::pair{&still_out, &still}, std::pair{&strips_out, &strips}}) {
    const auto bytes = (*file)->content();
    if (!bytes) return bytes.error();
    auto read = clip::read_intra(*bytes);
    if (!read) return read.error();
    *stream = std::move(*read);
  }
  return clip::place(spec, still, strips, clip::strip_rows(spec));
}

// The shared piece as an ADTS stream.
inline Result<std::string> encode_sound(const Encoder& encoder, const Wanted& wanted) {
  const auto in = MemoryFile::holding(clip::draw_sound());
  const auto out = MemoryFile::create();
  if (!in) return in.error();
  if (!out) return out.error();
  const std::vector<std::string> arguments{encoder.ffmpeg, "-v",        "error",
                                           "-nostdin",     "-y",        "-f",
                                           "s16le",        "-ar",       std::to_string(clip::kSoundRate),
                                           "-ac",          "2",         "-i",
                                           "pipe:3",       "-c:a",      "aac",
                                           "-aac_coder",   "fast",      "-b:a",
                                           "96k",          "-threads",  "1",
                                           "-flags",       "+bitexact", "-fflags",
                                           "+bitexact",    "-f",        "adts",
                                           "pipe:4"};
  const auto ran = run({arguments, {in->fd(), out->fd()}, encoder.limit, wanted});
  if (!ran) return ran.error();
  return out->content();
}

}  // namespace mockling::host
