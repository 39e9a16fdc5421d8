// Owns: the metadata box of fixed size and place that makes a shared clip one job's own.
// Never knows: jobs, files, who serves the bytes.
// Used by: clip/movie (reserves it), host (lays it over the file while serving).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <mockling/base/text.hpp>
#include <mockling/clip/box.hpp>

namespace mockling::clip {

// What ffprobe shows of a job. Empty fields are left out; longer texts are cut between code points.
struct Identity {
  std::string job;     // tag `title`
  std::string model;   // tag `description`
  std::string prompt;  // tag `comment`, at most kPromptBytes of it
  std::string seed;    // tag `keywords`, as seed=…
};

inline constexpr std::size_t kIdentityAt = 148;  // right behind the movie header: ftyp 32, moov 8, mvhd 108
inline constexpr std::size_t kIdentityCapacity = 4096;
inline constexpr std::size_t kPromptBytes = 2048;
inline constexpr std::size_t kFieldBytes = 256;

inline void write_value(BoxWriter& out, std::string_view text) {
  out.box("data", [&] {
    out.u32(1);  // UTF-8
    out.u32(0);
    out.text(text);
  });
}

inline void write_tags(BoxWriter& out, const Identity& identity) {
  const auto tag = [&](std::string_view type, std::string_view text, std::size_t limit) {
    if (!text.empty()) out.box(type, [&] { write_value(out, utf8_prefix(text, limit)); });
  };
  tag("\251nam", identity.job, kFieldBytes);
  tag("desc", identity.model, kFieldBytes);
  tag("\251cmt", identity.prompt, kPromptBytes);
  tag("\251too", "mockling", kFieldBytes);
  // No free-form tag: FFmpeg reads those only behind a track, and this box comes before them.
  if (!identity.seed.empty()) tag("keyw", "seed=" + identity.seed, kFieldBytes);
}

// The user-data box of exactly kIdentityCapacity bytes that belongs at kIdentityAt of every clip.
inline std::string identity_box(const Identity& identity) {
  BoxWriter out;
  out.box("udta", [&] {
    out.full_box("meta", 0, [&] {
      out.full_box("hdlr", 0, [&] {
        out.u32(0);
        out.text("mdirappl");
        out.zeros(9);
      });
      out.box("ilst", [&] { write_tags(out, identity); });
      out.box("free", [&] { out.zeros(kIdentityCapacity - out.size()); });
    });
  });
  return out.bytes();
}

}  // namespace mockling::clip
