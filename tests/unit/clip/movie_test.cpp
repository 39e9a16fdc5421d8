#include <mockling/clip/movie.hpp>

#include <string>

#include "catch.hpp"

using namespace mockling::clip;

namespace {

Movie sample_movie() {
  Track track;
  track.handler = "vide";
  track.timescale = 100;
  track.ticks = 300;
  track.times = {{3, 100}};
  track.sizes = {4, 5, 6};
  track.syncs = {1};
  track.chunks = {{0, 2}, {9, 1}};
  track.entry = std::string("\0\0\0\x08test", 8);
  return {100, 300, {track}};
}

std::uint32_t number_at(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

}  // namespace

TEST_CASE("the index comes first and the identity where it is promised") {
  const std::string file = movie_file(sample_movie(), "aaaabbbbbcccccc");
  CHECK(file.substr(4, 4) == "ftyp");
  CHECK(file.substr(36, 4) == "moov");
  CHECK(file.substr(kIdentityAt + 4, 4) == "udta");
  CHECK(number_at(file, kIdentityAt) == kIdentityCapacity);
  CHECK(file.find("mdat") > file.find("moov"));
}

TEST_CASE("chunk offsets point at the media data") {
  const std::string file = movie_file(sample_movie(), "aaaabbbbbcccccc");
  const std::size_t table = file.find("stco") + 8;
  REQUIRE(number_at(file, table) == 2);
  CHECK(file.substr(number_at(file, table + 4), 4) == "aaaa");
  CHECK(file.substr(number_at(file, table + 8), 6) == "cccccc");
}

TEST_CASE("runs of equally long chunks are written once") {
  const auto runs = chunk_runs({{0, 24}, {10, 24}, {20, 24}, {30, 12}, {40, 24}});
  REQUIRE(runs.size() == 3);
  CHECK(runs[0].at == 1);
  CHECK(runs[1].at == 4);
  CHECK(runs[1].samples == 12);
  CHECK(runs[2].at == 5);
}
