#include "wording.hpp"

#include "catch.hpp"

using namespace mockling;
using namespace mockling::conform;

TEST_CASE("bounds bound what they name and are told in words", "[wording]") {
  CHECK(within({{"is", 1}}, 1));
  CHECK_FALSE(within({{"is", 1}}, 2));
  CHECK(within({{"min_ms", 2}, {"max_ms", 3}}, 3, "_ms"));
  CHECK_FALSE(within({{"min_ms", 2}, {"max_ms", 3}}, 4, "_ms"));
  CHECK_FALSE(within({{"is", "1"}}, 1));
  CHECK(bounds_in_words({{"is", 0}}) == "no");
  CHECK(bounds_in_words({{"is", 2}}) == "exactly 2");
  CHECK(bounds_in_words({{"min", 1}, {"max", 3}}) == "between 1 and 3");
  CHECK(bounds_in_words({{"max", 3}}) == "at most 3");
  CHECK(bounds_in_words({{"min_ms", 80}}, "_ms") == "at least 80");
  CHECK(counted(1, "job") == "1 job");
  CHECK(counted(0, "job") == "0 jobs");
  CHECK(joined({"a", 5}, " or ") == "a or 5");
}

TEST_CASE("long texts are cut between characters", "[wording]") {
  CHECK(shortened("short") == "short");
  const std::string cut = shortened(std::string(159, 'x') + "üüü");
  CHECK(cut == std::string(159, 'x') + "…");
}

TEST_CASE("pointers reach through lists and miss quietly", "[wording]") {
  const Json document{{"a", {1, {{"b", 2}}}}};
  CHECK(*pointed_at(document, "/a/1/b") == 2);
  CHECK(pointed_at(document, "") == &document);
  CHECK(pointed_at(document, "/a/7") == nullptr);
  CHECK(pointed_at(document, "a") == nullptr);
  CHECK(fits_pattern("/v1/tasks/7", "/v1/tasks/*"));
  CHECK_FALSE(fits_pattern("/v1/tasks/7/x", "/v1/tasks/*"));
  CHECK(fits_pattern("/v1/tasks/7/x", "/v1/**"));
}
