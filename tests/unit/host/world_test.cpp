// The registry of worlds and of the readings they were opened in.
#include "catch.hpp"

#include <atomic>
#include <thread>

#include <mockling/host/world.hpp>

#include "../core/small_world.hpp"

using namespace mockling;
using host::Universes;
using host::World;
using host::Worlds;

namespace {

std::unique_ptr<World> opened(const std::string& id) {
  return std::make_unique<World>(std::make_unique<State>(id, Settings{}, WorldClock{{0}, {0}, 1000}),
                                 test::shared_catalog());
}

std::vector<DataFile> small_files() {
  std::vector<DataFile> files;
  for (const auto& [name, document] : test::small_provider())
    files.push_back({"schemas/small/" + name, dump(document)});
  return files;
}

}  // namespace

TEST_CASE("a world is opened once, by whoever comes first", "[world][threads]") {
  std::atomic<int> count{0};
  Worlds worlds([&](const std::string& id) { return ++count, opened(id); });
  CHECK(worlds.find("w0") == nullptr);
  std::vector<std::thread> threads;
  std::atomic<int> mixed{0};
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        const std::string id = "w" + std::to_string(i);
        mixed += worlds.get(id).state->id() != id;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(count == 200);
  CHECK(mixed == 0);
  CHECK(worlds.find("w7") == &worlds.get("w7"));
}

TEST_CASE("time in a world never runs backwards", "[world]") {
  const auto world = opened("w");
  CHECK(world->now({100}) == Instant{100});
  CHECK(world->now({50}) == Instant{100});
  CHECK(world->now({101}) == Instant{101});
}

TEST_CASE("a universe is compiled once and kept", "[world]") {
  Universes universes(small_files());
  const auto first = universes.find({{"small", {{"prompt", "optional"}}}});
  const auto again = universes.find({{"small", {{"prompt", "optional"}}}});
  REQUIRE((first && again));
  CHECK(*first == *again);
  CHECK(*universes.find({}) != *first);
  CHECK_FALSE(universes.find({{"small", {{"prompt", "never"}}}}));
}
