// Which entry of `sources` counts for a place.
#include "catch.hpp"

#include <mockling/spec/evidence.hpp>

using namespace mockling;

TEST_CASE("the closest pointer that covers a place names its source", "[evidence]") {
  const Json document{{"sources", {{"", "the whole"}, {"/price", "a page"}, {"/price/rows/1", "a client"}}}};
  CHECK(source_of(document, "/price/rows/1") == "a client");
  CHECK(source_of(document, "/price/rows/1/when/sound") == "a client");
  CHECK(source_of(document, "/price/rows/10") == "a page");
  CHECK(source_of(document, "/prices") == "the whole");
  CHECK(source_of(document, "") == "the whole");
  CHECK(source_of(document, "no pointer") == "the whole");
  CHECK(source_of(Json::object(), "/price").is_null());
}
