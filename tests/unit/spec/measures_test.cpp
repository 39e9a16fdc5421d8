// What limits can measure of a file, and when they are kept.
#include "catch.hpp"

#include <mockling/spec/measures.hpp>

using namespace mockling;

TEST_CASE("a file is measured as far as it is known", "[measures]") {
  CHECK(measures_of({}) == Json::object());
  CHECK(measures_of({0, 720, Millis(0), true}) == Json::object());
  const FileFacts video{720, 1280, Millis(3040), true, 1'000, 25, "mov,mp4"};
  const Json measures = measures_of(video);
  CHECK(measures.at("size") == 1'000);
  CHECK(measures.at("width") == 720);
  CHECK(measures.at("height") == 1280);
  CHECK(measures.at("shorter") == 720);
  CHECK(measures.at("longer") == 1280);
  CHECK(measures.at("ratio") == 0.5625);
  CHECK(measures.at("duration") == 3.04);
  CHECK(measures.at("rate") == 25);
  CHECK(measures.at("format") == "mov,mp4");
}

TEST_CASE("a limit holds up to and including itself, and where nothing is known", "[measures]") {
  const Json least = 24, most = 60;
  for (const auto& [measure, within] : {std::pair{23.976, false}, {24.0, true}, {60.0, true}, {60.1, false}}) {
    const Json measured = measure;
    INFO(measure);
    CHECK(is_within(&measured, &least, &most) == within);
  }
  const Json low = 1, high = 100;
  CHECK(is_within(&low, nullptr, &most));
  CHECK(is_within(&high, &least, nullptr));
  CHECK(is_within(nullptr, &least, &most));
}
