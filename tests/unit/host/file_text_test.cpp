// Whole files in and out.
#include "catch.hpp"

#include <mockling/host/file_text.hpp>

#include "../../support/temp_folder.hpp"

using namespace mockling;
using namespace mockling::host;

TEST_CASE("what was written is read, whatever the bytes", "[file]") {
  const test::TempFolder folder;
  const std::string path = (folder.path() / "some.bin").string();
  const std::string bytes = std::string("a\0\r\n\xff", 5) + std::string(200'000, 'x');
  REQUIRE(write_file(path, bytes));
  CHECK(file_text(path).value() == bytes);
  CHECK(file_text(path, bytes.size()).value() == bytes);
  CHECK(file_text(path, bytes.size() - 1).error().message == path + " is larger than 200004 bytes");
  REQUIRE(write_file(path, "short"));
  CHECK(file_text(path).value() == "short");
  REQUIRE(write_file(path, ""));
  CHECK(file_text(path).value().empty());
}

TEST_CASE("what cannot be read or written is named, with the reason", "[file]") {
  const test::TempFolder folder;
  const std::string none = (folder.path() / "none" / "x").string(), whole = folder.path().string();
  CHECK(file_text(none).error().message == none + " cannot be read: No such file or directory");
  CHECK(file_text(whole).error().message == whole + " cannot be read: Is a directory");
  CHECK(file_text_or_none(none).empty());
  CHECK(file_text_or_none(whole).empty());
  CHECK(write_file(none, "x").error().message == none + " cannot be written: No such file or directory");
  CHECK(write_file(whole, "x").error().message == whole + " cannot be written: Is a directory");
  CHECK(write_file("/dev/full", "x").error().message == "/dev/full cannot be written: No space left on device");
}
