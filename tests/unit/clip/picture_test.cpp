#include <mockling/clip/picture.hpp>

#include <set>
#include <string>

#include "catch.hpp"

using namespace mockling::clip;

namespace {

ClipSpec sized(int width, int height) {
  ClipSpec spec;
  spec.width = width;
  spec.height = height;
  spec.captions = captions_of(spec, "some-model");
  return spec;
}

// Brightest luma in a row of the visible picture.
int brightest(const Canvas& canvas, int from, int to) {
  int peak = 0;
  for (int i = from * canvas.width(); i < to * canvas.width(); ++i)
    peak = std::max<int>(peak, static_cast<unsigned char>(canvas.samples()[static_cast<std::size_t>(i)]));
  return peak;
}

}  // namespace

TEST_CASE("still and strip together cover the coded picture exactly") {
  for (const auto& [width, height] : {std::pair{3840, 2160}, {2160, 3840}, {1920, 1080}, {128, 128}, {202, 130}}) {
    const ClipSpec spec = sized(width, height);
    const Canvas still = draw_still(spec);
    const Canvas strip = StripPainter(spec).draw(0);
    CHECK(still.width() == strip.width());
    CHECK(still.width() == grid_of(spec).columns * 16);
    CHECK(still.height() + strip.height() == grid_of(spec).rows * 16);
  }
}

TEST_CASE("the still shows captions, and labels below them when there are some") {
  ClipSpec spec = sized(1920, 1080);
  spec.captions.clear();
  const std::string bare = draw_still(spec).samples();
  spec.captions = captions_of(spec, "some-model");
  const std::string captioned = draw_still(spec).samples();
  spec.labels = {"job 17"};
  const Canvas labelled = draw_still(spec);
  CHECK(bare != captioned);
  CHECK(captioned != labelled.samples());
  for (const auto& [width, height] : {std::pair{3840, 2160}, {2160, 3840}, {1440, 1440}, {640, 360}}) {
    ClipSpec one = sized(width, height), two = one;
    one.labels = {"job 17", "a prompt"};
    two.labels = {"job 17", "another prompt"};
    CHECK(draw_still(one).samples() != draw_still(two).samples());
  }
}

TEST_CASE("every second looks different, and only by counter and progress") {
  ClipSpec spec = sized(1280, 720);
  spec.length_ms = 60000;
  StripPainter painter(spec);
  std::set<std::string> seen;
  std::set<std::string> counters;
  for (int second = 0; second < 60; ++second) {
    const Canvas strip = painter.draw(second);
    seen.insert(strip.samples());
    std::string counter;  // left of the progress
    for (int y = 0; y < strip.height(); ++y)
      counter += strip.samples().substr(static_cast<std::size_t>(y * strip.width()), 140);
    counters.insert(counter);
  }
  CHECK(seen.size() == 60);
  CHECK(counters.size() == 60);
  CHECK(StripPainter(spec).draw(7).samples() == painter.draw(7).samples());
}

TEST_CASE("what is cropped away carries no text") {
  const ClipSpec spec = sized(1920, 1080);  // eight rows are cropped
  const Canvas strip = StripPainter(spec).draw(3);
  const int visible = layout_of(spec).strip;
  REQUIRE(visible < strip.height());
  CHECK(brightest(strip, 0, visible) > 200);
  CHECK(brightest(strip, visible, strip.height()) < 40);
}

TEST_CASE("texts are wrapped between words, long words are broken, the rest is cut") {
  const double ten = text_width("nnnnnnnnnn") + kGap;
  CHECK(wrapped("nnn nnn nnn", ten, 4) == std::vector<std::string>{"nnn nnn", "nnn"});
  CHECK(wrapped("nnnnnnnnnnnnnnn", ten, 4) == std::vector<std::string>{"nnnnnnnnnn", "nnnnn"});
  CHECK(wrapped("n\nn", ten, 4) == std::vector<std::string>{"n", "n"});
  CHECK(wrapped("nnnnnnnn nnnnnnnn nnnnnnnn", ten, 2).size() == 2);
  CHECK(wrapped("", ten, 4).empty());
  CHECK(wrapped("\n\n", ten, 4).size() == 2);
}

TEST_CASE("foreign signs become one box each") {
  CHECK(drawable("a\xE5\xB1\xB1z").size() == 3);
  CHECK(drawable("plain") == "plain");
}

TEST_CASE("the clock shows minutes and seconds") {
  CHECK(clock_text(0) == "00:00");
  CHECK(clock_text(59) == "00:59");
  CHECK(clock_text(60) == "01:00");
}
