#include "baseline_file.hpp"

#include "catch.hpp"
#include "report_fixture.hpp"
#include "temp_folder.hpp"

using namespace mockling;
using namespace mockling::conform;
using test::TempFolder;

TEST_CASE("a baseline is read from its file", "[baseline]") {
  const TempFolder folder;
  const std::string path = (folder / "x.expect").string();
  CHECK(read_baseline(path).error().message == "the baseline " + path + " is no file");
  CHECK(read_baseline(path, true)->lines.empty());
  CHECK_FALSE(read_baseline(folder.path().string(), true));
  folder.write("x.expect", "a/b # why\nc/d\n");
  CHECK(read_baseline(path).error().message == path + ":2: it does not say why: end the line with # and the reason");
  folder.write("x.expect", "a/b # why\n");
  CHECK(read_baseline(path)->lines.size() == 1);
  folder.write("x.expect", std::string((4 << 20) + 1, '\n'));
  CHECK(read_baseline(path).error().message == "the baseline " + path + " is larger than 4 MiB");
}

TEST_CASE("a baseline is rewritten and says what changed", "[baseline]") {
  const TempFolder folder;
  const std::string path = (folder / "x.expect").string();
  const auto fresh = read_baseline(path, true);
  const auto changed = rewrite_baseline(path, *fresh, report_fixture(), "2026-11-21", {});
  REQUIRE(changed);
  // The warning and the pass that a baseline already spoke of need no line; two checks fail.
  CHECK(*changed == "+submit/lost-response[fal]#billable-once # expected at most 1 billable submit, seen 2\n");
  CHECK(test::read_file(path) == changed->substr(1));
  const auto again = rewrite_baseline(path, *read_baseline(path), report_fixture(), "2026-11-21", {});
  REQUIRE(again);
  CHECK(again->empty());
  CHECK_FALSE(rewrite_baseline((folder / "no" / "x.expect").string(), *fresh, report_fixture(), "2026-11-21", {}));
}
