#include "selection.hpp"

#include <set>

#include "catch.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

std::multiset<std::string> ids(const std::vector<Permutation>& all) {
  std::multiset<std::string> names;
  for (const Permutation& each : all) names.insert(each.id);
  return names;
}

}  // namespace

TEST_CASE("the parts of a suite are the whole, each permutation once", "[selection]") {
  const auto whole = select({});
  REQUIRE(whole);
  std::multiset<std::string> parts;
  for (const char* shard : {"1/3", "2/3", "3/3"}) {
    const auto part = select({"", "", shard});
    REQUIRE(part);
    const auto names = ids(*part);
    parts.insert(names.begin(), names.end());
  }
  CHECK(parts == ids(*whole));
  CHECK(parts.size() == std::set<std::string>(parts.begin(), parts.end()).size());
}

TEST_CASE("a selection by ground keeps only its checks", "[selection]") {
  const auto documented = select({"", "documented", ""});
  REQUIRE(documented);
  for (const Permutation& each : *documented)
    for (const Json& check : child(each.document, "expect")) CHECK(text_of(check, "basis") == "documented");
  CHECK(documented->size() < select({})->size());
}

TEST_CASE("a selection of nothing or nonsense is an error", "[selection]") {
  CHECK_FALSE(select({"", "taste", ""}));
  CHECK_FALSE(select({"", "", "4/3"}));
  CHECK_FALSE(select({"", "", "x"}));
  CHECK_FALSE(select({"/there/is/no/such/folder", "", ""}));
  CHECK(grounds({"", "safety, standard", ""})->size() == 2);
}

TEST_CASE("names with brackets are names, lists are split outside of brackets", "[selection]") {
  CHECK(as_test_spec("[fal]") == "[fal]");
  CHECK(as_test_spec("submit/once") == "submit/once\\[*");
  CHECK(as_test_spec("submit/*") == "submit/*");
  CHECK(as_test_spec("a/b[fal,16],c/d") == "a/b\\[fal\\,16\\],c/d\\[*");
}

TEST_CASE("what is listed can be read", "[selection]") {
  const auto whole = select({});
  REQUIRE(whole);
  const std::string brief = list_of({whole->front()}, false), full = list_of({whole->front()}, true);
  CHECK(brief.find(whole->front().id) == 0);
  CHECK(brief.find("1 permutations") != std::string::npos);
  CHECK(full.size() > brief.size());
  CHECK(tags_of(whole->front()).find("[" + whole->front().area + "]") == 0);
}
