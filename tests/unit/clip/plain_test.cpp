#include <mockling/clip/plain.hpp>

#include <string>

#include "catch.hpp"

using namespace mockling::clip;

namespace {

std::string payload_of(const Canvas& canvas, int first = 0) { return unescape(PlainSlice(canvas, first).unit()); }

}  // namespace

TEST_CASE("a first macroblock is stated sample by sample, the flat rest continues it") {
  const Canvas canvas(160, 160, {90, 100, 110});
  const std::string slice = payload_of(canvas);
  const std::string samples = std::string(256, 90) + std::string(64, 100) + std::string(64, 110);
  CHECK(slice.find(samples) != std::string::npos);
  CHECK(slice.size() < samples.size() + 130);
}

TEST_CASE("only macroblocks that continue no neighbour are stated") {
  Canvas canvas(160, 160, {90});
  const auto flat = payload_of(canvas).size();
  canvas.fill({0, 0, 48, 160}, {200, 60, 60});  // an edge between macroblocks costs one of them, the rows below none
  const auto striped = payload_of(canvas).size();
  CHECK(striped > flat + 380);
  CHECK(striped < flat + 400);
  canvas.ink(100, 100, 235, 255);  // one pixel: its macroblock and those that would have continued it
  const auto spotted = payload_of(canvas).size();
  CHECK(spotted > striped + 380);
  CHECK(spotted < striped + 3 * 400);
}

TEST_CASE("a slice begins at the macroblock it is given") {
  const std::string slice = payload_of(Canvas(32, 32, {90}), 321);
  BitReader in(std::string_view(slice).substr(1));
  CHECK(in.ue() == 321);
  CHECK(in.ue() == 7);
}

TEST_CASE("a clip has a still and a strip for each second") {
  ClipSpec spec;
  spec.width = 320;
  spec.height = 180;
  spec.length_ms = 3500;
  const Pictures pictures = plain_pictures(spec);
  CHECK(pictures.strips.size() == 4);
  CHECK(pictures.strips[0] != pictures.strips[1]);
  CHECK(pictures.chroma_qp_offset == 0);
}
