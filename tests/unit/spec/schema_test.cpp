// The closed subset of JSON Schema: what compiles, what does not, and what each keyword decides.
#include "catch.hpp"

#include <mockling/spec/validate.hpp>

using namespace mockling;

namespace {

Json parsed(const std::string& text) {
  auto document = parse_json(text);
  INFO(text);
  REQUIRE(document);
  return std::move(document).value();
}

Schema compiled(const std::string& text) {
  std::vector<std::string> problems;
  Schema schema = compile_schema(parsed(text), "schema", problems);
  INFO(text << " " << join(problems, "; "));
  REQUIRE(problems.empty());
  return schema;
}

std::vector<std::string> problems_of(const std::string& text) {
  std::vector<std::string> problems;
  compile_schema(parsed(text), "schema", problems);
  return problems;
}

// "path keyword" of every violation, joined by "; ".
std::string verdict(const std::string& schema, const std::string& value) {
  std::string text;
  for (const Violation& violation : validate(compiled(schema), parsed(value)))
    text += (text.empty() ? "" : "; ") + violation.path + " " + violation.keyword;
  return text;
}

struct Case {
  const char* schema;
  const char* good;
  const char* bad;
  const char* broken;
};

}  // namespace

TEST_CASE("every keyword accepts and refuses", "[schema]") {
  const Case cases[] = {{R"({"type":"string"})", R"("a")", "5", " type"},
                        {R"({"type":"integer"})", "5", "5.5", " type"},
                        {R"({"type":"integer"})", "5.0", R"("5")", " type"},
                        {R"({"type":"integer"})", "-0", "true", " type"},
                        {R"({"type":"integer"})", "1e3", "null", " type"},
                        {R"({"type":"integer"})", "18446744073709551615", "0.1", " type"},
                        {R"({"type":"number"})", "5", R"("5")", " type"},
                        {R"({"type":"number"})", "-5.25", "[5]", " type"},
                        {R"({"type":"boolean"})", "true", "1", " type"},
                        {R"({"type":"null"})", "null", "0", " type"},
                        {R"({"type":"array"})", "[]", "{}", " type"},
                        {R"({"type":"object"})", "{}", "[]", " type"},
                        {R"({"type":["string","integer"]})", "5", "5.5", " type"},
                        {R"({"enum":[3,"a",null,[1]]})", R"("a")", R"("b")", " enum"},
                        {R"({"enum":[3,"a",null,[1]]})", "3.0", "4", " enum"},
                        {R"({"enum":[3,"a",null,[1]]})", "[1]", "[2]", " enum"},
                        {R"({"enum":[3,"a",null,[1]]})", "null", "false", " enum"},
                        {R"({"const":{"a":1}})", R"({"a":1})", R"({"a":2})", " const"},
                        {R"({"minimum":3})", "3", "2", " minimum"},
                        {R"({"minimum":0.5})", "0.5", "0.49", " minimum"},
                        {R"({"maximum":15})", "15", "15.0001", " maximum"},
                        {R"({"maximum":15})", "-9223372036854775808", "9223372036854775808", " maximum"},
                        {R"({"exclusiveMinimum":3})", "4", "3", " exclusiveMinimum"},
                        {R"({"exclusiveMaximum":3})", "2.9", "3", " exclusiveMaximum"},
                        {R"({"multipleOf":5})", "15", "16", " multipleOf"},
                        {R"({"multipleOf":5})", "18446744073709551615", "18446744073709551614", " multipleOf"},
                        {R"({"multipleOf":2})", "-9223372036854775808", "-9223372036854775807", " multipleOf"},
                        {R"({"multipleOf":0.5})", "1.5", "1.25", " multipleOf"},
                        {R"({"minLength":2})", R"("éé")", R"("é")", " minLength"},
                        {R"({"maxLength":2})", R"("🎬🎬")", R"("abc")", " maxLength"},
                        {R"({"minItems":1})", "[0]", "[]", " minItems"},
                        {R"({"maxItems":1})", "[0]", "[0,1]", " maxItems"},
                        {R"({"items":{"type":"string"}})", R"(["a"])", R"(["a",1])", "/1 type"},
                        {R"({"required":["a"]})", R"({"a":null})", R"({"b":1})", "/a required"},
                        {R"({"properties":{"a":{"type":"string"}}})", R"({"a":"","b":1})", R"({"a":1})", "/a type"},
                        {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1})", R"({"b":1})",
                         "/b additionalProperties"},
                        {R"({"anyOf":[{"type":"string"},{"minimum":3,"type":"integer"}]})", "3", "2", " anyOf"},
                        {R"({"allOf":[{"minimum":3},{"maximum":5}]})", "4", "6", " maximum"},
                        {R"({"not":{"required":["a","b"]}})", R"({"a":1})", R"({"a":1,"b":2})", " not"},
                        {R"({"if":{"required":["a"]},"then":{"required":["b"]}})", "{}", R"({"a":1})", "/b required"},
                        {R"({"if":{"required":["a"]},"else":{"required":["b"]}})", R"({"a":1})", "{}", "/b required"}};
  for (const Case& test : cases) {
    INFO(test.schema << " " << test.good << " " << test.bad);
    CHECK(verdict(test.schema, test.good).empty());
    CHECK(verdict(test.schema, test.bad) == test.broken);
  }
}

TEST_CASE("a keyword says nothing about values of other types", "[schema]") {
  for (const char* schema : {R"({"minimum":3})", R"({"maximum":-3})", R"({"multipleOf":7})", R"({"minLength":9})",
                             R"({"maxLength":0})", R"({"minItems":9})", R"({"items":{"type":"null"}})",
                             R"({"required":["z"]})", R"({"properties":{"a":{"enum":[0]}}})"})
    for (const char* value : {"true", "null"}) CHECK(verdict(schema, value).empty());
}

TEST_CASE("integers beyond a double's precision are compared as they are", "[schema]") {
  CHECK(verdict(R"({"enum":[9007199254740993]})", "9007199254740993").empty());
  CHECK(verdict(R"({"enum":[9007199254740993]})", "9007199254740992") == " enum");
  CHECK(verdict(R"({"maximum":9007199254740992})", "9007199254740993") == " maximum");
  CHECK(verdict(R"({"const":18446744073709551615})", "18446744073709551614") == " const");
}

TEST_CASE("violations name their place, in the order of the schema", "[schema]") {
  const char* schema = R"({"type":"object","required":["z","b"],"properties":{
      "b":{"type":"integer"},"list":{"items":{"required":["x"],"properties":{"x":{"maximum":5}}}},"a/~b":{"const":1}}})";
  CHECK(verdict(schema, R"({"a/~b":2,"list":[{"x":1},{"x":9},{}]})") ==
        "/b required; /list/1/x maximum; /list/2/x required; /a~1~0b const; /z required");
}

TEST_CASE("a violation carries what is asked and what was given", "[schema]") {
  const Violations range = validate(compiled(R"({"minimum":0,"maximum":1})"), 5);
  REQUIRE(range.size() == 1);
  CHECK(range[0].limit == Json{{"minimum", 0}, {"maximum", 1}});
  CHECK(range[0].actual == 5);
  const Violations length = validate(compiled(R"({"maxLength":2})"), "abc");
  CHECK(length[0].limit == 2);
  CHECK(length[0].actual == 3);
}

TEST_CASE("a body that is wrong everywhere has a bounded number of violations", "[schema]") {
  Json list = Json::array();
  for (int i = 0; i < 100'000; ++i) list.push_back(0);
  const Violations found = validate(compiled(R"({"maxItems":6,"items":{"type":"string"}})"), list);
  CHECK(found.size() >= 10);
  CHECK(found.size() <= 1000);
  CHECK(found.front().keyword == "maxItems");
}

TEST_CASE("a keyword outside the subset, or a wrong value of one, stops compiling and says where", "[schema]") {
  for (const char* schema : {R"({"pattern":"a"})",
                             R"({"$ref":"#"})",
                             R"({"oneOf":[]})",
                             R"({"uniqueItems":true})",
                             R"({"Type":"string"})",
                             R"({"patternProperties":{}})",
                             R"({"type":"text"})",
                             R"({"type":5})",
                             R"({"enum":3})",
                             R"({"enum":[]})",
                             R"({"required":[1]})",
                             R"({"required":"a"})",
                             R"({"additionalProperties":{}})",
                             R"({"minimum":"3"})",
                             R"({"multipleOf":0})",
                             R"({"multipleOf":-1})",
                             R"({"minLength":-1})",
                             R"({"maxItems":1.5})",
                             R"({"items":[{}]})",
                             R"({"items":true})",
                             R"({"not":5})",
                             R"({"anyOf":{}})",
                             R"({"anyOf":[]})",
                             R"({"allOf":5})",
                             R"({"properties":[]})",
                             R"([])",
                             "5"}) {
    INFO(schema);
    CHECK_FALSE(problems_of(schema).empty());
  }
  const auto nested = problems_of(R"({"properties":{"a":{"items":{"pattern":"x"}},"b":{"type":"text"}}})");
  REQUIRE(nested.size() == 2);
  CHECK(starts_with(nested[0], "schema/properties/a/items/pattern"));
  CHECK(starts_with(nested[1], "schema/properties/b/type"));
}

TEST_CASE("annotations are no assertions", "[schema]") {
  CHECK(verdict(R"({"$schema":"x","title":"t","description":"d","examples":[1],"format":"uri","default":3})", "5")
            .empty());
}

TEST_CASE("normalising fills defaults, keeps the schema's order and drops what a closed object does not know",
          "[schema]") {
  const Schema schema = compiled(R"({"additionalProperties":false,"properties":{
      "b":{"default":5},"a":{},"shots":{"items":{"properties":{"d":{"default":3},"p":{}}}}}})");
  CHECK(dump(normalise(schema, parsed(R"({"x":1,"shots":[{"p":"q","z":2},{"d":4},7],"a":0})"))) ==
        R"({"b":5,"a":0,"shots":[{"d":3,"p":"q","z":2},{"d":4},7]})");
  CHECK(dump(normalise(schema, parsed(R"({"b":null})"))) == R"({"b":null})");
  CHECK(dump(normalise(schema, parsed("[1]"))) == "[1]");
}

TEST_CASE("texts are counted in code points, or in bytes where that is asked for", "[schema]") {
  std::vector<std::string> problems;
  const Schema schema = compile_schema(Json::parse(R"({"anyOf":[{"maxLength":2}]})"), "", problems);
  CHECK(validate(schema, "\xc3\xa9\xc3\xa9").empty());
  CHECK(validate(schema, "xxx").size() == 1);
  CHECK(validate(schema, "\xc3\xa9\xc3\xa9", TextUnit::bytes).size() == 1);
  CHECK(validate(schema, "xx", TextUnit::bytes).empty());
}
