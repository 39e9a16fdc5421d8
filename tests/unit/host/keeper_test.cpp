// Worlds that are removed and reset, in memory and in a state folder.
#include <mockling/host/keeper.hpp>

#include "catch.hpp"
#include "temp_folder.hpp"

#include "../core/small_world.hpp"

using namespace mockling;
using host::Keeper;
using host::LockedWorld;
using host::ServerOptions;

namespace {

std::shared_ptr<host::Universes> small_files() {
  std::vector<DataFile> files;
  for (const auto& [name, document] : test::small_provider())
    files.push_back({"schemas/small/" + name, dump(document)});
  return std::make_shared<host::Universes>(std::move(files));
}

ServerOptions keeping(const std::string& dir) {
  ServerOptions options;
  options.state_dir = dir;
  return options;
}

// Leaves a trace in the world and returns its seed.
std::uint64_t use(Keeper& keeper, const std::string& id) {
  const LockedWorld world = keeper.enter(id);
  world->state->count_submit();
  CHECK(keeper.keep_changes(*world));
  return world->state->settings().seed;
}

std::uint64_t submits(Keeper& keeper, const std::string& id) { return keeper.enter(id)->state->submits(); }

}  // namespace

TEST_CASE("a world that is removed is opened anew by the next one to use it", "[keeper]") {
  const ServerOptions options;
  Keeper keeper(options, small_files());
  REQUIRE(keeper.start());
  const std::uint64_t seed = use(keeper, "w");
  const host::WorldPtr before = keeper.find("w");
  CHECK(keeper.remove(*keeper.enter("w")));
  CHECK(keeper.find("w") == nullptr);
  CHECK(before->closed);
  CHECK(submits(keeper, "w") == 0);
  CHECK(keeper.enter("w")->state->settings().seed == seed);
  CHECK(keeper.find("w")->folder != before->folder);
}

TEST_CASE("a world that is reset starts again with the seed it is given", "[keeper]") {
  const ServerOptions options;
  Keeper keeper(options, small_files());
  REQUIRE(keeper.start());
  use(keeper, "w");
  CHECK(keeper.reset(*keeper.enter("w"), 99));
  CHECK(submits(keeper, "w") == 0);
  CHECK(keeper.enter("w")->state->settings().seed == 99);
}

TEST_CASE("what was removed or reset stays so in the state folder", "[keeper]") {
  const test::TempFolder folder;
  const ServerOptions options = keeping(folder.path().string());
  std::string files;
  {
    Keeper keeper(options, small_files());
    REQUIRE(keeper.start());
    for (const char* id : {"kept", "removed", "reset", "again"}) use(keeper, id);
    CHECK(keeper.remove(*keeper.enter("removed")));
    CHECK(keeper.remove(*keeper.enter("again")));
    CHECK(keeper.reset(*keeper.enter("reset"), 99));
    use(keeper, "again");
    files = keeper.find("again")->folder;
  }
  Keeper keeper(options, small_files());
  REQUIRE(keeper.start());
  CHECK(submits(keeper, "kept") == 1);
  CHECK(keeper.find("removed") == nullptr);
  CHECK(submits(keeper, "reset") == 0);
  CHECK(keeper.enter("reset")->state->settings().seed == 99);
  CHECK(submits(keeper, "again") == 1);
  CHECK(keeper.find("again")->folder == files);
}

TEST_CASE("worlds that nobody uses leave the memory, those with a job under way do not", "[keeper][eviction]") {
  ServerOptions options;
  options.retention.idle = Seconds(100);
  Keeper keeper(options, small_files());
  REQUIRE(keeper.start());
  const Instant now = host::machine_time();
  for (const char* id : {"idle", "busy", "used", "held"}) use(keeper, id);
  {
    const LockedWorld busy = keeper.enter("busy");
    Account& account = busy->state->account(keeper.catalog().providers[0].spec, now);
    account.open.emplace(kNever, 1);
  }
  const host::WorldPtr held = keeper.find("held");
  keeper.enter("used")->now(now + Seconds(99));
  std::string dropped;
  keeper.on_ownerless([&](const host::WorldPtr& world) { dropped += world->state->id(); });
  CHECK(keeper.evict(now + Seconds(50)) == 0);
  CHECK(keeper.evict(now + Seconds(150)) == 1);
  CHECK(dropped == "idle");
  CHECK(keeper.find("idle") == nullptr);
  CHECK(keeper.all().size() == 3);
}

TEST_CASE("when there are too many worlds, those unused longest leave, if need be with their jobs",
          "[keeper][eviction]") {
  ServerOptions options;
  options.retention.most = 3;
  Keeper keeper(options, small_files());
  REQUIRE(keeper.start());
  const Instant now = host::machine_time();
  for (int i = 0; i < 6; ++i) {
    const LockedWorld world = keeper.enter("w" + std::to_string(i));
    world->now(now + Seconds(i));
    if (i != 2) world->state->account(keeper.catalog().providers[0].spec, now).open.emplace(kNever, 1);
  }
  CHECK(keeper.wants_eviction(now));
  CHECK_FALSE(keeper.wants_eviction(now));
  CHECK(keeper.evict(now + Seconds(10)) == 3);
  for (const char* id : {"w0", "w1", "w2"}) CHECK(keeper.find(id) == nullptr);
  for (const char* id : {"w3", "w4", "w5"}) CHECK(keeper.find(id) != nullptr);
}

TEST_CASE("with a state folder an idle world comes back as it was, also in the next process", "[keeper][eviction]") {
  const test::TempFolder folder;
  ServerOptions options = keeping(folder.path().string());
  options.retention.idle = Nanos(0);
  const auto later = [] { return host::machine_time() + Seconds(1); };
  std::string files;
  {
    Keeper keeper(options, small_files());
    REQUIRE(keeper.start());
    for (const char* id : {"twice", "once"}) use(keeper, id);
    files = keeper.find("twice")->folder;
    keeper.on_ownerless([](const host::WorldPtr& world) { FAIL("the files of " + world->state->id() + " are gone"); });
    CHECK(keeper.evict(later()) == 2);
    CHECK(keeper.all().empty());
    use(keeper, "twice");
    CHECK(submits(keeper, "twice") == 2);
    CHECK(keeper.find("twice")->folder == files);
    CHECK(keeper.evict(later()) == 1);
    use(keeper, "twice");
  }
  Keeper keeper(options, small_files());
  REQUIRE(keeper.start());
  CHECK(keeper.find("once") == nullptr);
  CHECK(submits(keeper, "twice") == 3);
  CHECK(submits(keeper, "once") == 1);
}
