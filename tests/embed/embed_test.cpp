#include <mockling/embedded.hpp>

#include "catch.hpp"
#include "temp_folder.hpp"

using mockling::embedded::File;
using mockling::embedded::files;

TEST_CASE("embedded files keep their names and every byte") {
  const auto& all = files();
  REQUIRE(all.size() == 3);
  CHECK(all[0].name == "tests/embed/data/all_bytes.bin");
  CHECK(all[1].name == "tests/embed/data/deeper/hex_follows.bin");
  CHECK(all[2].name == "tests/embed/data/empty.bin");

  CHECK(all[0].bytes.size() > 256);
  CHECK(all[2].bytes.empty());
  for (const File& file : all) {
    INFO(file.name);
    CHECK(file.bytes == mockling::test::read_file(std::filesystem::path(MOCKLING_SOURCE_DIR) / file.name));
  }
}
