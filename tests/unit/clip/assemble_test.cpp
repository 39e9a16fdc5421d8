#include <mockling/clip/assemble.hpp>

#include <string>

#include "catch.hpp"

using namespace mockling::clip;

namespace {

ClipSpec sample_spec() {
  ClipSpec spec;
  spec.width = 128;
  spec.height = 128;
  spec.length_ms = 2500;
  return spec;
}

std::string slice(unsigned body) {
  BitWriter out;
  out.ue(0), out.ue(7), out.ue(0), out.bits(0, 4), out.ue(0), out.bits(0, 2), out.se(0), out.ue(1);
  out.bits(body, 30);
  out.trailing();
  return '\x65' + out.bytes();
}

Parts sample_parts() {
  Parts parts;
  parts.still.settings.deblocking_control = true;
  parts.strips.settings = parts.still.settings;
  parts.still.payloads = {slice(0)};
  parts.strips.payloads = {slice(1), slice(2), slice(3)};
  return parts;
}

int count(const std::string& bytes, std::string_view what) {
  int found = 0;
  for (auto at = bytes.find(what); at != std::string::npos; at = bytes.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("each second is one intra picture of still and strip, then repeats") {
  auto maker = make_pictures(sample_spec(), sample_parts(), 2);
  REQUIRE(maker);
  Track track;
  std::string data;
  for (int second = 0; second < 3; ++second) add_pictures(track, data, sample_spec(), *maker, second);
  CHECK(track.sizes.size() == 60);
  CHECK(track.syncs == std::vector<std::uint32_t>{1, 25, 49});
  REQUIRE(track.chunks.size() == 3);
  CHECK(track.chunks[2].samples == 12);
  CHECK(data.substr(track.chunks[1].at, track.sizes[24]) == maker->sample(1, 0));
  CHECK(maker->sample(0, 0) != maker->sample(1, 0));
  CHECK(maker->sample(0, 5) == maker->sample(2, 5));
}

TEST_CASE("a track of sound is there exactly when asked") {
  const auto silent = assemble(sample_spec(), sample_parts(), 2);
  REQUIRE(silent);
  CHECK(count(*silent, "trak") == 1);
  Parts parts = sample_parts();
  parts.sound = SoundPiece{"\x11\x90", std::vector<std::string>(kPieceFrames, "frame")};
  const auto loud = assemble(sample_spec(), parts, 2);
  REQUIRE(loud);
  CHECK(count(*loud, "trak") == 2);
  CHECK(count(*loud, "mp4a") == 1);
}

TEST_CASE("the sound ends with its last sample") {
  ClipSpec spec = sample_spec();
  const SoundPiece piece{"\x11\x90", std::vector<std::string>(kPieceFrames, "frame")};
  for (const int length : {500, 2500, 15000, 60000}) {
    spec.length_ms = length;
    const Track track = sound_track(spec, piece);
    std::uint32_t ticks = 0, samples = 0;
    for (const auto run : track.times) {
      ticks += run.count * run.ticks;
      samples += run.count;
      CHECK(run.ticks <= kFrameSamples);
    }
    CHECK(ticks == track.ticks);
    CHECK(ticks - track.skipped == 48U * static_cast<std::uint32_t>(length));
    Track laid = track;
    std::string data;
    for (int second = 0; second < second_count(spec); ++second)
      add_sound(laid, data, piece, std::int64_t{second + 1} * kSoundRate);
    CHECK(laid.sizes.size() == samples);
  }
}

TEST_CASE("parts that do not fit together are refused") {
  Parts parts = sample_parts();
  parts.strips.payloads.pop_back();
  CHECK_FALSE(assemble(sample_spec(), parts, 2));
  parts = sample_parts();
  parts.strips.settings.chroma_qp_offset = 3;
  CHECK_FALSE(assemble(sample_spec(), parts, 2));
  parts = sample_parts();
  parts.still.payloads.clear();
  CHECK_FALSE(assemble(sample_spec(), parts, 2));
}
