#include "selector.hpp"

#include "catch.hpp"
#include "evidence_fixture.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

std::vector<std::uint64_t> chosen(const Json& selector, const Evidence& seen) {
  std::vector<std::uint64_t> numbers;
  for (const Exchange* exchange : selected(selector, seen)) numbers.push_back(exchange->number);
  return numbers;
}

}  // namespace

TEST_CASE("a selector chooses by what an exchange is", "[selector]") {
  Evidence seen = good_run();
  seen.wire[4].foreign = true;
  Exchange hook = asked(6, 700, {"hook"});
  hook.in = false;
  seen.wire.push_back(hook);
  Exchange refused = asked(7, 800, {"submit"}, 402);
  refused.job.clear();
  seen.wire.push_back(refused);
  using Numbers = std::vector<std::uint64_t>;
  CHECK(chosen("submits", seen) == Numbers{1, 7});
  CHECK(chosen("billable", seen) == Numbers{1});
  CHECK(chosen("polls", seen) == Numbers{2, 3, 4});
  CHECK(chosen("results", seen) == Numbers{4});
  CHECK(chosen("questions", seen) == Numbers{2, 3, 4});
  CHECK(chosen("files", seen) == Numbers{5});
  CHECK(chosen("api", seen) == Numbers{1, 2, 3, 4, 7});
  CHECK(chosen("any", seen) == Numbers{1, 2, 3, 4, 5, 7});
  CHECK(chosen("struck", seen) == Numbers{3});
  CHECK(chosen("hooks", seen) == Numbers{6});
  CHECK(chosen({{"of", "any"}, {"host", "foreign"}}, seen) == Numbers{5});
  CHECK(chosen({{"of", "any"}, {"method", "POST"}, {"status", 402}}, seen) == Numbers{7});
  CHECK(chosen({{"of", "any"}, {"fault", "f1"}}, seen) == Numbers{3});
  CHECK(chosen({{"of", "polls"}, {"nth", 2}}, seen) == Numbers{3});
  CHECK(chosen({{"of", "polls"}, {"nth", 4}}, seen).empty());
}

TEST_CASE("what is no selector says so and chooses nothing", "[selector]") {
  for (const Json& odd :
       {Json(), Json(5), Json("submitz"), Json::array({"submits"}), Json{{"of", 5}}, Json{{"host", "foreign"}}}) {
    INFO(odd.dump());
    CHECK_FALSE(is_selector(odd));
    CHECK(selected(odd, good_run()).empty());
    CHECK_NOTHROW(in_words(odd));
  }
  CHECK(is_selector("polls"));
  CHECK(in_words({{"of", "files"}, {"host", "foreign"}, {"nth", 1}}) ==
        "requests for files at a foreign host (number 1)");
}
