// The exchanges that pages and captures show, in process and over loopback HTTP.
#include "catch.hpp"

#include <filesystem>

#include "../support/temp_folder.hpp"
#include "documents.hpp"
#include "exchange.hpp"
#include "loopback.hpp"

using namespace mockling;

namespace {

struct ExchangeFile {
  std::string provider;
  std::string name;
};

std::vector<ExchangeFile> exchange_files() {
  std::vector<ExchangeFile> files;
  const std::filesystem::path root(MOCKLING_SOURCE_DIR);
  for (const Provider& provider : test::default_catalog()->providers)
    for (const auto& entry : std::filesystem::directory_iterator(root / "fixtures/exchanges" / provider.spec.name))
      files.push_back({provider.spec.name, std::filesystem::relative(entry.path(), root).string()});
  std::sort(files.begin(), files.end(), [](const ExchangeFile& a, const ExchangeFile& b) { return a.name < b.name; });
  return files;
}

// The key that the exchanges of this provider are written with.
std::string key_for(const std::string& provider) {
  const bool pair = test::default_catalog()->provider(provider)->spec.auth.schemes.front().pair;
  return pair ? "mk:exchanges" : "mk_exchanges";
}

Json scenario_in(const Json& file) {
  const Json& scenario = child(child(file, "world"), "scenario");
  return scenario.is_object() ? scenario : Json::object();
}

}  // namespace

TEST_CASE("the exchanges, in process", "[contract]") {
  for (const auto& [provider, name] : exchange_files()) {
    const Json file = test::read_document(name);
    test::Emulated world(scenario_in(file), test::default_catalog(), key_for(provider), provider);
    for (const std::string& difference : test::play(world, file)) FAIL_CHECK(name << ": " << difference);
  }
}

TEST_CASE("the exchanges, over HTTP", "[contract]") {
  const test::TempFolder clips;
  // fal tells the size of a clip, so there must be clips.
  const auto with_clips = [&](host::ServerOptions& options) {
    options.media = host::MediaMode::small;
    options.renderer.cache_dir = clips.path();
  };
  for (const auto& [provider, name] : exchange_files()) {
    const Json file = test::read_document(name);
    test::Loopback world(scenario_in(file), {}, key_for(provider), with_clips);
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
