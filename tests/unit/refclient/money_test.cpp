#include "refclient/money.hpp"

#include <fstream>

#include "catch.hpp"
#include "refclient/errors.hpp"
#include "refclient/prices.hpp"

using namespace refclient;

TEST_CASE("decimals are read exactly, and nothing else is") {
  CHECK(millionths_of("2.10") == 2100000);
  CHECK(millionths_of("0.000001") == 1);
  CHECK(millionths_of("7") == 7000000);
  for (const char* text : {"", ".", ".5", "-1", "1e3", "1,5", "0.0000001", "1234567890123", " 1"})
    CHECK_FALSE(millionths_of(text));
}

TEST_CASE("an amount is written with two places or as many as it needs") {
  CHECK(amount_text({2100000, "USD"}) == "2.10");
  CHECK(amount_text({36018000, "credits"}) == "36.018");
  CHECK(amount_text({1, "USD"}) == "0.000001");
  CHECK(amount_text({0, "USD"}) == "0.00");
}

TEST_CASE("fifteen seconds with sound are 2.52") {
  VideoRequest request{"kwaivgi/kling-v3.0-pro/text-to-video", "a fox"};
  request.duration = 15;
  request.sound = true;
  CHECK(amount_text(price_of("wavespeed", request)) == "2.52");
}

TEST_CASE("a model made from a video has no price before the video is seen") {
  CHECK_THROWS_AS(price_of("fal", {"fal-ai/kling-video/o3/pro/video-to-video/edit", "x"}), VideoError);
  CHECK_THROWS_AS(price_of("fal", {"fal-ai/other/text-to-video", "x"}), VideoError);
}

// What the emulator is tested against, read into the words of this client.
TEST_CASE("the table gives the prices of the pages") {
  const Json rows = Json::parse(std::ifstream(MOCKLING_SOURCE_DIR "/fixtures/prices.json"));
  int compared = 0;
  for (const Json& row : rows) {
    const Json& input = row["input"];
    if (input.contains("multi_prompt") || input.contains("model_params") || input.contains("elements"))
      continue;  // prices of their own
    VideoRequest request{row["model"], "x"};
    if (!input.value("duration", Json()).is_null()) {
      request.duration = input["duration"].is_string() ? std::stoi(input["duration"].get<std::string>())
                                                       : input["duration"].get<int>();
    }
    if (input.contains("quality")) request.resolution = input["quality"].get<std::string>();
    for (const char* name : {"sound", "generate_audio"}) {
      if (input.contains(name)) request.sound = input[name] == true || input[name] == "on";
    }
    Money price;
    try {
      price = price_of(row["provider"], request);
    } catch (const VideoError&) {
      continue;  // older families are not in the table
    }
    INFO(row.dump());
    CHECK(price.millionths == millionths_of(row["amount"].get<std::string>()));
    CHECK(price.currency == row["currency"]);
    ++compared;
  }
  CHECK(compared > 150);
}
