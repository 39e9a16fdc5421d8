// Uploads on disk: whole or not there.
#include <cstdlib>

#include "catch.hpp"

#include <mockling/host/file_store.hpp>

#include "../../support/temp_folder.hpp"

using namespace mockling;
using host::FileStore;

TEST_CASE("bytes are kept by world and id, from memory or from a spooled file", "[files]") {
  const test::TempFolder folder;
  const FileStore store(folder.path() / "uploads", "ffprobe");
  REQUIRE(store.store("w", "one", {"meow", {}, 4}).ok());
  CHECK(test::read_file(store.path("w", "one")) == "meow");
  const auto spooled = folder.write("spooled", "purr");
  REQUIRE(store.store("w", "two", {{}, spooled.string(), 4}).ok());
  CHECK(test::read_file(store.path("w", "two")) == "purr");
  CHECK(test::read_file(spooled) == "purr");
  CHECK(store.path("v", "one") != store.path("w", "one"));
  store.drop("w", "one");
  CHECK_FALSE(std::filesystem::exists(store.path("w", "one")));
  store.drop("w", "nothing");
}

TEST_CASE("what cannot be stored is an error and leaves nothing", "[files]") {
  const test::TempFolder folder;
  const auto blocked = folder.write("blocked", "a file where a folder should be");
  const FileStore store(blocked, "ffprobe");
  const auto stored = store.store("w", "one", {"meow", {}, 4});
  REQUIRE_FALSE(stored.ok());
  CHECK(stored.error().message.find("cannot store") != std::string::npos);
  const FileStore good(folder.path() / "uploads", "ffprobe");
  CHECK_FALSE(good.store("w", "one", {{}, (folder.path() / "gone").string(), 4}).ok());
  CHECK_FALSE(std::filesystem::exists(good.path("w", "one")));
}

TEST_CASE("what is no picture or video has no facts, nor has anything without a prober", "[files]") {
  const test::TempFolder folder;
  const FileStore store(folder.path(), "ffprobe"), blind(folder.path(), "no-such-prober");
  REQUIRE(store.store("w", "text", {"just text", {}, 9}).ok());
  for (const FileFacts& facts : {store.probe("w", "text"), store.probe("w", "nothing"), blind.probe("w", "text")}) {
    CHECK(facts.width == 0);
    CHECK(facts.length == Millis(0));
    CHECK_FALSE(facts.sound);
  }
}

TEST_CASE("a playlist has no facts: what it names is not opened", "[files]") {
  const test::TempFolder folder;
  const FileStore store(folder.path(), "ffprobe");
  const std::string clip = store.path("w", "clip");
  std::filesystem::create_directories(folder.path() / "w");
  REQUIRE(std::system(("ffmpeg -v error -nostdin -f lavfi -i testsrc=s=64x48:d=1 -f mp4 '" + clip + "'").c_str()) == 0);
  CHECK(store.probe("w", "clip").width == 64);
  CHECK(store.probe("w", "clip").length == Millis(1000));
  CHECK(store.probe("w", "clip").frames_per_kilosecond == 25'000);
  REQUIRE(store.store("w", "list", {"ffconcat version 1.0\nfile clip\n", {}, 31}).ok());
  CHECK(store.probe("w", "list").width == 0);
}

TEST_CASE("a file made of parts is whole or not there, and its parts are gone", "[files]") {
  const test::TempFolder folder;
  const FileStore store(folder.path(), "ffprobe");
  REQUIRE(store.store_part("w", "one", 2, {"ow", {}, 2}).ok());
  REQUIRE(store.store_part("w", "one", 1, {"me", {}, 2}).ok());
  REQUIRE(store.store_part("w", "one", 3, {"", {}, 0}).ok());
  CHECK_FALSE(store.join("w", "one", {1, 4}).ok());
  CHECK_FALSE(std::filesystem::exists(store.path("w", "one")));
  REQUIRE(store.join("w", "one", {1, 2, 3}).ok());
  CHECK(test::read_file(store.path("w", "one")) == "meow");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "w" / "one.parts"));
  REQUIRE(store.store_part("w", "two", 1, {"x", {}, 1}).ok());
  store.drop("w", "two");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "w" / "two.parts"));
}
