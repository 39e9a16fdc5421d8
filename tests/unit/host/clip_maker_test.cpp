#include <mockling/host/clip_maker.hpp>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "catch.hpp"
#include "clip_probe.hpp"
#include "temp_folder.hpp"

using namespace mockling;
using namespace mockling::host;
using mockling::test::grey_picture;
using mockling::test::probe;
using mockling::test::read_file;
using mockling::test::shell;
using mockling::test::TempFolder;

namespace {

RendererOptions in(const TempFolder& folder) {
  RendererOptions options;
  options.cache_dir = folder.path().string();
  return options;
}

clip::ClipSpec wish(int width, int height, int length_ms, bool sound, clip::FrameRate rate = {}) {
  clip::ClipSpec spec;
  spec.width = width;
  spec.height = height;
  spec.length_ms = length_ms;
  spec.sound = sound;
  spec.rate = rate;
  spec.captions = clip::captions_of(spec, "some-model/text-to-video");
  return spec;
}

// Makes the clip and holds every fact that ffprobe and a full decode can tell against the wish.
void check_exact(ClipMaker& maker, const clip::ClipSpec& spec) {
  INFO(clip::canonical(spec));
  const auto shape = maker.make(spec, {});
  REQUIRE(shape);
  const auto facts = probe(shape->path, "-count_frames");
  const auto video = [&](const std::string& key) { return facts.at("streams.stream.0." + key); };
  const auto rate = std::to_string(spec.rate.num) + '/' + std::to_string(spec.rate.den);
  const auto frames = std::to_string(clip::frame_count(spec));
  const double seconds = static_cast<double>(clip::frame_count(spec)) * spec.rate.den / spec.rate.num;
  char duration[32];
  std::snprintf(duration, sizeof duration, "%.6f", seconds);

  CHECK(video("codec_name") == "h264");
  CHECK(video("width") == std::to_string(spec.width));
  CHECK(video("height") == std::to_string(spec.height));
  CHECK(video("pix_fmt") == "yuv420p");
  CHECK(video("has_b_frames") == "0");
  CHECK(video("color_space") == "bt709");
  CHECK(video("r_frame_rate") == rate);
  CHECK(video("avg_frame_rate") == rate);
  CHECK(video("nb_frames") == frames);
  CHECK(video("nb_read_frames") == frames);
  CHECK(video("start_time") == "0.000000");
  CHECK(video("duration") == duration);
  CHECK(facts.at("format.duration") == duration);
  CHECK(facts.at("format.nb_streams") == (spec.sound ? "2" : "1"));
  CHECK(facts.at("format.size") == std::to_string(shape->size));
  if (spec.sound) {
    const auto audio = [&](const std::string& key) { return facts.at("streams.stream.1." + key); };
    CHECK(audio("codec_name") == "aac");
    CHECK(audio("profile") == "LC");
    CHECK(audio("sample_rate") == "48000");
    CHECK(audio("channels") == "2");
    CHECK(audio("start_time") == "0.000000");
    CHECK(audio("duration") == duration);
  }
  CHECK(shell("ffmpeg -v warning -nostdin -i '" + shape->path + "' -f null -").empty());
}

}  // namespace

TEST_CASE("clips are exactly what was asked") {
  const TempFolder folder;
  ClipMaker maker(in(folder));
  check_exact(maker, wish(1280, 720, 5000, true));
  check_exact(maker, wish(720, 1280, 3000, false));
  check_exact(maker, wish(1920, 1080, 2000, true, {30, 1}));
  check_exact(maker, wish(1080, 1920, 1500, false, {60, 1}));
  check_exact(maker, wish(960, 960, 15000, true));
  check_exact(maker, wish(128, 128, 500, true));
  check_exact(maker, wish(202, 130, 1000, true, {25, 1}));
  check_exact(maker, wish(640, 360, 10000, true, {30000, 1001}));
  check_exact(maker, wish(366, 858, 7000, false, {2, 1}));
  check_exact(maker, wish(320, 180, 60000, true));
  check_exact(maker, wish(3840, 2160, 1000, true));
  check_exact(maker, wish(2160, 3840, 500, false));
}

TEST_CASE("clips are exactly what was asked without FFmpeg, too") {
  const TempFolder folder;
  auto options = in(folder);
  options.ffmpeg = "no-such-ffmpeg";
  ClipMaker maker(options);
  REQUIRE(maker.obstacle().empty());
  CHECK(maker.shortcoming().find("no-such-ffmpeg") != std::string::npos);
  check_exact(maker, wish(1280, 720, 5000, true));
  check_exact(maker, wish(720, 1280, 3000, false, {30, 1}));
  check_exact(maker, wish(202, 130, 1500, true, {25, 1}));
  check_exact(maker, wish(3840, 2160, 1000, true));
}

TEST_CASE("without FFmpeg the picture decodes to the very samples that were drawn") {
  const TempFolder folder;
  auto options = in(folder);
  options.ffmpeg = "no-such-ffmpeg";
  auto spec = wish(640, 352, 2000, false);
  spec.labels = {"job 17", "a prompt in the picture"};
  const auto shape = ClipMaker(options).make(spec, {});
  REQUIRE(shape);
  const std::string frame =
      shell("ffmpeg -v error -nostdin -ss 1.5 -i '" + shape->path + "' -frames:v 1 -f rawvideo -");
  const auto still = clip::draw_still(spec), strip = clip::StripPainter(spec).draw(1);
  const auto upper = static_cast<std::size_t>(still.width() * still.height());
  const auto lower = static_cast<std::size_t>(strip.width() * strip.height());
  REQUIRE(frame.size() == (upper + lower) * 3 / 2);
  CHECK(frame.substr(0, upper) == still.samples().substr(0, upper));
  CHECK(frame.substr(upper, lower) == strip.samples().substr(0, lower));
  CHECK(frame.substr(upper + lower, upper / 4) == still.samples().substr(upper, upper / 4));
}

TEST_CASE("clips are exactly what was asked, all sizes, lengths, rates and sounds", "[.slow]") {
  const TempFolder folder;
  ClipMaker maker(in(folder));
  const std::vector<std::pair<int, int>> sizes{{3840, 2160}, {2160, 3840}, {2880, 2880}, {3840, 3840}, {1920, 1080},
                                               {1080, 1920}, {1440, 1440}, {1280, 720},  {720, 1280},  {960, 960},
                                               {2560, 1080}, {1170, 886},  {130, 3840},  {3840, 128}};
  for (const auto& [width, height] : sizes)
    for (const int seconds : {3, 5, 10, 15})
      check_exact(maker, wish(width, height, seconds * 1000, seconds != 10, {seconds == 5 ? 30 : 24, 1}));
  for (const int tenths : {5, 7, 19, 301, 600})
    for (const clip::FrameRate rate : {clip::FrameRate{24, 1}, {24000, 1001}, {25, 1}, {50, 1}, {120, 1}, {10, 1}})
      check_exact(maker, wish(640, 360, tenths * 100, true, rate));
}

TEST_CASE("the counter runs once a second and nothing else moves") {
  const TempFolder folder;
  const auto spec = wish(640, 360, 3000, false);
  const auto shape = ClipMaker(in(folder)).make(spec, {});
  REQUIRE(shape);
  const auto at = [&](double seconds) { return grey_picture(shape->path, seconds); };
  const auto still = static_cast<std::size_t>(clip::layout_of(spec).still * spec.width);
  const std::string early = at(0.5), late = at(1.5);
  REQUIRE(early.size() == 640 * 360);
  CHECK(early.substr(0, still) == late.substr(0, still));
  CHECK(early.substr(still) != late.substr(still));
  CHECK(at(0.0) == early);
  CHECK(at(0.95) == early);
  CHECK(at(1.0) == late);
  CHECK(at(2.0) != late);
}

TEST_CASE("the picture decodes to what was drawn") {
  const TempFolder folder;
  auto spec = wish(640, 360, 1000, false);
  spec.labels = {"job 17", "a prompt in the picture"};
  const auto shape = ClipMaker(in(folder)).make(spec, {});
  REQUIRE(shape);
  const std::string decoded = grey_picture(shape->path, 0);
  const std::string drawn = clip::draw_still(spec).samples();
  int worst = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(clip::layout_of(spec).still * spec.width); ++i)
    worst = std::max(worst, std::abs(static_cast<unsigned char>(decoded[i]) - static_cast<unsigned char>(drawn[i])));
  CHECK(worst < 60);
}

TEST_CASE("the sound rings at every second and ends with the pictures") {
  const TempFolder folder;
  const auto shape = ClipMaker(in(folder)).make(wish(320, 180, 20000, true), {});
  REQUIRE(shape);
  const std::string pcm = shell("ffmpeg -v error -nostdin -i '" + shape->path + "' -map 0:a -ac 1 -f s16le -");
  // Players may finish the frame that holds the last sample.
  REQUIRE(pcm.size() >= 20 * 48000 * 2);
  CHECK(pcm.size() < (20 * 48000 + 1024) * 2);
  const auto loudest = [&](double from, double to) {
    int peak = 0;
    for (auto i = static_cast<std::size_t>(from * 48000); i < static_cast<std::size_t>(to * 48000); ++i)
      peak = std::max(peak, std::abs(static_cast<std::int16_t>(static_cast<unsigned char>(pcm[2 * i]) |
                                                               static_cast<unsigned char>(pcm[2 * i + 1]) << 8)));
    return peak;
  };
  for (int second = 0; second < 20; ++second) {
    INFO(second);
    CHECK(loudest(second + 0.0, second + 0.015) > 5000);
    if (second > 0) CHECK(loudest(second - 0.05, second - 0.005) < 3500);
    CHECK(loudest(second + 0.6, second + 0.95) < 3500);
    CHECK(loudest(second + 0.6, second + 0.95) > 300);
  }
}

TEST_CASE("equal wishes give equal bytes, in every cache") {
  const TempFolder one, two;
  const auto spec = wish(1280, 720, 3000, true);
  const auto first = ClipMaker(in(one)).make(spec, {}), second = ClipMaker(in(two)).make(spec, {});
  REQUIRE(first);
  REQUIRE(second);
  CHECK(read_file(first->path) == read_file(second->path));
  CHECK(first->sha256 == second->sha256);
  CHECK(first->key == second->key);
}

TEST_CASE("a job's identity is laid over the clip and read as tags") {
  const TempFolder folder;
  const auto shape = ClipMaker(in(folder)).make(wish(320, 180, 1000, true), {});
  REQUIRE(shape);
  const clip::Identity identity{"job-17", "some-model", "caf\xC3\xA9 in \xE5\xB1\xB1\xE5\xB7\x9D, \xF0\x9F\x8E\xAC",
                                "4711"};
  const std::string overlay = identity_overlay(identity);
  REQUIRE(overlay.size() == shape->identity_bytes);
  std::string bytes = read_file(shape->path);
  bytes.replace(shape->identity_at, overlay.size(), overlay);
  const auto file = folder.write("job.mp4", bytes);
  const auto facts = probe(file.string(), "-count_frames");
  CHECK(facts.at("format.tags.title") == identity.job);
  CHECK(facts.at("format.tags.description") == identity.model);
  CHECK(facts.at("format.tags.comment") == identity.prompt);
  CHECK(facts.at("format.tags.keywords") == "seed=" + identity.seed);
  CHECK(facts.at("format.size") == std::to_string(shape->size));
  CHECK(facts.at("streams.stream.0.nb_read_frames") == "24");
  CHECK(shell("ffmpeg -v warning -nostdin -i '" + file.string() + "' -f null -").empty());
}

TEST_CASE("a clip made before is found by the next maker") {
  const TempFolder folder;
  const auto spec = wish(320, 180, 1000, true);
  ClipMaker maker(in(folder));
  CHECK_FALSE(maker.find(spec));
  const auto made = maker.make(spec, {});
  REQUIRE(made);
  CHECK(maker.known(spec));
  ClipMaker next(in(folder));
  CHECK_FALSE(next.known(spec));
  const auto found = next.find(spec);
  REQUIRE(found);
  CHECK(found->path == made->path);
  CHECK(found->size == made->size);
  CHECK(found->sha256 == made->sha256);
  CHECK(found->duration_ms == 1000);
  CHECK(next.known(spec));
}

TEST_CASE("clips of another FFmpeg stand on another shelf") {
  const TempFolder folder;
  const auto one = folder.write("one", "program"), two = folder.write("two", "programme");
  CHECK(shelf_of(one.string()) != shelf_of(two.string()));
  CHECK(shelf_of(one.string()) == shelf_of(one.string()));
  CHECK(shelf_of("/no/such/program") == shelf_of(""));
}

TEST_CASE("what stands in the way of clips is said") {
  const TempFolder folder;
  auto options = in(folder);
  CHECK(ClipMaker(options).obstacle().empty());
  CHECK(ClipMaker(options).shortcoming().empty());
  CHECK(ClipMaker(options).make(wish(100, 100, 1000, false), {}).error().message.find("even") != std::string::npos);
  options = in(folder);
  options.cache_dir = folder.write("file", "in the way").string();
  ClipMaker nowhere(options);
  CHECK(nowhere.obstacle().find("cannot be written") != std::string::npos);
  CHECK(nowhere.make(wish(320, 180, 1000, false), {}).error().message == nowhere.obstacle());
}

TEST_CASE("an FFmpeg that fails is quoted, one that lies is caught") {
  const TempFolder folder;
  const auto program = [&](const std::string& script) {
    const auto file = folder.write("bin/ffmpeg", "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    auto options = in(folder);
    options.ffmpeg = file.string();
    return ClipMaker(options).make(wish(320, 180, 1000, false), {});
  };
  CHECK(program("echo 'Unknown encoder libx264' >&2; exit 1").error().message.find("Unknown encoder libx264") !=
        std::string::npos);
  CHECK_FALSE(program("exit 0"));
  CHECK_FALSE(program("printf 'no video' >&5; exit 0"));
}

TEST_CASE("the default folder follows the environment") {
  std::map<std::string, std::string> before;
  for (const auto* name : {"HOME", "XDG_CACHE_HOME"})
    if (const char* value = std::getenv(name)) before[name] = value;
  ::setenv("HOME", "/home/someone", 1);
  ::setenv("XDG_CACHE_HOME", "/elsewhere", 1);
  CHECK(default_cache_dir() == "/elsewhere/mockling");
  ::unsetenv("XDG_CACHE_HOME");
  CHECK(default_cache_dir() == "/home/someone/.cache/mockling");
  ::unsetenv("HOME");
  CHECK(default_cache_dir().is_absolute());
  for (const auto& [name, value] : before) ::setenv(name.c_str(), value.c_str(), 1);
}
