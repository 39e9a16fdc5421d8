// What lenient providers make of an input before they judge it.
#include "catch.hpp"

#include <mockling/core/lenient.hpp>

using namespace mockling;

namespace {

template <class Read>
Json read_as(const char* type, Json value, const Read& read) {
  std::vector<std::string> problems;
  const Schema schema = compile_schema(Json::parse(type), "", problems);
  REQUIRE(problems.empty());
  detail::coerce(schema, value, read);
  return value;
}

constexpr const char* kNumberType = R"({"type":"number"})";
constexpr const char* kBooleanType = R"({"type":["boolean","null"]})";

}  // namespace

TEST_CASE("texts that are numbers are read where a number is wanted, and nowhere else", "[lenient]") {
  CHECK(read_as(kNumberType, "1.5", detail::read_number) == 1.5);
  CHECK(read_as(R"({"type":"integer"})", "-3", detail::read_number) == -3);
  CHECK(read_as(R"({"type":["number","string"]})", "1", detail::read_number) == "1");
  CHECK(read_as(R"({"type":"string"})", "1", detail::read_number) == "1");
  for (const char* text : {"", "one", "true", "[1]", "1x"})
    CHECK(read_as(kNumberType, text, detail::read_number) == text);
}

TEST_CASE("the usual words for true and false are read where a boolean is wanted", "[lenient]") {
  for (const char* text : {"true", "T", "yes", "Y", "on", "1"})
    CHECK(read_as(kBooleanType, text, detail::read_boolean) == true);
  for (const char* text : {"False", "f", "no", "n", "OFF", "0"})
    CHECK(read_as(kBooleanType, text, detail::read_boolean) == false);
  CHECK(read_as(kBooleanType, 1, detail::read_boolean) == true);
  CHECK(read_as(kBooleanType, 0.0, detail::read_boolean) == false);
  for (const Json& other : {Json(2), Json(""), Json("maybe"), Json(), Json::array({true})})
    CHECK(read_as(kBooleanType, other, detail::read_boolean) == other);
  CHECK(read_as(R"({"type":"string"})", "yes", detail::read_boolean) == "yes");
}

TEST_CASE("values inside lists and objects are read, too", "[lenient]") {
  const char* nested = R"({"type":"object","properties":{"list":{"type":"array","items":{"type":"boolean"}}}})";
  CHECK(read_as(nested, Json::parse(R"({"list":["on",0],"other":"on"})"), detail::read_boolean) ==
        Json::parse(R"({"list":[true,false],"other":"on"})"));
}

TEST_CASE("unknown members and nulls can be dropped", "[lenient]") {
  std::vector<std::string> problems;
  const Schema schema = compile_schema(Json::parse(R"({"properties":{"a":{},"b":{}}})"), "", problems);
  Json input = Json::parse(R"({"a":1,"x":2,"b":null})");
  detail::drop_unknown(schema, input);
  CHECK(input == Json::parse(R"({"a":1,"b":null})"));
  detail::drop_nulls(input);
  CHECK(input == Json::parse(R"({"a":1})"));
}

TEST_CASE("nulls can be dropped in every object below, not from lists", "[lenient]") {
  Json input = Json::parse(R"({"a":null,"b":{"c":null,"d":[null,{"e":null,"f":1}]}})");
  detail::drop_all_nulls(input);
  CHECK(input == Json::parse(R"({"b":{"d":[null,{"f":1}]}})"));
}
