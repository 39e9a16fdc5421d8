#include <mockling/host/renderer.hpp>

#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <string>
#include <vector>

#include "catch.hpp"
#include "temp_folder.hpp"

using namespace mockling;
using namespace mockling::host;
using mockling::test::read_file;
using mockling::test::TempFolder;
using namespace std::chrono_literals;

namespace {

// A renderer in a folder of its own whose FFmpeg notes each start and end in a file before and after the real work.
struct Workshop {
  TempFolder folder;
  RendererOptions options;

  explicit Workshop(const std::string& before = "true") {
    const auto program =
        folder.write("ffmpeg", "#!/bin/sh\necho \"$*\" >> " + log() + "\n" + before +
                                   "\nffmpeg \"$@\"\nstatus=$?\necho end >> " + log() + "\nexit $status\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    options.cache_dir = (folder / "cache").string();
    options.ffmpeg = program.string();
  }

  std::string log() const { return (folder / "log").string(); }

  int runs_with(const std::string& word) const {
    std::ifstream in(log());
    int count = 0;
    for (std::string line; std::getline(in, line);) count += line.find(word) != std::string::npos;
    return count;
  }

  // The most runs under way at the same time.
  int most_at_once() const {
    std::ifstream in(log());
    int now = 0, most = 0;
    for (std::string line; std::getline(in, line);) most = std::max(most, now += line == "end" ? -1 : 1);
    return most;
  }

  std::size_t drafts() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "cache"))
      count += entry.path().filename().string().rfind("draft-", 0) == 0;
    return count;
  }
};

clip::ClipSpec wish(int width = 320, bool sound = false) {
  clip::ClipSpec spec;
  spec.width = width;
  spec.height = 180;
  spec.length_ms = 1000;
  spec.sound = sound;
  return spec;
}

// Answers as they come.
class Inbox {
 public:
  Renderer::Done slot() {
    return [this](Result<Shape> shape) {
      const std::lock_guard lock(mutex_);
      answers_.push_back(std::move(shape));
      changed_.notify_all();
    };
  }

  std::vector<Result<Shape>> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, 60s, [&] { return answers_.size() >= count; });
    return answers_;
  }

  std::size_t size() {
    const std::lock_guard lock(mutex_);
    return answers_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Result<Shape>> answers_;
};

Result<Shape> ask(Renderer& renderer, const clip::ClipSpec& spec) {
  std::promise<Result<Shape>> answer;
  renderer.want(spec, [&](Result<Shape> shape) { answer.set_value(std::move(shape)); });
  return answer.get_future().get();
}

bool has_children() { return ::waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

template <class Condition>
bool soon(Condition condition) {
  for (int i = 0; i < 3000 && !condition(); ++i) std::this_thread::sleep_for(2ms);
  return condition();
}

}  // namespace

TEST_CASE("equal wishes are made once and all answered") {
  const Workshop shop;
  Inbox inbox;
  Renderer renderer(shop.options);
  REQUIRE(renderer.available());
  for (int i = 0; i < 20; ++i) renderer.want(wish(), inbox.slot());
  const auto answers = inbox.wait_for(20);
  REQUIRE(answers.size() == 20);
  for (const auto& answer : answers) {
    REQUIRE(answer);
    CHECK(answer->path == answers[0]->path);
  }
  CHECK(shop.runs_with("h264") == 1);
  CHECK(ask(renderer, wish()));
  CHECK(shop.runs_with("h264") == 1);
  CHECK(renderer.known(wish()));
  CHECK_FALSE(renderer.known(wish(640)));
}

TEST_CASE("clips outlive the renderer, a damaged one is made again, the sound is encoded once") {
  const Workshop shop;
  std::string path, bytes;
  {
    Renderer renderer(shop.options);
    const auto shape = ask(renderer, wish(320, true));
    REQUIRE(shape);
    path = shape->path;
    bytes = read_file(path);
    REQUIRE(ask(renderer, wish(640, true)));
  }
  CHECK(shop.runs_with("h264") == 2);
  {
    Renderer renderer(shop.options);
    REQUIRE(ask(renderer, wish(320, true)));
    CHECK(shop.runs_with("h264") == 2);
  }
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes.substr(0, bytes.size() / 2);
  {
    Renderer renderer(shop.options);
    REQUIRE(ask(renderer, wish(320, true)));
    CHECK(shop.runs_with("h264") == 3);
    CHECK(shop.runs_with("adts") == 1);
    CHECK(read_file(path) == bytes);
  }
}

TEST_CASE("a clip made before does not wait for one being made") {
  Workshop shop("case \"$*\" in *640x*) sleep 20;; esac");
  shop.options.workers = 1;
  Inbox inbox;
  Renderer renderer(shop.options);
  REQUIRE(ask(renderer, wish(320)));
  renderer.want(wish(640), inbox.slot());
  REQUIRE(soon([&] { return shop.runs_with("640x") == 1; }));
  const auto start = std::chrono::steady_clock::now();
  CHECK(ask(renderer, wish(320)));
  CHECK(std::chrono::steady_clock::now() - start < 5s);
  CHECK(inbox.size() == 0);
}

TEST_CASE("fifty different clips are made, two at a time") {
  const Workshop shop;
  Inbox inbox;
  Renderer renderer(shop.options);
  for (int i = 1; i <= 50; ++i) renderer.want(wish(128 + 2 * i), inbox.slot());
  const auto answers = inbox.wait_for(50);
  REQUIRE(answers.size() == 50);
  CHECK(std::all_of(answers.begin(), answers.end(), [](const auto& answer) { return answer.ok(); }));
  CHECK(shop.runs_with("h264") == 50);
  CHECK(shop.most_at_once() <= 2);
  CHECK(shop.drafts() == 0);
}

TEST_CASE("what nobody wants any more is not made, and its making is ended") {
  Workshop shop("sleep 20");
  shop.options.workers = 1;
  Inbox inbox;
  Renderer renderer(shop.options);
  const auto running = renderer.want(wish(320), inbox.slot());
  REQUIRE(soon([&] { return shop.runs_with("320x") == 1; }));
  const auto also = renderer.want(wish(320), inbox.slot());
  const auto waiting = renderer.want(wish(640), inbox.slot());
  renderer.forget(waiting);
  renderer.forget(running);
  CHECK(has_children());  // one still wants it
  renderer.forget(also);
  CHECK(soon([] { return !has_children(); }));
  renderer.forget(12345);
  CHECK(shop.runs_with("640x") == 0);
  CHECK(inbox.size() == 0);
}

TEST_CASE("a wish given up can be made anew") {
  const Workshop shop("sleep 0.2");
  Inbox given_up;
  Renderer renderer(shop.options);
  const auto ticket = renderer.want(wish(), given_up.slot());
  REQUIRE(soon([&] { return shop.runs_with("h264") == 1; }));
  renderer.forget(ticket);
  CHECK(ask(renderer, wish()));
  CHECK(given_up.size() == 0);
}

TEST_CASE("ending the renderer ends what runs, at once and without a trace") {
  const Workshop shop("sleep 20");
  Inbox inbox;
  const auto start = std::chrono::steady_clock::now();
  {
    Renderer renderer(shop.options);
    for (int i = 0; i < 5; ++i) renderer.want(wish(320 + 2 * i, true), inbox.slot());
    REQUIRE(soon([&] { return shop.runs_with("h264") >= 2; }));
  }
  CHECK(std::chrono::steady_clock::now() - start < 10s);
  CHECK_FALSE(has_children());
  CHECK(inbox.size() == 0);
  CHECK(shop.drafts() == 0);
}

TEST_CASE("an FFmpeg that hangs or fails is an answer, not a silence") {
  Workshop slow("sleep 20");
  slow.options.limit = 50ms;
  Renderer hanging(slow.options);
  const auto late = ask(hanging, wish());
  REQUIRE_FALSE(late);
  CHECK(late.error().message.find("took too long") != std::string::npos);

  const Workshop broken("echo 'no such codec' >&2; exit 1");
  Renderer failing(broken.options);
  for (const bool sound : {false, true}) {
    const auto failed = ask(failing, wish(320, sound));
    REQUIRE_FALSE(failed);
    CHECK(failed.error().message.find("no such codec") != std::string::npos);
  }
}

TEST_CASE("without FFmpeg the renderer says so and makes clips all the same") {
  Workshop shop;
  shop.options.ffmpeg = "no-such-ffmpeg";
  Renderer renderer(shop.options);
  CHECK(renderer.available());
  CHECK(renderer.shortcoming().find("no-such-ffmpeg") != std::string::npos);
  CHECK(ask(renderer, wish(320, true)));
  CHECK(shop.runs_with("h264") == 0);
}

TEST_CASE("where nothing can be kept the renderer says so and answers every wish") {
  Workshop shop;
  shop.options.cache_dir = shop.folder.write("file", "in the way").string();
  Renderer renderer(shop.options);
  CHECK_FALSE(renderer.available());
  CHECK(renderer.reason().find("cannot be written") != std::string::npos);
  CHECK_FALSE(ask(renderer, wish()));
  CHECK_FALSE(ask(renderer, wish(100)));
}

TEST_CASE("renderers sharing a cache folder do not disturb each other") {
  const Workshop shop;
  Inbox inbox;
  Renderer one(shop.options), two(shop.options);
  for (int i = 0; i < 6; ++i) {
    one.want(wish(320 + 2 * i, true), inbox.slot());
    two.want(wish(320 + 2 * i, true), inbox.slot());
  }
  const auto answers = inbox.wait_for(12);
  REQUIRE(answers.size() == 12);
  for (const auto& answer : answers) {
    REQUIRE(answer);
    CHECK(clip::unsealed(read_file(answer->path)));
  }
  CHECK(shop.drafts() == 0);
}
