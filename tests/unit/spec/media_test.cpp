// What clip an input asks for: its size, length and sound.
#include "catch.hpp"

#include <mockling/spec/media.hpp>

using namespace mockling;

namespace {

MediaRule rule(const std::string& text) {
  std::vector<std::string> problems;
  MediaRule compiled = compile_media(parse_json(text).value(), "media", problems);
  INFO(join(problems, "; "));
  REQUIRE(problems.empty());
  return compiled;
}

FileLookup video(int width, int height, std::int64_t ms = 0, bool sound = false) {
  return [=](std::string_view) { return std::optional(FileFacts{width, height, Millis(ms), sound}); };
}

std::string size_of(const std::string& size, const std::string& input, const FileLookup& files = no_files) {
  const MediaRule compiled = rule(R"({"fps":"24","seconds":{"ms":5000},"size":)" + size + "}");
  const Size found = clip_shape(compiled, parse_json(input).value(), files).size;
  return std::to_string(found.width) + "x" + std::to_string(found.height);
}

bool sound_of(const std::string& sound, const std::string& input, const FileLookup& files = no_files) {
  const MediaRule compiled = rule(R"({"seconds":{"ms":5000},"size":{"else":[16,16]},"sound":)" + sound + "}");
  return clip_shape(compiled, parse_json(input).value(), files).sound;
}

const char* kTable = R"({"input":"ratio","table":{"16:9":[3840,2160],"9:16":[2160,3840]},"else":[1920,1080]})";
const char* kFollow = R"({"follow":"image","area":[1920,1080],"else":[1280,720]})";
const char* kBoth = R"({"input":"ratio","table":{"1:1":[960,960]},"follow":"image","else":[1280,720]})";

}  // namespace

TEST_CASE("the table gives the size of what the input names", "[media]") {
  CHECK(size_of(kTable, R"({"ratio":"9:16"})") == "2160x3840");
  CHECK(size_of(kTable, R"({"ratio":"4:3"})") == "1920x1080");
  CHECK(size_of(kTable, R"({"ratio":5})") == "1920x1080");
  CHECK(size_of(kTable, "{}") == "1920x1080");
}

TEST_CASE("a followed picture gives its shape, scaled to the area and never longer than it", "[media]") {
  CHECK(size_of(kFollow, R"({"image":"u"})", video(640, 360)) == "1920x1080");
  CHECK(size_of(kFollow, R"({"image":"u"})", video(1000, 1000)) == "1440x1440");
  CHECK(size_of(kFollow, R"({"image":"u"})", video(360, 640)) == "1080x1920");
  CHECK(size_of(kFollow, R"({"image":"u"})", video(4000, 100)) == "1920x48");
  CHECK(size_of(kFollow, R"({"image":"u"})", video(1, 100'000)) == "2x1920");
  CHECK(size_of(kFollow, R"({"image":"u"})") == "1280x720");
  CHECK(size_of(kFollow, R"({"image":"u"})", video(0, 0)) == "1280x720");
  CHECK(size_of(kFollow, "{}", video(640, 360)) == "1280x720");
}

TEST_CASE("the table counts before the file, and without an area the file's own size", "[media]") {
  CHECK(size_of(kBoth, R"({"ratio":"1:1","image":"u"})", video(640, 360)) == "960x960");
  CHECK(size_of(kBoth, R"({"ratio":"auto","image":["u"]})", video(641, 359)) == "642x360");
  CHECK(size_of(kBoth, R"({"ratio":"auto"})", video(640, 360)) == "1280x720");
}

TEST_CASE("sound is asked for, always there, or that of a followed video", "[media]") {
  CHECK(sound_of(R"({"input":"sound"})", R"({"sound":true})"));
  CHECK_FALSE(sound_of(R"({"input":"sound"})", R"({"sound":false})"));
  CHECK_FALSE(sound_of(R"({"input":"sound"})", R"({"sound":"yes"})"));
  CHECK(sound_of(R"({"always":true})", "{}"));
  CHECK_FALSE(sound_of(R"({"always":false})", "{}"));
  const char* follow = R"({"follow":"video","if":"keep","always":true})";
  CHECK(sound_of(follow, R"({"video":"u","keep":true})", video(2, 2, 1, true)));
  CHECK_FALSE(sound_of(follow, R"({"video":"u","keep":true})", video(2, 2, 1, false)));
  CHECK(sound_of(follow, R"({"video":"u","keep":true})"));
  CHECK_FALSE(sound_of(follow, R"({"video":"u","keep":false})", video(2, 2, 1, true)));
  CHECK_FALSE(sound_of(follow, R"({"keep":true})", video(2, 2, 1, true)));
  CHECK(sound_of(R"({"input":"sound","follow":"video"})", R"({"video":"u"})", video(2, 2, 1, true)));
}

TEST_CASE("rate and length", "[media]") {
  const MediaRule ntsc = rule(R"({"fps":"30000/1001","seconds":{"file":"v","assume_ms":7000},"size":{"else":[2,2]}})");
  const ClipShape shape = clip_shape(ntsc, Json{{"v", "u"}}, video(4, 4, 12'345));
  CHECK(shape.rate_numerator == 30000);
  CHECK(shape.rate_denominator == 1001);
  CHECK(shape.length == Millis(12'345));
  CHECK(clip_shape(ntsc, Json{{"v", "u"}}, no_files).length == Millis(7000));
  CHECK(clip_shape(ntsc, Json::object(), no_files).length == Millis(0));
}

TEST_CASE("an input may choose among sizes; the last counts where it names none", "[media]") {
  const char* choice = R"({"choose":"quality","from":{
      "low":{"input":"ratio","table":{"1:1":[96,96]},"else":[160,90]},"high":{"follow":"image","area":[320,180],"else":[320,180]}}})";
  CHECK(size_of(choice, R"({"quality":"low"})") == "160x90");
  CHECK(size_of(choice, R"({"quality":"low","ratio":"1:1"})") == "96x96");
  CHECK(size_of(choice, R"({"quality":"high","ratio":"1:1"})") == "320x180");
  CHECK(size_of(choice, R"({"quality":"high","image":"u"})", video(90, 160)) == "180x320");
  CHECK(size_of(choice, R"({})") == "320x180");
}

TEST_CASE("sound may be asked for by another value than true", "[media]") {
  const char* word = R"({"input":"sound","equals":"on"})";
  CHECK(sound_of(word, R"({"sound":"on"})"));
  CHECK_FALSE(sound_of(word, R"({"sound":"off"})"));
  CHECK_FALSE(sound_of(word, R"({"sound":true})"));
  CHECK_FALSE(sound_of(word, R"({})"));
}

TEST_CASE("a model without a clip needs no shape; one with a clip does", "[media]") {
  CHECK(rule(R"({"output":"element"})").output == "element");
  for (const char* text :
       {R"({})", R"({"fps":"fast","seconds":{"ms":1},"size":{"else":[2,2]}})",
        R"({"fps":"0","seconds":{"ms":1},"size":{"else":[2,2]}})",
        R"({"fps":"24/0","seconds":{"ms":1},"size":{"else":[2,2]}})", R"({"fps":"24","size":{"else":[2,2]}})",
        R"({"fps":"24","seconds":{"ms":1},"size":{"else":[2]}})"}) {
    std::vector<std::string> problems;
    compile_media(parse_json(text).value(), "media", problems);
    INFO(text);
    CHECK_FALSE(problems.empty());
  }
}
