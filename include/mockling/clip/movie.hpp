// Owns: the index of an MP4 file: tracks, their times, sizes, places (ISO/IEC 14496-12, -14, -15).
// Never knows: how samples are made, where the file goes.
// Used by: clip/assemble.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <mockling/clip/box.hpp>
#include <mockling/clip/identity.hpp>

namespace mockling::clip {

// `count` samples in a row that last `ticks` each.
struct TimeRun {
  std::uint32_t count;
  std::uint32_t ticks;
};

// Samples that lie together in the file, counted from the start of the media data.
struct Chunk {
  std::uint32_t at;
  std::uint32_t samples;
};

struct Track {
  std::string handler;  // vide | soun
  int width = 0;
  int height = 0;
  std::uint32_t timescale = 1;  // ticks per second of this track
  std::uint32_t skipped = 0;    // ticks at the start that are decoded and not shown
  std::uint32_t ticks = 0;      // all ticks, the skipped ones included
  std::vector<TimeRun> times;
  std::vector<std::uint32_t> sizes;  // bytes of each sample
  std::vector<std::uint32_t> syncs;  // numbers of the samples one can start at, from 1; empty: all
  std::vector<Chunk> chunks;
  std::string entry;  // the box that describes the codec
};

struct Movie {
  std::uint32_t timescale = 1;
  std::uint32_t duration = 0;  // of the movie and of every track as shown
  std::vector<Track> tracks;
};

inline void write_matrix(BoxWriter& out) {
  constexpr std::array<std::uint32_t, 9> kUnity{0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};
  for (const auto value : kUnity) out.u32(value);
}

inline void write_movie_header(BoxWriter& out, const Movie& movie) {
  out.full_box("mvhd", 0, [&] {
    out.u64(0);  // no creation time: equal clips are equal bytes
    out.u32(movie.timescale);
    out.u32(movie.duration);
    out.u32(0x10000);
    out.u16(0x100);
    out.zeros(10);
    write_matrix(out);
    out.zeros(24);
    out.u32(static_cast<std::uint32_t>(movie.tracks.size()) + 1);
  });
}

inline void write_track_header(BoxWriter& out, const Movie& movie, const Track& track, std::uint32_t id) {
  constexpr std::uint32_t kEnabledInMovie = 3;
  out.full_box("tkhd", kEnabledInMovie, [&] {
    out.u64(0);
    out.u32(id);
    out.u32(0);
    out.u32(movie.duration);
    out.zeros(12);
    out.u16(track.handler == "soun" ? 0x100 : 0);
    out.u16(0);
    write_matrix(out);
    out.u32(static_cast<std::uint32_t>(track.width) << 16);
    out.u32(static_cast<std::uint32_t>(track.height) << 16);
  });
  out.box("edts", [&] {
    out.full_box("elst", 0, [&] {
      out.u32(1);
      out.u32(movie.duration);
      out.u32(track.skipped);
      out.u32(0x10000);
    });
  });
}

inline void write_media_header(BoxWriter& out, const Track& track) {
  out.full_box("mdhd", 0, [&] {
    out.u64(0);
    out.u32(track.timescale);
    out.u32(track.ticks);
    out.u16(0x55C4);  // language "und"
    out.u16(0);
  });
  out.full_box("hdlr", 0, [&] {
    out.u32(0);
    out.text(track.handler);
    out.zeros(13);
  });
}

inline void write_data_reference(BoxWriter& out, const Track& track) {
  if (track.handler == "vide") out.full_box("vmhd", 1, [&] { out.zeros(8); });
  if (track.handler == "soun") out.full_box("smhd", 0, [&] { out.zeros(4); });
  out.box("dinf", [&] {
    out.full_box("dref", 0, [&] {
      out.u32(1);
      out.full_box("url ", 1, [] {});
    });
  });
}

template <class Rows, class WriteRow>
void write_table(BoxWriter& out, const char* type, const Rows& rows, WriteRow write_row) {
  out.full_box(type, 0, [&] {
    out.u32(static_cast<std::uint32_t>(rows.size()));
    for (const auto& row : rows) write_row(row);
  });
}

// Chunks as runs of equal sample counts: (first chunk, samples in each).
inline std::vector<Chunk> chunk_runs(const std::vector<Chunk>& chunks) {
  std::vector<Chunk> runs;
  for (std::size_t i = 0; i < chunks.size(); ++i)
    if (runs.empty() || runs.back().samples != chunks[i].samples)
      runs.push_back({static_cast<std::uint32_t>(i + 1), chunks[i].samples});
  return runs;
}

inline void write_sample_table(BoxWriter& out, const Track& track, std::uint32_t data_at) {
  out.box("stbl", [&] {
    out.full_box("stsd", 0, [&] {
      out.u32(1);
      out.text(track.entry);
    });
    write_table(out, "stts", track.times, [&](TimeRun run) { out.u32(run.count), out.u32(run.ticks); });
    if (!track.syncs.empty()) write_table(out, "stss", track.syncs, [&](std::uint32_t number) { out.u32(number); });
    write_table(out, "stsc", chunk_runs(track.chunks),
                [&](Chunk run) { out.u32(run.at), out.u32(run.samples), out.u32(1); });
    out.full_box("stsz", 0, [&] {
      out.u32(0);
      out.u32(static_cast<std::uint32_t>(track.sizes.size()));
      for (const auto size : track.sizes) out.u32(size);
    });
    write_table(out, "stco", track.chunks, [&](Chunk chunk) { out.u32(data_at + chunk.at); });
  });
}

inline void write_track(BoxWriter& out, const Movie& movie, std::size_t index, std::uint32_t data_at) {
  const Track& track = movie.tracks[index];
  out.box("trak", [&] {
    write_track_header(out, movie, track, static_cast<std::uint32_t>(index + 1));
    out.box("mdia", [&] {
      write_media_header(out, track);
      out.box("minf", [&] {
        write_data_reference(out, track);
        write_sample_table(out, track, data_at);
      });
    });
  });
}

// Everything before the media data; offsets are right when the data begins at `data_at`.
inline std::string movie_front(const Movie& movie, std::uint32_t data_at) {
  BoxWriter out;
  out.box("ftyp", [&] {
    out.text("isom");
    out.u32(512);
    out.text("isomiso2avc1mp41");
  });
  out.box("moov", [&] {
    write_movie_header(out, movie);
    out.text(identity_box({}));
    for (std::size_t i = 0; i < movie.tracks.size(); ++i) write_track(out, movie, i, data_at);
  });
  return out.bytes();
}

// A whole file, index first.
inline std::string movie_file(const Movie& movie, std::string_view data) {
  constexpr std::size_t kBoxHeader = 8;
  const auto data_at = static_cast<std::uint32_t>(movie_front(movie, 0).size() + kBoxHeader);
  BoxWriter out;
  out.text(movie_front(movie, data_at));
  out.box("mdat", [&] { out.text(data); });
  return out.bytes();
}

}  // namespace mockling::clip
