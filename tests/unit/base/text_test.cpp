// Small operations on text, UTF-8 above all.
#include "catch.hpp"

#include <mockling/base/rng.hpp>
#include <mockling/base/text.hpp>

using namespace mockling;

TEST_CASE("UTF-8 is what RFC 3629 says", "[text]") {
  for (const char* valid :
       {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
        "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "ab\xc3\xa9z", "\xf0\x9f\x8e\xac"}) {
    INFO(valid);
    CHECK(is_utf8(valid));
  }
  const std::pair<const char*, const char*> malformed[] = {{"a tail alone", "\x80"},
                                                           {"another tail alone", "a\xbf"},
                                                           {"overlong NUL", "\xc0\x80"},
                                                           {"overlong slash", "\xc1\xbf"},
                                                           {"overlong of three", "\xe0\x9f\xbf"},
                                                           {"overlong of four", "\xf0\x8f\xbf\xbf"},
                                                           {"first surrogate", "\xed\xa0\x80"},
                                                           {"last surrogate", "\xed\xbf\xbf"},
                                                           {"beyond U+10FFFF", "\xf4\x90\x80\x80"},
                                                           {"lead F5", "\xf5\x80\x80\x80"},
                                                           {"lead FF", "\xff"},
                                                           {"cut after one", "\xc3"},
                                                           {"cut after two", "\xe2\x82"},
                                                           {"cut after three", "\xf0\x9f\x8e"},
                                                           {"no tail", "\xe2\x28\xa1"},
                                                           {"five bytes", "\xf8\x88\x80\x80\x80"}};
  for (const auto& [why, text] : malformed) {
    INFO(why);
    CHECK_FALSE(is_utf8(text));
  }
  CHECK(is_utf8(std::string_view("a\0b", 3)));
}

TEST_CASE("every code point has exactly one encoding", "[text][property]") {
  std::size_t valid = 0;
  for (unsigned a = 0; a < 256; ++a)
    for (unsigned b = 0; b < 256; ++b) {
      const char pair[] = {static_cast<char>(a), static_cast<char>(b)};
      valid += utf8_sequence({pair, 2}, 0) == 2;
    }
  CHECK(valid == 0x800 - 0x80);
  valid = 0;
  for (unsigned a = 0xe0; a < 0xf0; ++a)
    for (unsigned b = 0; b < 256; ++b)
      for (unsigned c = 0; c < 256; c += 5) {
        const char three[] = {static_cast<char>(a), static_cast<char>(b), static_cast<char>(c)};
        valid += utf8_sequence({three, 3}, 0) == 3;
      }
  CHECK(valid == (0x10000 - 0x800 - 0x800) / 64 * 13);  // 13 of the 64 tails are met in steps of 5
}

TEST_CASE("lengths and cuts respect code points", "[text]") {
  const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xac";
  CHECK(utf8_length(text) == 4);
  CHECK(utf8_prefix(text, 100) == text);
  const std::size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
  for (std::size_t bytes = 0; bytes <= 10; ++bytes) CHECK(utf8_prefix(text, bytes).size() == expected[bytes]);
}

TEST_CASE("percent escapes", "[text]") {
  CHECK(percent_decode("a%2Fb%20c") == "a/b c");
  CHECK(percent_decode("%2f%2F") == "//");
  CHECK(percent_decode("a+b") == "a+b");
  CHECK(percent_decode("a+b", true) == "a b");
  CHECK(percent_decode("%") == "%");
  CHECK(percent_decode("%4") == "%4");
  CHECK(percent_decode("%zz%4g") == "%zz%4g");
  CHECK(percent_decode("%%41") == "%A");
  CHECK(percent_decode("%00") == std::string(1, '\0'));
  CHECK(percent_encode("a/b c~é") == "a%2Fb%20c~%C3%A9");
  for (std::uint64_t n = 0; n < 500; ++n) {
    Rng rng(3, "percent", n);
    std::string bytes;
    for (int i = 0; i < 20; ++i) bytes += static_cast<char>(rng.between(0, 255));
    CHECK(percent_decode(percent_encode(bytes)) == bytes);
  }
}

TEST_CASE("whole numbers and nothing else", "[text]") {
  CHECK(parse_int("0") == 0);
  CHECK(parse_int("-12") == -12);
  CHECK(parse_int("9223372036854775807") == INT64_MAX);
  CHECK(parse_int("-9223372036854775808") == INT64_MIN);
  for (const char* text : {"", "-", "+1", "1.0", "1e3", " 1", "1 ", "0x10", "9223372036854775808", "--1"}) {
    INFO(text);
    CHECK_FALSE(parse_int(text));
  }
}

TEST_CASE("pieces, joins and replacements", "[text]") {
  CHECK(split("a,b,,c", ',') == std::vector<std::string_view>{"a", "b", "", "c"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(split(",", ',').size() == 2);
  CHECK(join(split("a,b,c", ','), "-") == "a-b-c");
  CHECK(join(std::vector<std::string>{}, "-").empty());
  CHECK(replace_all("aXbXc", "X", "") == "abc");
  CHECK(replace_all("aaa", "a", "aa") == "aaaaaa");
  CHECK(replace_all("abc", "", "z") == "abc");
  CHECK(trim(" \t a b \r\n") == "a b");
  CHECK(trim("   ").empty());
}

TEST_CASE("comparisons ignore the case of ASCII only", "[text]") {
  CHECK(iequals("Content-TYPE", "content-type"));
  CHECK_FALSE(iequals("a", "ab"));
  CHECK_FALSE(iequals("\xc3\x89", "\xc3\xa9"));
  CHECK(to_lower("AZ[\xc3\x89") == "az[\xc3\x89");
  CHECK(starts_with("abc", "ab"));
  CHECK_FALSE(starts_with("a", "ab"));
  CHECK(ends_with("abc", "bc"));
  CHECK_FALSE(ends_with("c", "bc"));
}
