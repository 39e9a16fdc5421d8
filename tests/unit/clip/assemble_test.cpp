#include <mockling/clip/assemble.hpp>

#include <string>

#include "catch.hpp"

using namespace mockling::clip;
using mockling::Result;

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

struct Encoded {
  IntraStream still;
  IntraStream strips;
};

Encoded sample_encoded() {
  Encoded encoded;
  encoded.still.settings.deblocking_control = true;
  encoded.strips.settings = encoded.still.settings;
  encoded.still.payloads = {slice(0)};
  encoded.strips.payloads = {slice(1), slice(2), slice(3)};
  return encoded;
}

Result<Pictures> placed(const Encoded& encoded) { return place(sample_spec(), encoded.still, encoded.strips, 2); }

Pictures sample_pictures() { return *placed(sample_encoded()); }

int count(const std::string& bytes, std::string_view what) {
  int found = 0;
  for (auto at = bytes.find(what); at != std::string::npos; at = bytes.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("each second is one intra picture of still and strip, then repeats") {
  const auto spec = sample_spec();
  const auto pictures = sample_pictures();
  Track track;
  std::string data;
  for (int second = 0; second < 3; ++second) add_pictures(track, data, spec, pictures, second);
  CHECK(track.sizes.size() == 60);
  CHECK(track.syncs == std::vector<std::uint32_t>{1, 25, 49});
  REQUIRE(track.chunks.size() == 3);
  CHECK(track.chunks[2].samples == 12);
  CHECK(data.substr(track.chunks[1].at, track.sizes[24]) == picture_sample(spec, pictures, 1, 0));
  CHECK(picture_sample(spec, pictures, 0, 0) != picture_sample(spec, pictures, 1, 0));
  CHECK(picture_sample(spec, pictures, 0, 5) == picture_sample(spec, pictures, 2, 5));
}

TEST_CASE("the strip is placed below the still") {
  const auto pictures = sample_pictures();
  const auto first_of = [](const std::string& slice) { return BitReader(std::string_view(slice).substr(1)).ue(); };
  CHECK(first_of(pictures.still) == 0);
  for (const auto& strip : pictures.strips) CHECK(first_of(strip) == 8 * 6);
}

TEST_CASE("a track of sound is there exactly when asked") {
  const auto silent = assemble(sample_spec(), sample_pictures(), std::nullopt);
  CHECK(count(silent, "trak") == 1);
  const SoundPiece piece{"\x11\x90", std::vector<std::string>(kPieceFrames, "frame")};
  const auto loud = assemble(sample_spec(), sample_pictures(), piece);
  CHECK(count(loud, "trak") == 2);
  CHECK(count(loud, "mp4a") == 1);
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

TEST_CASE("slices that do not fit together are refused") {
  CHECK(placed(sample_encoded()));
  auto encoded = sample_encoded();
  encoded.strips.payloads.pop_back();
  CHECK_FALSE(placed(encoded));
  encoded = sample_encoded();
  encoded.strips.settings.chroma_qp_offset = 3;
  CHECK_FALSE(placed(encoded));
  encoded = sample_encoded();
  encoded.still.payloads.clear();
  CHECK_FALSE(placed(encoded));
}
