#include <mockling/clip/seal.hpp>

#include <string>

#include "catch.hpp"

using namespace mockling::clip;

TEST_CASE("a sealed file gives its content back") {
  const std::string content(1000, 'x');
  const std::string file = content + seal_of(content);
  CHECK(file.size() == content.size() + kSealBytes);
  REQUIRE(unsealed(file));
  CHECK(*unsealed(file) == content);
  CHECK(file.substr(content.size() + 4, 4) == "free");
}

TEST_CASE("any damage breaks the seal") {
  const std::string content(100, 'x');
  const std::string file = content + seal_of(content);
  for (std::size_t i = 0; i < file.size(); ++i) {
    std::string damaged = file;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    CHECK_FALSE(unsealed(damaged));
  }
  for (std::size_t size = 0; size < file.size(); ++size) CHECK_FALSE(unsealed(file.substr(0, size)));
  CHECK_FALSE(unsealed(file + "x"));
}
