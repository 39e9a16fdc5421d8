#include <mockling/clip/identity.hpp>

#include <string>

#include "catch.hpp"

using namespace mockling::clip;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string result;
  while (times-- > 0) result += text;
  return result;
}

bool holds(const std::string& box, std::string_view text) { return box.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("an identity always has the reserved size") {
  const std::string long_text = repeated("\xE5\xB1\xB1", 5000);
  CHECK(identity_box({}).size() == kIdentityCapacity);
  CHECK(identity_box({"job", "model", "prompt", "7"}).size() == kIdentityCapacity);
  CHECK(identity_box({long_text, long_text, long_text, long_text}).size() == kIdentityCapacity);
}

TEST_CASE("an identity carries what it is given") {
  const std::string box = identity_box({"job-17", "some-model", "a caf\xC3\xA9 at night", "4711"});
  CHECK(box.substr(4, 4) == "udta");
  for (const auto* text : {"job-17", "some-model", "a caf\xC3\xA9 at night", "seed=4711", "mockling"})
    CHECK(holds(box, text));
  CHECK_FALSE(holds(identity_box({}), "keyw"));
}

TEST_CASE("a long prompt is cut between code points") {
  // 2048 is no multiple of three, so that a careless cut would leave two bytes of a sign.
  const std::string box = identity_box({"", "", repeated("\xE5\xB1\xB1", 1000), ""});
  const std::string kept = repeated("\xE5\xB1\xB1", 682);
  CHECK(holds(box, kept + std::string("\0", 1)));
  CHECK_FALSE(holds(box, kept + "\xE5"));
}
