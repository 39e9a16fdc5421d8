#include <mockling/host/clip_cache.hpp>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "temp_folder.hpp"

using namespace mockling;
using namespace mockling::host;
using mockling::test::read_file;
using mockling::test::TempFolder;

namespace {

constexpr std::uint64_t kPlenty = 1 << 30;

std::size_t files_in(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) count += entry.is_regular_file();
  return count;
}

void overwrite(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

void make_old(const std::string& path, int hours) {
  std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(hours));
}

}  // namespace

TEST_CASE("what is stored is found, by this cache and the next") {
  const TempFolder folder;
  ClipCache cache(folder.path(), "shelf", kPlenty);
  REQUIRE(cache.writable());
  CHECK_FALSE(cache.find("a.mp4"));
  const auto stored = cache.store("a.mp4", "content");
  REQUIRE(stored);
  CHECK(stored->size == 7 + clip::kSealBytes);
  CHECK(stored->size == std::filesystem::file_size(stored->path));
  CHECK(stored->sha256 == hex(sha256("content")));
  CHECK(cache.find_known("a.mp4")->path == stored->path);

  ClipCache next(folder.path(), "shelf", kPlenty);
  CHECK_FALSE(next.find_known("a.mp4"));
  const auto found = next.find("a.mp4");
  REQUIRE(found);
  CHECK(found->sha256 == stored->sha256);
  CHECK(found->size == stored->size);
  CHECK(next.find_known("a.mp4"));
  CHECK(*next.load("a.mp4") == "content");
  CHECK_FALSE(ClipCache(folder.path(), "other", kPlenty).find("a.mp4"));
}

TEST_CASE("a damaged, cut or emptied file is not found and is removed") {
  const TempFolder folder;
  const auto stored = ClipCache(folder.path(), "shelf", kPlenty).store("a.mp4", std::string(5000, 'x'));
  REQUIRE(stored);
  const std::string whole = read_file(stored->path);
  std::string flipped = whole;
  flipped[100] = 'y';
  for (const auto& bytes : {flipped, whole.substr(0, 2000), std::string()}) {
    overwrite(stored->path, bytes);
    ClipCache cache(folder.path(), "shelf", kPlenty);
    CHECK_FALSE(cache.load("a.mp4"));
    CHECK_FALSE(cache.find("a.mp4"));
    CHECK_FALSE(std::filesystem::exists(stored->path));
  }
}

TEST_CASE("a known file that was replaced or removed is looked at again") {
  const TempFolder folder;
  ClipCache cache(folder.path(), "shelf", kPlenty);
  const auto stored = cache.store("a.mp4", "content");
  REQUIRE(stored);
  std::filesystem::remove(stored->path);
  CHECK_FALSE(cache.find_known("a.mp4"));
  REQUIRE(cache.store("a.mp4", "content"));
  CHECK(cache.find_known("a.mp4"));
  overwrite(stored->path, "longer rubbish than the content was, by far");
  CHECK_FALSE(cache.find("a.mp4"));
}

TEST_CASE("drafts of dead processes are removed, those of living ones stay") {
  const TempFolder folder;
  folder.write("shelf/draft-999999999-0", "half");
  folder.write("shelf/draft-rubbish", "half");
  const auto living = folder.write("shelf/draft-" + std::to_string(::getpid()) + "-7", "half");
  const ClipCache cache(folder.path(), "shelf", kPlenty);
  CHECK(files_in(folder.path()) == 1);
  CHECK(std::filesystem::exists(living));
}

TEST_CASE("storing leaves no draft, not even when it fails") {
  const TempFolder folder;
  ClipCache cache(folder.path(), "shelf", kPlenty);
  REQUIRE(cache.store("a.mp4", "content"));
  std::filesystem::create_directories(folder.path() / "shelf" / "b.mp4" / "in-the-way");
  CHECK_FALSE(cache.store("b.mp4", "content"));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("beyond the bound the longest unused go first, other shelves included, never the newest") {
  const TempFolder folder;
  const std::string clip(1000, 'x');
  const auto file_size = clip.size() + clip::kSealBytes;
  const auto other = ClipCache(folder.path(), "older-recipe", kPlenty).store("o.mp4", clip);
  ClipCache cache(folder.path(), "shelf", 3 * file_size);
  const auto a = cache.store("a.mp4", clip), b = cache.store("b.mp4", clip);
  make_old(a->path, 2);
  make_old(b->path, 3);
  make_old(other->path, 1);
  REQUIRE(cache.find_known("b.mp4"));  // used: now the youngest
  REQUIRE(cache.store("c.mp4", clip));
  CHECK_FALSE(std::filesystem::exists(a->path));
  CHECK(std::filesystem::exists(b->path));
  CHECK(std::filesystem::exists(other->path));
  CHECK_FALSE(cache.find("a.mp4"));
  REQUIRE(cache.store("d.mp4", clip));
  CHECK_FALSE(std::filesystem::exists(other->path));
  CHECK(std::filesystem::exists(b->path));

  ClipCache tiny(folder.path(), "tiny", 10);
  const auto only = tiny.store("e.mp4", clip);
  REQUIRE(only);
  CHECK(tiny.find("e.mp4"));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a folder that cannot be made is no place for clips") {
  const TempFolder folder;
  const auto file = folder.write("file", "in the way");
  ClipCache cache(file, "shelf", kPlenty);
  CHECK_FALSE(cache.writable());
  CHECK_FALSE(cache.store("a.mp4", "content"));
  CHECK_FALSE(cache.find("a.mp4"));
}

TEST_CASE("caches sharing a folder never see a half file") {
  const TempFolder folder;
  ClipCache reader(folder.path(), "shelf", kPlenty);
  const std::string content(300000, 'x');
  REQUIRE(reader.store("a.mp4", content));
  std::vector<std::thread> writers;
  std::atomic<int> kept{0};
  for (int i = 0; i < 2; ++i)
    writers.emplace_back([&] {
      ClipCache cache(folder.path(), "shelf", kPlenty);
      for (int n = 0; n < 40; ++n) kept += cache.store("a.mp4", content).ok();
    });
  bool whole = true;
  for (int n = 0; n < 80; ++n) {
    const auto seen = reader.load("a.mp4");
    whole &= seen && *seen == content;
  }
  for (auto& writer : writers) writer.join();
  CHECK(whole);
  CHECK(kept == 80);
  CHECK(files_in(folder.path()) == 1);
}
