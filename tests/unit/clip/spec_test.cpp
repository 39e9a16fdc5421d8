#include <mockling/clip/spec.hpp>

#include <set>
#include <string>

#include "catch.hpp"

using namespace mockling::clip;

namespace {

ClipSpec lasting(int length_ms, int num = 24, int den = 1) {
  ClipSpec spec;
  spec.length_ms = length_ms;
  spec.rate = {num, den};
  return spec;
}

}  // namespace

TEST_CASE("a clip has the nearest whole number of frames") {
  CHECK(frame_count(lasting(15000)) == 360);
  CHECK(frame_count(lasting(500)) == 12);
  CHECK(frame_count(lasting(5001)) == 120);
  CHECK(frame_count(lasting(15000, 30)) == 450);
  CHECK(frame_count(lasting(15000, 30000, 1001)) == 450);
}

TEST_CASE("sound lasts exactly as long as the pictures") {
  CHECK(sample_count(lasting(15000)) == 15 * 48000);
  CHECK(sample_count(lasting(500)) == 24000);
  CHECK(sample_count(lasting(15000, 30000, 1001)) == 720720);
}

TEST_CASE("each second begins with the first picture shown in it") {
  CHECK(first_frame_of(lasting(5000), 0) == 0);
  CHECK(first_frame_of(lasting(5000), 3) == 72);
  CHECK(first_frame_of(lasting(5000, 30000, 1001), 1) == 30);
  CHECK(first_frame_of(lasting(60000, 30000, 1001), 34) == 1019);
  CHECK(second_count(lasting(15000)) == 15);
  CHECK(second_count(lasting(500)) == 1);
  CHECK(second_count(lasting(1500)) == 2);
}

TEST_CASE("only clips that can be made are accepted") {
  const auto ok = [](auto change) {
    ClipSpec spec;
    change(spec);
    return check(spec).ok();
  };
  CHECK(ok([](ClipSpec&) {}));
  CHECK(ok([](ClipSpec& s) { s.width = s.height = 3840; }));
  CHECK(ok([](ClipSpec& s) { s.width = s.height = 128; }));
  CHECK_FALSE(ok([](ClipSpec& s) { s.width = 3842; }));
  CHECK_FALSE(ok([](ClipSpec& s) { s.height = 126; }));
  CHECK_FALSE(ok([](ClipSpec& s) { s.width = 1281; }));
  CHECK_FALSE(ok([](ClipSpec& s) { s.length_ms = 499; }));
  CHECK_FALSE(ok([](ClipSpec& s) { s.length_ms = 60001; }));
  CHECK_FALSE(ok([](ClipSpec& s) { s.rate = {1, 1}; }));
  CHECK_FALSE(ok([](ClipSpec& s) { s.rate = {121, 1}; }));
  CHECK_FALSE(ok([](ClipSpec& s) { s.rate = {24, 0}; }));
}

TEST_CASE("different wishes have different texts, equal ones the same") {
  std::set<std::string> texts;
  const auto add = [&](auto change) {
    ClipSpec spec;
    change(spec);
    texts.insert(canonical(spec));
  };
  add([](ClipSpec&) {});
  add([](ClipSpec&) {});
  CHECK(texts.size() == 1);
  add([](ClipSpec& s) { s.width = 720, s.height = 1280; });
  add([](ClipSpec& s) { s.rate.num = 30; });
  add([](ClipSpec& s) { s.length_ms = 10000; });
  add([](ClipSpec& s) { s.sound = true; });
  add([](ClipSpec& s) { s.captions = {"a", "b"}; });
  add([](ClipSpec& s) { s.captions = {"a\nc1:b"}; });
  add([](ClipSpec& s) { s.captions = {"a"}, s.labels = {"b"}; });
  add([](ClipSpec& s) { s.labels = {"a", "b"}; });
  CHECK(texts.size() == 9);
}

TEST_CASE("the small clip keeps shape, length and sound") {
  ClipSpec spec = lasting(7000, 30);
  spec.width = 2160;
  spec.height = 3840;
  spec.sound = true;
  spec.labels = {"job"};
  const ClipSpec small = shrunk(spec);
  CHECK(small.width == 320);
  CHECK(small.height == 568);
  CHECK(small.length_ms == 7000);
  CHECK(small.rate.num == 30);
  CHECK(small.sound);
  CHECK(small.labels.empty());
  CHECK(check(small));
  spec.width = 3840;
  spec.height = 128;
  CHECK(check(shrunk(spec)));
}

TEST_CASE("captions say model, size, rate, length and sound") {
  ClipSpec spec = lasting(5500, 30000, 1001);
  CHECK(captions_of(spec, "some-model") ==
        std::vector<std::string>{"some-model", "1280 x 720   30000/1001 fps", "5.5 s   silent"});
  spec.sound = true;
  spec.length_ms = 15000;
  CHECK(captions_of(spec, "m")[2] == "15 s   with sound");
  CHECK(length_text(10050) == "10.05 s");
}
