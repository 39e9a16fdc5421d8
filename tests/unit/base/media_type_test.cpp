// What some bytes begin.
#include "catch.hpp"

#include <string>

#include <mockling/base/media_type.hpp>

using namespace mockling;

TEST_CASE("the beginning of a file tells its type", "[media_type]") {
  using namespace std::string_literals;
  const std::pair<std::string, const char*> heads[] = {{"\x89PNG\r\n\x1a\nrest"s, "image/png"},
                                                       {"\xff\xd8\xff\xe0", "image/jpeg"},
                                                       {"GIF89a", "image/gif"},
                                                       {"RIFF\0\0\0\0WEBPVP8 "s, "image/webp"},
                                                       {"RIFF\0\0\0\0WAVEfmt "s, "audio/wav"},
                                                       {"\0\0\0\x18"s + "ftypisom", "video/mp4"},
                                                       {"\0\0\0\x18"s + "ftypqt  ", "video/quicktime"},
                                                       {"\x1a\x45\xdf\xa3", "video/webm"},
                                                       {"ID3\x04", "audio/mpeg"}};
  for (const auto& [head, type] : heads) {
    INFO(type);
    CHECK(media_type_of(head) == type);
  }
  for (const std::string& other : {""s, "meow"s, "\x89PN"s, "RIFF"s, "RIFF\0\0\0\0AVI "s, "xGIF8"s}) {
    INFO(other);
    CHECK(media_type_of(other).empty());
  }
}
