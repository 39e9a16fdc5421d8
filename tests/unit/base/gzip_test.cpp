// gzip in stored blocks, against bytes that another implementation has read.
#include "catch.hpp"

#include <mockling/base/crypto.hpp>
#include <mockling/base/gzip.hpp>

using namespace mockling;

TEST_CASE("small texts are one block between head and tail", "[gzip]") {
  CHECK(hex(gzipped("hello")) == "1f8b08000000000000ff000500faff68656c6c6f010000ffff86a6103605000000");
  CHECK(hex(gzipped("")) == "1f8b08000000000000ff010000ffff0000000000000000");
}

TEST_CASE("long texts take several blocks, and pieces give the same sum as the whole", "[gzip]") {
  const std::string text(200'000, 'a');
  const std::string whole = gzipped(text);
  CHECK(whole.size() == 10 + 200'000 + 4 * 5 + 5 + 8);
  CHECK(hex(whole.substr(whole.size() - 8, 4)) == "9b5369e0");
  GzipWriter writer;
  std::string pieces = writer.head();
  for (int i = 0; i < 4; ++i) pieces += writer.block(std::string(50'000, 'a'));
  pieces += writer.tail();
  CHECK(pieces.substr(pieces.size() - 8) == whole.substr(whole.size() - 8));
}
