#include <mockling/host/state_log.hpp>

#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "temp_folder.hpp"

using mockling::dump;
using mockling::Json;
using mockling::host::StateLog;

namespace {

Json job(const std::string& world, int number) {
  return {{"kind", "job"}, {"world", world}, {"job", {{"number", number}, {"id", "j" + std::to_string(number)}}}};
}

std::string log_file(const std::string& dir) { return dir + "/worlds.jsonl"; }

}  // namespace

TEST_CASE("what was appended is read again, world by world, later records in place of earlier ones") {
  const mockling::test::TempFolder folder;
  const std::string dir = (folder.path() / "new").string();
  {
    auto log = StateLog::open(dir);
    REQUIRE(log);
    REQUIRE((*log)->begin({job("a", 1)}));
    Json again = job("a", 1);
    again["job"]["id"] = "other";
    REQUIRE((*log)->append({again, job("b", 7), Json()}));
  }
  const auto worlds = StateLog::read(dir);
  REQUIRE(worlds);
  REQUIRE(worlds->size() == 2);
  CHECK(worlds->at("a").jobs.at(1).at("id") == "other");
  CHECK(worlds->at("b").jobs.count(7) == 1);
}

TEST_CASE("a torn last line is passed over, a broken one before it is named") {
  const mockling::test::TempFolder folder;
  const std::string dir = folder.path().string();
  std::ofstream(log_file(dir)) << dump(job("a", 1)) << "\n{\"kind\":\"jo";
  const auto torn = StateLog::read(dir);
  REQUIRE(torn);
  CHECK(torn->at("a").jobs.size() == 1);
  std::ofstream(log_file(dir)) << "{\"kind\":\"jo\n" << dump(job("a", 1)) << "\n";
  const auto broken = StateLog::read(dir);
  REQUIRE_FALSE(broken);
  CHECK(broken.error().message.find("line 1") != std::string::npos);
}

TEST_CASE("a folder has one log at a time, and is free again when that ends") {
  const mockling::test::TempFolder folder;
  const std::string dir = folder.path().string();
  auto first = StateLog::open(dir);
  REQUIRE(first);
  const auto second = StateLog::open(dir);
  REQUIRE_FALSE(second);
  CHECK(second.error().message.find("in use by another mockling") != std::string::npos);
  first->reset();
  CHECK(StateLog::open(dir));
}

TEST_CASE("a folder that cannot be made is an error that names it") {
  const mockling::test::TempFolder folder;
  std::ofstream(folder.path() / "file") << "x";
  const auto log = StateLog::open((folder.path() / "file" / "below").string());
  REQUIRE_FALSE(log);
  CHECK(log.error().message.find("below") != std::string::npos);
}
