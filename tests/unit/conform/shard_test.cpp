#include "shard.hpp"

#include <array>

#include "catch.hpp"

using namespace mockling::conform;

TEST_CASE("a part is written PART/PARTS", "[shard]") {
  const auto shard = parse_shard("2/5");
  REQUIRE(shard);
  CHECK(shard->index == 2);
  CHECK(shard->count == 5);
  CHECK(parse_shard("1/1"));
  CHECK(parse_shard("10000/10000"));
  for (const char* wrong : {"", "2", "/", "0/5", "6/5", "-1/5", "2/0", "2/5/7", "2/10001", "a/b", " 2/5", "2/5 ", "2/",
                            "99999999999999999999/5"}) {
    CAPTURE(wrong);
    const auto refused = parse_shard(wrong);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("such as 2/5") != std::string::npos);
  }
}

TEST_CASE("every id is in exactly one part, and the parts are of a size", "[shard]") {
  std::array<int, 5> size{};
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "area/case-" + std::to_string(i) + "[fal]";
    int homes = 0;
    for (std::uint64_t part = 1; part <= 5; ++part)
      if (in_shard({part, 5}, id)) ++homes, ++size[part - 1];
    CHECK(homes == 1);
  }
  for (const int count : size) CHECK((count > 150 && count < 250));
}

TEST_CASE("the part of an id never changes", "[shard]") {
  CHECK(stable_hash("") == 0xf52a15e9a9b5e89bULL);
  CHECK(stable_hash("submit/lost-response[fal]") == 0xd07a9ce89fa5ff16ULL);
}
