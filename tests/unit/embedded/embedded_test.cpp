#include <mockling/embedded.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "catch.hpp"
#include "temp_folder.hpp"

namespace fs = std::filesystem;

namespace {

// The names of all files below `folder` that end in `suffix`, relative to the repository.
void find_files(const std::string& folder, const std::string& suffix, std::vector<std::string>& names) {
  const fs::path root = MOCKLING_SOURCE_DIR;
  if (!fs::exists(root / folder)) return;
  for (const auto& entry : fs::recursive_directory_iterator(root / folder))
    if (entry.path().extension() == suffix) names.push_back(fs::relative(entry.path(), root).generic_string());
}

}  // namespace

TEST_CASE("every data file of the repository is compiled in, as it is on disk") {
  std::vector<std::string> expected;
  find_files("schemas", ".json", expected);
  find_files("fixtures/scenarios", ".json", expected);
  find_files("fixtures/media", ".mp4", expected);
  expected.emplace_back("conformance/monitors.json");
  find_files("mockserver/capture", ".cjs", expected);
  find_files("mockserver/capture", ".json", expected);
  find_files("conformance/webhook-lab", ".json", expected);
  find_files("conformance/cases", ".json", expected);
  find_files("conformance/live", ".json", expected);
  expected.emplace_back("conformance/clients.json");
  for (const char* suffix : {".html", ".css", ".js"}) find_files("conformance/runner/page", suffix, expected);
  std::sort(expected.begin(), expected.end());

  std::vector<std::string> embedded;
  for (const auto& file : mockling::embedded::files()) {
    embedded.emplace_back(file.name);
    INFO(file.name);
    CHECK(file.bytes == mockling::test::read_file(fs::path(MOCKLING_SOURCE_DIR) / file.name));
  }
  CHECK(embedded == expected);
}
