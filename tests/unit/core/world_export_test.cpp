// A world as one document: what comes back, what is refused, what is left out.
#include <mockling/core/world_export.hpp>

#include "catch.hpp"

#include "small_world.hpp"

using namespace mockling;
using test::SmallWorld;

namespace {

void fill(SmallWorld& world) {
  for (int n = 0; n < 5; ++n) world.submit("shot " + std::to_string(n), 1 + n % 3);
  world.ask("DELETE", "/jobs/" + world.state.jobs()[1].id);
  world.now = world.now + Seconds(3);
  FileRecord file;
  file.id = "f1";
  file.stored = true;
  file.size = 4;
  file.expires = world.now + Seconds(60);
  world.state.add_file(file);
}

std::string complaint(const Json& json) {
  const auto state = import_world(json, {"other"}, {});
  return state ? "" : state.error().message;
}

}  // namespace

TEST_CASE("an exported world taken over under another id is the same world", "[export]") {
  SmallWorld world;
  fill(world);
  const Json document = export_world(world.state, world.now);
  CHECK(dump(document).find(world.state.id()) == std::string::npos);
  const Instant real{5};
  auto taken = import_world(document, {"other"}, real);
  REQUIRE(taken);
  State& other = **taken;
  CHECK(other.id() == "other");
  CHECK(other.clock().now(real) == world.now);
  CHECK(dump(export_world(other, world.now)) == dump(document));
  other.settle(world.now + Seconds(900));
  world.state.settle(world.now + Seconds(900));
  CHECK(other.account(world.spec(), world.now).ledger.available() == world.account().ledger.available());
}

TEST_CASE("an upload comes without its bytes", "[export]") {
  SmallWorld world;
  fill(world);
  auto taken = import_world(export_world(world.state, world.now), {"other"}, {});
  REQUIRE(taken);
  REQUIRE(fit_import(**taken, test::shared_catalog()));
  CHECK_FALSE((*taken)->find_file("f1")->stored);
}

TEST_CASE("what is no export of a known version is refused by name", "[export]") {
  CHECK(complaint(Json::object()).find("\"mockling_world\": 1") != std::string::npos);
  CHECK(complaint({{"mockling_world", 2}, {"records", Json::array()}}).find("is 2; this mockling takes 1") !=
        std::string::npos);
  CHECK(complaint({{"mockling_world", 1}, {"records", 7}}).find("\"records\" is a list") != std::string::npos);
  CHECK(complaint({{"mockling_world", 1}, {"records", Json::array()}}).find("\"world\"") != std::string::npos);
}

TEST_CASE("a broken record is named by its place", "[export]") {
  SmallWorld world;
  fill(world);
  const Json good = export_world(world.state, world.now);
  const auto with = [&](const std::string& pointer, const Json& value) {
    Json changed = good;
    changed[Json::json_pointer(pointer)] = value;
    return complaint(changed);
  };
  CHECK(with("/records/0/kind", "worlds").find("records[0]") != std::string::npos);
  CHECK(with("/records/2", 5).find("records[2]") != std::string::npos);
  CHECK(with("/records/2/job/plan/ends", 1).find("records[2] cannot be taken: a job's plan is wrong") !=
        std::string::npos);
  CHECK(with("/records/1/job/price", "-4").find("the amount price is wrong") != std::string::npos);
  CHECK(with("/records/0/seed", "x").find("a count is wrong") != std::string::npos);
  CHECK(with("/records/6/file/id", "../../x").find("records cannot be taken: a file's id is wrong") !=
        std::string::npos);
  CHECK(with("/records/0/kind", "gone").find("records[0]") != std::string::npos);
}

TEST_CASE("a job of a provider that this server has not is refused", "[export]") {
  SmallWorld world;
  fill(world);
  Json document = export_world(world.state, world.now);
  document["records"][1]["job"]["provider"] = "else";
  auto taken = import_world(document, {"other"}, {});
  REQUIRE(taken);
  const auto settled = fit_import(**taken, test::shared_catalog());
  REQUIRE_FALSE(settled);
  CHECK(settled.error().message.find("else") != std::string::npos);
}
