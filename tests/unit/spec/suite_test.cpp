// Our validator against the public JSON Schema test suite, as far as our subset of keywords goes.
#include "catch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <mockling/spec/validate.hpp>

using namespace mockling;

namespace {

// Debian's package json-schema-test-suite. Draft 7 and 2020-12 agree on every keyword of the subset.
const std::filesystem::path kSuite = "/usr/share/json-schema-test-suite/tests/draft7";

Json read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return parse_json(std::string{std::istreambuf_iterator<char>(file), {}}, {128, 100'000}).value();
}

}  // namespace

TEST_CASE("the JSON Schema test suite", "[.slow][schema]") {
  INFO("needs the Debian package json-schema-test-suite");
  REQUIRE(std::filesystem::is_directory(kSuite));
  std::size_t schemas = 0, instances = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kSuite)) {
    if (entry.path().extension() != ".json") continue;
    for (const Json& group : read(entry.path())) {
      std::vector<std::string> problems;
      const Schema schema = compile_schema(group.at("schema"), "schema", problems);
      if (!problems.empty()) continue;  // keywords outside the subset
      ++schemas;
      for (const Json& test : group.at("tests")) {
        ++instances;
        INFO(entry.path().filename() << ": " << text_of(group, "description") << ": " << text_of(test, "description")
                                     << " " << dump(group.at("schema")) << " " << dump(test.at("data")));
        CHECK(validate(schema, test.at("data")).empty() == flag_of(test, "valid"));
      }
    }
  }
  CHECK(schemas > 50);
  CHECK(instances > 190);
}
