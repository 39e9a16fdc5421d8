// Parsing is bounded, never throws, and takes nothing but JSON in UTF-8.
#include "catch.hpp"

#include <mockling/base/json.hpp>

using namespace mockling;

TEST_CASE("objects keep the order of their members", "[json]") {
  const auto document = parse_json(R"({"z":1,"a":{"y":2,"b":3}})");
  REQUIRE(document);
  CHECK(dump(*document) == R"({"z":1,"a":{"y":2,"b":3}})");
}

TEST_CASE("what is no JSON is an error", "[json]") {
  for (const char* text : {"",       " ",     "{",       "}",         "[1,]",   "{\"a\":1,}", "{a:1}",    "'a'",
                           "01",     "1.",    ".5",      "+1",        "nul",    "NaN",        "Infinity", "1e400",
                           "-1e400", "[1] 2", "\"\\x\"", "\"\\u12\"", "\"\n\"", "/**/1",      "\xef\xbb"}) {
    INFO(text);
    CHECK_FALSE(parse_json(text));
  }
}

TEST_CASE("a NUL ends nothing: what stands behind it counts", "[json]") {
  for (const std::string_view text :
       {std::string_view("{}\0", 3), std::string_view("{}\0x", 4), std::string_view("\0", 1),
        std::string_view("[1\0]", 4), std::string_view("\"\0\"", 3)})
    CHECK_FALSE(parse_json(text));
  CHECK(parse_json(R"("\u0000")"));
}

TEST_CASE("text that is not UTF-8 is an error, wherever it stands", "[json]") {
  for (const char* bad : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xe2\x82"}) {
    CHECK_FALSE(parse_json("\"" + std::string(bad) + "\""));
    CHECK_FALSE(parse_json("{\"" + std::string(bad) + "\":1}"));
    CHECK_FALSE(parse_json(std::string(bad)));
  }
  CHECK_FALSE(parse_json(R"("\ud800")"));
  CHECK_FALSE(parse_json(R"("\udc00x")"));
  CHECK(parse_json(R"("\ud83c\udfac")"));
}

TEST_CASE("nesting is bounded, and brackets inside texts do not count", "[json]") {
  CHECK(parse_json(std::string(64, '[') + std::string(64, ']')));
  const auto deep = parse_json(std::string(65, '[') + std::string(65, ']'));
  REQUIRE_FALSE(deep);
  CHECK(deep.error().message.find("64") != std::string::npos);
  CHECK_FALSE(parse_json(std::string(10'000'000, '[')));
  std::string objects;
  for (int i = 0; i < 70; ++i) objects += "{\"a\":";
  CHECK_FALSE(parse_json(objects + "1" + std::string(70, '}')));
  CHECK(parse_json("\"" + std::string(1000, '[') + "\""));
  CHECK(parse_json(R"("\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")"));
  CHECK(parse_json("[[1],[2],[3]]", {2, 10}));
  CHECK_FALSE(parse_json("[[[1]]]", {2, 10}));
}

TEST_CASE("the number of members is bounded", "[json]") {
  const auto object = [](int members) {
    std::string text = "{";
    for (int i = 0; i < members; ++i) text += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":0";
    return text + "}";
  };
  CHECK(parse_json(object(4096)));
  CHECK_FALSE(parse_json(object(4097)));
  CHECK(parse_json("{\"a\":\":::::\"}", {4, 1}));
}

TEST_CASE("malformed UTF-8 is printed replaced, never thrown about", "[json]") {
  CHECK(dump(Json("a\xff")) == "\"a\xef\xbf\xbd\"");
}

TEST_CASE("looking into what is not there gives nothing", "[json]") {
  const Json list = Json::array({1});
  const Json object{{"text", "t"}, {"flag", true}, {"number", 5}, {"whole", 5.0}, {"part", 5.5}, {"huge", 1e300}};
  CHECK(member(list, "a") == nullptr);
  CHECK(member(object, "nope") == nullptr);
  CHECK(child(object, "nope").is_null());
  CHECK(text_of(object, "text") == "t");
  CHECK(text_of(object, "number", "else") == "else");
  CHECK(flag_of(object, "flag"));
  CHECK_FALSE(flag_of(object, "number"));
  CHECK(int_of(object, "number") == 5);
  CHECK(int_of(object, "text", 9) == 9);
}

TEST_CASE("a number without a fraction is an integer, however it is written", "[json]") {
  const Json object{{"whole", 5.0}, {"part", 5.5}, {"huge", 1e300}, {"big", 18446744073709551615ULL}, {"low", -1e300}};
  CHECK(int_of(object, "whole") == 5);
  CHECK(int_of(object, "part", 9) == 9);
  CHECK(int_of(object, "huge", 9) == 9);
  CHECK(int_of(object, "low", 9) == 9);
  CHECK(int_of(object, "big", 9) == 9);
}

TEST_CASE("a path of keys leads through objects alone", "[json]") {
  const Json document = Json::parse(R"({"a":{"b":{"c":1}},"l":[{"c":2}],"n":null})");
  REQUIRE(member_at(document, "a.b.c") != nullptr);
  CHECK(*member_at(document, "a.b.c") == 1);
  CHECK(member_at(document, "a") == &document["a"]);
  CHECK(member_at(document, "n")->is_null());
  for (const char* path : {"", ".", "a.", "a.c", "a.b.c.d", "l.c", "l.0", "n.c", "z.b"}) {
    INFO(path);
    CHECK(member_at(document, path) == nullptr);
  }
}
