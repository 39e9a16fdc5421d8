// The registry of worlds and of the readings they were opened in.
#include "catch.hpp"

#include <atomic>
#include <thread>

#include <mockling/host/world.hpp>

#include "../core/small_world.hpp"

using namespace mockling;
using host::Universes;
using host::World;
using host::WorldPtr;
using host::Worlds;

namespace {

WorldPtr opened(const std::string& id) {
  return std::make_shared<World>(std::make_unique<State>(id, Settings{}, WorldClock{{0}, {0}, 1000}),
                                 test::shared_catalog(), id);
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
  Worlds worlds([&](const std::string& id, const std::string&) { return ++count, opened(id); });
  CHECK(worlds.find("w0") == nullptr);
  std::vector<std::thread> threads;
  std::atomic<int> mixed{0};
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        const std::string id = "w" + std::to_string(i);
        mixed += worlds.get(id)->state->id() != id;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(count == 200);
  CHECK(mixed == 0);
  CHECK(worlds.find("w7") == worlds.get("w7"));
  CHECK(worlds.all().size() == 200);
}

TEST_CASE("a closed world lives on for those who are in it and for nobody else", "[world]") {
  Worlds worlds([](const std::string& id, const std::string&) { return opened(id); });
  const WorldPtr old = worlds.get("w");
  worlds.close(*worlds.enter("w"));
  CHECK(old->closed);
  CHECK(old->state->id() == "w");
  CHECK(worlds.find("w") == nullptr);
  CHECK(worlds.enter("w").world != old);
  const WorldPtr next = opened("w");
  worlds.close(*worlds.enter("w"), next);
  CHECK(worlds.find("w") == next);
}

TEST_CASE("nobody is ever inside a closed world, and no world is lost", "[world][threads]") {
  std::atomic<int> count{0};
  Worlds worlds([&](const std::string& id, const std::string&) { return ++count, opened(id); });
  std::atomic<int> closed{0}, wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        const host::LockedWorld world = worlds.enter("w" + std::to_string(i % 3));
        wrong += world->closed;
        world->state->count_submit();
        if (t % 2 == 0 && i % 5 == 0) worlds.close(*world), ++closed;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(count - closed == static_cast<int>(worlds.all().size()));
}

TEST_CASE("time in a world never runs backwards", "[world]") {
  const WorldPtr world = opened("w");
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
