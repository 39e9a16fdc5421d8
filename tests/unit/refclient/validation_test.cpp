#include "refclient/validation.hpp"

#include <limits>

#include "catch.hpp"
#include "refclient/dialect.hpp"

using namespace refclient;

namespace {

// What is said of a request; empty when it is fine.
std::string complaint(const char* provider, const std::string& model, const Json& json) {
  try {
    const VideoRequest request = request_from_json(model, json);
    validate(request, dialect_of(provider).limits_of(model));
  } catch (const VideoError& error) {
    CHECK(error.error().category == Category::validation);
    return error.what();
  }
  return {};
}

std::string evolink(const Json& json) { return complaint("evolink", "kling-o3-text-to-video", json); }
std::string wavespeed(const Json& json) { return complaint("wavespeed", "kwaivgi/kling-v3.0-pro/text-to-video", json); }

}  // namespace

TEST_CASE("what is right is taken") {
  CHECK(evolink({{"prompt", "a fox"}, {"duration", 3}, {"quality", "1080p"}, {"sound", true}}).empty());
  CHECK(wavespeed({{"prompt", "a fox"}, {"duration", 15}, {"cfg_scale", 1}, {"negative_prompt", "rain"}}).empty());
  CHECK(wavespeed({{"prompt", "a fox"}, {"duration", nullptr}}).empty());
}

TEST_CASE("each field is checked, and the complaint names it") {
  for (const int seconds : {2, 16, 0, -3})
    CHECK_THAT(wavespeed({{"prompt", "x"}, {"duration", seconds}}), Catch::Contains("duration"));
  CHECK_THAT(wavespeed({{"prompt", "x"}, {"duration", 5.5}}), Catch::Contains("duration"));
  CHECK_THAT(wavespeed({{"prompt", "x"}, {"duration", "5"}}), Catch::Contains("duration"));
  CHECK_THAT(wavespeed({{"prompt", "x"}, {"duration", 99999999999}}), Catch::Contains("duration"));
  CHECK_THAT(wavespeed({{"prompt", "x"}, {"aspect_ratio", "4:3"}}), Catch::Contains("16:9, 9:16, 1:1"));
  CHECK_THAT(wavespeed({{"prompt", "x"}, {"shot_type", "auto"}}), Catch::Contains("shot_type"));
  CHECK_THAT(evolink({{"prompt", "x"}, {"quality", "4k"}}), Catch::Contains("720p, 1080p"));
  CHECK_THAT(evolink({{"prompt", "x"}, {"cfg_scale", 0.5}}), Catch::Contains("cfg_scale"));
  CHECK_THAT(wavespeed({{"prompt", "x"}, {"cfg_scale", 1.01}}), Catch::Contains("cfg_scale"));
  CHECK_THAT(wavespeed({{"prompt", " "}}), Catch::Contains("prompt"));
  CHECK_THAT(wavespeed({{"prompt", std::string(2501, 'x')}}), Catch::Contains("2501"));
  CHECK_THAT(wavespeed({{"prompt", "x"}, {"promt", "y"}}), Catch::Contains("promt"));
  CHECK_THAT(complaint("fal", "fal-ai/kling-video/o3/4k/image-to-video", {{"prompt", "x"}}), Catch::Contains("image"));
  CHECK(evolink(Json::array()) == "the request must be an object");
}

TEST_CASE("not a number is no scale") {
  VideoRequest request{"kwaivgi/kling-v3.0-pro/text-to-video", "x"};
  request.cfg_scale = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(validate(request, Limits{}), VideoError);
}

TEST_CASE("shots agree with each other and with the rest") {
  const Json shot{{"prompt", "one"}, {"duration", 5}};
  CHECK(evolink({{"shots", Json::array({shot, shot})}}).empty());
  CHECK(evolink({{"shots", Json::array({shot, shot})}, {"duration", 10}}).empty());
  CHECK_THAT(evolink({{"shots", Json::array({shot, shot})}, {"duration", 5}}), Catch::Contains("10 seconds"));
  CHECK_THAT(evolink({{"shots", Json::array({shot, shot, shot, shot})}}), Catch::Contains("sum"));
  CHECK_THAT(evolink({{"shots", Json(7, shot)}}), Catch::Contains("at most 6"));
  CHECK_THAT(evolink({{"prompt", "x"}, {"multi_shot", true}}), Catch::Contains("needs shots"));
  CHECK_THAT(evolink({{"shots", Json::array({Json{{"prompt", "x"}}})}}), Catch::Contains("shots[0].duration"));
}

TEST_CASE("a callback must be reachable from outside") {
  const Limits limits = dialect_of("evolink").limits_of("kling-o3-text-to-video");
  CHECK_NOTHROW(validate_callback("", limits));
  CHECK_NOTHROW(validate_callback("https://example.com/hook?a=1", limits));
  for (const char* url :
       {"http://example.com", "https://127.0.0.1/h", "https://10.0.0.1", "https://172.16.0.1:8443/h",
        "https://192.168.1.1", "https://localhost/h", "https://user@127.0.0.1/h", "https://[::1]/h", "nonsense"}) {
    INFO(url);
    CHECK_THROWS_AS(validate_callback(url, limits), VideoError);
  }
  CHECK_NOTHROW(validate_callback("https://172.32.0.1/", limits));
  CHECK_THROWS_AS(validate_callback("https://example.com/" + std::string(2040, 'x'), limits), VideoError);
}

TEST_CASE("ids of elements keep their digits") {
  const VideoRequest request = request_from_json("m", {{"elements", Json::array({9007199254740993, "0042"})}});
  CHECK(request.elements == std::vector<std::string>{"9007199254740993", "0042"});
}
