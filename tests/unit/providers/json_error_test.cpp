// Where a body stops being JSON. The words and places are Python's: tests/differential/check_json_errors.py asks it.
#include "catch.hpp"

#include <mockling/providers/fal/json_error.hpp>

using namespace mockling;

namespace {

// "reason position", or "" for what Python reads.
std::string found(std::string_view body) {
  const auto error = fal::json_error(body);
  return error ? std::string(error->reason) + " " + std::to_string(error->position) : "";
}

}  // namespace

TEST_CASE("each way to break a body has its reason and place", "[fal][json]") {
  const std::pair<const char*, const char*> cases[] = {{"", "value 0"},
                                                       {" \n ", "value 3"},
                                                       {"{", "name 1"},
                                                       {"{\"a\":1,}", "name 7"},
                                                       {"{\"a\" 1}", "colon 5"},
                                                       {"{\"a\":}", "value 5"},
                                                       {"{\"a\":1 2}", "comma 7"},
                                                       {"[1,]", "value 3"},
                                                       {"[1 2]", "comma 3"},
                                                       {"[1}", "comma 2"},
                                                       {"[\"a]", "string 1"},
                                                       {"\"a\\", "string 0"},
                                                       {"[\"a\n\"]", "control 3"},
                                                       {"[\"\\x\"]", "escape 2"},
                                                       {"\"\\u12", "hex 2"},
                                                       {"\"\\u00g0\"", "hex 2"},
                                                       {"\"\\u1234", "hex 2"},
                                                       {"nul", "value 0"},
                                                       {"{} x", "extra 3"},
                                                       {"01", "extra 1"},
                                                       {"1.", "extra 1"},
                                                       {"-", "value 0"},
                                                       {"1e+", "extra 1"},
                                                       {"[-x]", "value 1"}};
  for (const auto& [body, expected] : cases) {
    INFO(body);
    CHECK(found(body) == expected);
  }
}

TEST_CASE("places count characters, and none for a byte order mark", "[fal][json]") {
  CHECK(found("\"\xc3\xa9\xf0\x9f\x8e\xac\\q\"") == "escape 3");
  CHECK(found("\xef\xbb\xbf{") == "name 1");
  CHECK(found("\xc2\xa0{}") == "value 0");
}

TEST_CASE("what Python reads has no error, JSON or not", "[fal][json]") {
  for (const char* body : {"{}", " [ ] ", "-0.5e-3", "{\"a\": [1, \"\\u00e9\\/\", null, true, false]}", "NaN",
                           "[-Infinity]", "\"\\ud800\"", "1e999", "\"\x7f\""}) {
    INFO(body);
    CHECK(found(body).empty());
  }
  CHECK(found(std::string(100'000, '[')).empty());  // too deep for Python, too
}
