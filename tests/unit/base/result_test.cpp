// A result is a value or a reason, and gives up what it holds.
#include "catch.hpp"

#include <memory>

#include <mockling/base/result.hpp>

using namespace mockling;

TEST_CASE("a result holds a value or an error", "[result]") {
  const Result<int> good = 5;
  const Result<int> bad = Error{"no"};
  REQUIRE(good.ok());
  CHECK(*good == 5);
  REQUIRE_FALSE(bad);
  CHECK(bad.error().message == "no");
}

TEST_CASE("a result can hold what only moves, and gives it away", "[result]") {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> taken = std::move(result).value();
  CHECK(*taken == 7);
}

TEST_CASE("a text as value and as reason are told apart", "[result]") {
  const Result<std::string, std::string*> none = nullptr;
  CHECK_FALSE(none.ok());
  const Result<void> done;
  CHECK(done.ok());
  const Result<void> failed = Error{"disk full"};
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message == "disk full");
}
