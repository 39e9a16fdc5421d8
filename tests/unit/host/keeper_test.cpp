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

std::vector<DataFile> small_files() {
  std::vector<DataFile> files;
  for (const auto& [name, document] : test::small_provider())
    files.push_back({"schemas/small/" + name, dump(document)});
  return files;
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
