#include <mockling/host/http_range.hpp>

#include "../../support/catch.hpp"

using namespace mockling::host;

namespace {

// "whole", "none", or the ranges as first+length.
std::string read(std::string_view header, std::uint64_t size) {
  const RangeSet set = read_ranges(header, size);
  if (set.kind == RangeSet::Kind::whole) return "whole";
  if (set.kind == RangeSet::Kind::not_satisfiable) return "none";
  std::string all;
  for (const ByteRange& range : set.ranges)
    all += std::to_string(range.first) + "+" + std::to_string(range.length) + " ";
  return all;
}

}  // namespace

TEST_CASE("ranges as RFC 9110 reads them", "[range]") {
  CHECK(read("bytes=0-0", 10) == "0+1 ");
  CHECK(read("Bytes=2-4", 10) == "2+3 ");
  CHECK(read("bytes=5-", 10) == "5+5 ");
  CHECK(read("bytes=-3", 10) == "7+3 ");
  CHECK(read("bytes=-30", 10) == "0+10 ");
  CHECK(read("bytes=8-99999999999999999999999", 10) == "8+2 ");
  CHECK(read("bytes=0-1, 4-5 ,-1", 10) == "0+2 4+2 9+1 ");
  CHECK(read("bytes=0-1,20-30", 10) == "0+2 ");
}

TEST_CASE("ranges beyond the file cannot be satisfied", "[range]") {
  CHECK(read("bytes=10-", 10) == "none");
  CHECK(read("bytes=10-20,30-", 10) == "none");
  CHECK(read("bytes=-0", 10) == "none");
  CHECK(read("bytes=0-0", 0) == "none");
  CHECK(read("bytes=-5", 0) == "none");
}

TEST_CASE("malformed or abusive ranges are ignored", "[range]") {
  for (const char* header : {"", "bytes", "bytes=x", "bytes=1", "bytes=-", "bytes=4-2", "bytes=1-2-3", "bytes=a-b",
                             "items=0-1", "bytes=0-1,x", "bytes= -"})
    CHECK(read(header, 10) == "whole");
  std::string flood = "bytes=0-0";
  for (int i = 0; i < 64; ++i) flood += ",0-0";
  CHECK(read(flood, 1000) == "whole");
  CHECK(read("bytes=0-8,0-8", 10) == "whole");
}

TEST_CASE("conditions compare entity tags", "[range]") {
  CHECK(none_match_hits("\"a\"", "\"a\""));
  CHECK(none_match_hits("\"x\", W/\"a\"", "\"a\""));
  CHECK(none_match_hits("*", ""));
  CHECK_FALSE(none_match_hits("\"b\"", "\"a\""));
  CHECK_FALSE(none_match_hits("", ""));
  CHECK(if_range_holds("", "\"a\"", ""));
  CHECK(if_range_holds("\"a\"", "\"a\"", ""));
  CHECK_FALSE(if_range_holds("W/\"a\"", "W/\"a\"", ""));
  CHECK_FALSE(if_range_holds("\"b\"", "\"a\"", ""));
  CHECK(if_range_holds("Sat, 21 Nov 2026 04:00:00 GMT", "\"a\"", "Sat, 21 Nov 2026 04:00:00 GMT"));
  CHECK_FALSE(if_range_holds("Sat, 21 Nov 2026 04:00:00 GMT", "\"a\"", ""));
}
