// The exchanges that pages and captures show, in process and over loopback HTTP.
#include "catch.hpp"

#include <filesystem>

#include "documents.hpp"
#include "exchange.hpp"
#include "loopback.hpp"

using namespace mockling;

namespace {

std::vector<std::string> exchange_files() {
  std::vector<std::string> names;
  const std::filesystem::path root(MOCKLING_SOURCE_DIR);
  for (const auto& entry : std::filesystem::directory_iterator(root / "fixtures/exchanges/wavespeed"))
    names.push_back(std::filesystem::relative(entry.path(), root).string());
  std::sort(names.begin(), names.end());
  return names;
}

Json scenario_in(const Json& file) {
  const Json& scenario = child(child(file, "world"), "scenario");
  return scenario.is_object() ? scenario : Json::object();
}

}  // namespace

TEST_CASE("the exchanges, in process", "[contract]") {
  for (const std::string& name : exchange_files()) {
    const Json file = test::read_document(name);
    test::Emulated world(scenario_in(file), test::default_catalog(), "mk_exchanges");
    for (const std::string& difference : test::play(world, file)) FAIL_CHECK(name << ": " << difference);
  }
}

TEST_CASE("the exchanges, over HTTP", "[contract]") {
  for (const std::string& name : exchange_files()) {
    const Json file = test::read_document(name);
    test::Loopback world(scenario_in(file));
    for (const std::string& difference : test::play(world, file)) FAIL_CHECK(name << ": " << difference);
  }
}

TEST_CASE("an exchange that differs is noticed", "[contract]") {
  Json file = test::read_document("fixtures/exchanges/wavespeed/result.json");
  Json& first = file["exchanges"][0]["response"];
  first["body"]["data"]["status"] = "processing";
  first["body"]["data"].erase("error");
  first["body"]["data"]["id"] = "@url";
  first["status"] = 201;
  file["exchanges"].erase(file["exchanges"].begin() + 1, file["exchanges"].end());
  test::Emulated world(scenario_in(file), test::default_catalog(), "mk_exchanges");
  CHECK(test::play(world, file).size() == 4);
}
