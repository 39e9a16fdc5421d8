// The checks across fields, each both ways.
#include "catch.hpp"

#include <mockling/spec/rules.hpp>

using namespace mockling;

namespace {

Rule rule(const std::string& text) {
  std::vector<std::string> problems;
  Rule compiled = compile_rule(parse_json(text).value(), "rules", problems);
  INFO(text);
  REQUIRE(problems.empty());
  return compiled;
}

// "path keyword" of what is broken, or "".
std::string verdict(const std::string& rule_text, const std::string& input) {
  const auto violation = broken(rule(rule_text), parse_json(input).value());
  return violation ? violation->path + " " + violation->keyword : "";
}

struct Case {
  const char* rule;
  const char* input;
  const char* broken;
};

}  // namespace

TEST_CASE("each rule holds and is broken", "[rules]") {
  const Case cases[] = {
      {R"({"rule":"one_of","fields":["a","b"]})", R"({"a":"x"})", ""},
      {R"({"rule":"one_of","fields":["a","b"]})", R"({"a":"","b":"x"})", ""},
      {R"({"rule":"one_of","fields":["a","b"]})", R"({})", "/a one_of"},
      {R"({"rule":"one_of","fields":["a","b"]})", R"({"a":"x","b":["y"]})", "/a one_of"},
      {R"({"rule":"any_of","fields":["a","b"]})", R"({"a":"x","b":"y"})", ""},
      {R"({"rule":"any_of","fields":["a","b"]})", R"({"a":[],"b":null})", "/a any_of"},
      {R"({"rule":"not_together","fields":["a","b"]})", R"({})", ""},
      {R"({"rule":"not_together","fields":["a","b"]})", R"({"a":"x","b":""})", ""},
      {R"({"rule":"not_together","fields":["a","b"]})", R"({"a":"x","b":"y"})", "/b not_together"},
      {R"({"rule":"needs","field":"end","with":"start"})", R"({"start":"x"})", ""},
      {R"({"rule":"needs","field":"end","with":"start"})", R"({"end":"x","start":"y"})", ""},
      {R"({"rule":"needs","field":"end","with":"start"})", R"({"end":"x","start":""})", "/end needs"},
      {R"({"rule":"sum_equals","list":"s","item":"d","field":"t"})", R"({"t":5})", ""},
      {R"({"rule":"sum_equals","list":"s","item":"d","field":"t"})", R"({"s":[],"t":5})", ""},
      {R"({"rule":"sum_equals","list":"s","item":"d","field":"t"})", R"({"s":[{"d":2},{"d":"3"}],"t":5})", ""},
      {R"({"rule":"sum_equals","list":"s","item":"d","field":"t"})", R"({"s":[{"d":2}],"t":5})", "/t sum_equals"},
      {R"({"rule":"sum_equals","list":"s","item":"d","field":"t"})", R"({"s":[{"d":2}]})", "/t sum_equals"},
      {R"({"rule":"max_items_with","list":"l","with":"v","max":2})", R"({"l":[1,2,3]})", ""},
      {R"({"rule":"max_items_with","list":"l","with":"v","max":2})", R"({"l":[1,2],"v":"x"})", ""},
      {R"({"rule":"max_items_with","list":"l","with":"v","max":2})", R"({"l":[1,2,3],"v":"x"})", "/l max_items_with"},
      {R"({"rule":"items_at_most","fields":["a","b"],"max":2})", R"({})", ""},
      {R"({"rule":"items_at_most","fields":["a","b"],"max":2})", R"({"a":[1],"b":[2]})", ""},
      {R"({"rule":"items_at_most","fields":["a","b"],"max":2})", R"({"a":[1],"b":[2,3]})", "/a items_at_most"},
      {R"({"rule":"items_at_most","fields":["a","b"],"max":2})", R"({"a":[],"b":[1,2,3]})", "/b items_at_most"},
      {R"({"rule":"items_at_most","fields":["a","b"],"max":2})", R"({"a":null,"b":[1,2,3]})", "/b items_at_most"},
      {R"({"rule":"sum_at_most","list":"s","item":"d","max":5})", R"({})", ""},
      {R"({"rule":"sum_at_most","list":"s","item":"d","max":5})", R"({"s":null})", ""},
      {R"({"rule":"sum_at_most","list":"s","item":"d","max":5})", R"({"s":[{"d":"2"},{"d":"3"}]})", ""},
      {R"({"rule":"sum_at_most","list":"s","item":"d","max":5})", R"({"s":[{"d":"2"},{"d":4}]})", "/s sum_at_most"},
      {R"({"rule":"required_if","field":"f","if":{"field":"k","equals":"v"}})", R"({"k":"w"})", ""},
      {R"({"rule":"required_if","field":"f","if":{"field":"k","equals":"v"}})", R"({"k":"v","f":"x"})", ""},
      {R"({"rule":"required_if","field":"f","if":{"field":"k","equals":"v"}})", R"({"k":"v","f":""})",
       "/f required_if"},
      {R"({"rule":"absent","field":"f"})", R"({"f":null})", ""},
      {R"({"rule":"absent","field":"f"})", R"({"f":[1]})", "/f absent"},
      {R"({"rule":"absent","field":"f","if":{"field":"k","equals":"v"}})", R"({"k":"w","f":[1]})", ""},
      {R"({"rule":"absent","field":"f","if":{"field":"k","equals":"v"}})", R"({"f":[1]})", ""},
      {R"({"rule":"absent","field":"f","if":{"field":"k","equals":"v"}})", R"({"k":"v","f":[1]})", "/f absent"},
      {R"({"rule":"any_of","list":"l","fields":["a","b"]})", R"({})", ""},
      {R"({"rule":"any_of","list":"l","fields":["a","b"]})", R"({"l":[{"a":"x"},{"b":"y"}]})", ""},
      {R"({"rule":"any_of","list":"l","fields":["a","b"]})", R"({"l":[{"a":"x"},{"a":""}]})", "/l/1/a any_of"},
      {R"({"rule":"needs","list":"l","field":"a","with":"b"})", R"({"l":[{"b":"x"},{"a":"y","b":"z"}]})", ""},
      {R"({"rule":"needs","list":"l","field":"a","with":"b"})", R"({"l":[{"b":"x"},{"a":"y"}],"b":"z"})",
       "/l/1/a needs"},
      {R"({"rule":"items_at_most","fields":["l[].a"],"max":1})", R"({"l":[{"a":"x"},{"a":""},{"b":"y"}]})", ""},
      {R"({"rule":"items_at_most","fields":["l[].a"],"max":1})", R"({"l":[{"a":"x"},{"a":"y"}]})", "/l items_at_most"},
      {R"({"rule":"items_at_most","fields":["l"],"max":1,"if":{"given":"l[].a"}})", R"({"l":[{"b":"x"},{"a":""}]})",
       ""},
      {R"({"rule":"items_at_most","fields":["l"],"max":1,"if":{"given":"l[].a"}})", R"({"l":[{"b":"x"},{"a":"y"}]})",
       "/l items_at_most"},
      {R"({"rule":"items_at_most","fields":["l"],"max":1,"if":{"given":"f"}})", R"({"l":[1,2]})", ""},
      {R"({"rule":"items_at_most","fields":["l"],"max":1,"if":{"given":"f"}})", R"({"l":[1,2],"f":"x"})",
       "/l items_at_most"}};
  for (const Case& test : cases) {
    INFO(test.rule << " " << test.input);
    CHECK(verdict(test.rule, test.input) == test.broken);
  }
}

TEST_CASE("rules find what lies deeper, and count only where they should", "[rules]") {
  const Case cases[] = {
      {R"({"rule":"required_if","field":"p.f","unless":{"field":"p.on","equals":true}})", R"({"p":{"on":true}})", ""},
      {R"({"rule":"required_if","field":"p.f","unless":{"field":"p.on","equals":true}})", R"({"p":{"on":false}})",
       "/p/f required_if"},
      {R"({"rule":"required_if","field":"p.f","unless":{"field":"p.on","equals":true}})", R"({})", "/p/f required_if"},
      {R"({"rule":"required_if","field":"p.f","unless":{"field":"p.on","equals":true}})", R"({"p":{"f":" "}})", ""},
      {R"({"rule":"required_if","field":"f","if":{"field":"k","equals":1},"trim":true})", R"({"k":1,"f":" \n\t"})",
       "/f required_if"},
      {R"({"rule":"required_if","field":"f","if":{"field":"k","equals":1},"trim":true})", R"({"k":1,"f":" x "})", ""},
      {R"({"rule":"any_of","fields":["a.b","c"],"if":{"field":"k","equals":"v"}})", R"({"k":"w"})", ""},
      {R"({"rule":"any_of","fields":["a.b","c"],"if":{"field":"k","equals":"v"}})", R"({"k":"v","a":{"b":"x"}})", ""},
      {R"({"rule":"any_of","fields":["a.b","c"],"if":{"field":"k","equals":"v"}})", R"({"k":"v","a":{"b":""}})",
       "/a/b any_of"},
      {R"({"rule":"sum_equals","list":"p.s","item":"d","field":"t","if":{"field":"p.on","equals":true}})",
       R"({"p":{"on":false,"s":[{"d":2}]},"t":5})", ""},
      {R"({"rule":"sum_equals","list":"p.s","item":"d","field":"t","if":{"field":"p.on","equals":true}})",
       R"({"p":{"on":true,"s":[{"d":2},{"d":"3"}]},"t":5})", ""},
      {R"({"rule":"sum_equals","list":"p.s","item":"d","field":"t","if":{"field":"p.on","equals":true}})",
       R"({"p":{"on":true,"s":[{"d":2}]},"t":5})", "/t sum_equals"},
      {R"({"rule":"items_at_most","fields":["a","p.l"],"max":2,"with":"v"})", R"({"a":"x","p":{"l":[1,2]}})", ""},
      {R"({"rule":"items_at_most","fields":["a","p.l"],"max":2,"with":"v"})", R"({"a":"x","p":{"l":[1,2]},"v":"y"})",
       "/a items_at_most"},
      {R"({"rule":"items_at_most","fields":["a","p.l"],"max":2,"with":"v"})", R"({"a":"x","p":{"l":[1]},"v":"y"})", ""},
      {R"({"rule":"ascending","list":"p.s","item":"i"})", R"({"p":{"s":[{"i":1},{"i":3},{"i":4}]}})", ""},
      {R"({"rule":"ascending","list":"p.s","item":"i"})", R"({"p":{"s":[{"i":1},{"i":1}]}})", "/p/s/1/i ascending"},
      {R"({"rule":"ascending","list":"p.s","item":"i"})", R"({"p":{"s":[{"i":1},{"i":2},{"i":1}]}})",
       "/p/s/2/i ascending"},
      {R"({"rule":"ascending","list":"p.s","item":"i"})", R"({"p":{"s":[{"i":1},{},7,{"i":"1"}]}})", ""},
      {R"({"rule":"ascending","list":"p.s","item":"i"})", R"({"p":{"s":"text"}})", ""},
      {R"({"rule":"references","fields":["t","p.s[].t"],"word":"x","lists":["l","m"]})",
       R"({"t":"<<<x_2>>>","l":[1],"m":"u"})", ""},
      {R"({"rule":"references","fields":["t","p.s[].t"],"word":"x","lists":["l","m"]})",
       R"({"t":"","p":{"s":[{"t":"y"},{"t":"<<<x_2>>>"}]},"l":[1]})", "/p/s/1/t references"},
      {R"({"rule":"public_https","field":"u"})", R"({})", ""},
      {R"({"rule":"public_https","field":"u"})", R"({"u":""})", ""},
      {R"({"rule":"public_https","field":"u"})", R"({"u":"https://example.com/"})", ""},
      {R"({"rule":"public_https","field":"u"})", R"({"u":"http://127.0.0.1/"})", "/u public_https"},
      {R"({"rule":"public_https","field":"u","loopback":true})", R"({"u":"http://127.0.0.1/"})", ""}};
  for (const Case& test : cases) {
    INFO(test.rule << " " << test.input);
    CHECK(verdict(test.rule, test.input) == test.broken);
  }
}

TEST_CASE("a rule survives inputs that no schema would let pass", "[rules]") {
  const char* sum = R"({"rule":"sum_equals","list":"s","item":"d","field":"t"})";
  for (const char* input : {R"({"s":[{"d":9223372036854775807},{"d":9223372036854775807}],"t":5})",
                            R"({"s":[{"d":1e300}],"t":-1e300})", R"({"s":[{"d":18446744073709551615}],"t":1})",
                            R"({"s":"text","t":1})", R"({"s":[1,null,[]],"t":1})", R"({"s":[{"d":2.5}],"t":2})"}) {
    INFO(input);
    CHECK(verdict(sum, input) == "/t sum_equals");
  }
  CHECK(verdict(sum, R"({"s":{"d":1},"t":{}})").empty());
}

TEST_CASE("lists that are no lists hold nothing", "[rules]") {
  const char* sum = R"({"rule":"sum_at_most","list":"s","item":"d","max":1})";
  for (const char* input : {R"({"s":"text"})", R"({"s":{"d":9}})", R"({"s":[1,null,{"d":"x"}]})", R"({"s":7})"})
    CHECK(verdict(sum, input).empty());
  CHECK(verdict(sum, R"({"s":[{"d":9223372036854775807},{"d":2}]})") == "/s sum_at_most");
  const char* items = R"({"rule":"items_at_most","fields":["a","b"],"max":0})";
  for (const char* input : {R"({"a":""})", R"({"a":{"k":1},"b":7})"}) CHECK(verdict(items, input).empty());
  CHECK(verdict(items, R"({"a":"text"})") == "/a items_at_most");  // a text is one entry
  CHECK(verdict(R"({"rule":"max_items_with","list":"l","with":"v","max":0})", R"({"l":{"k":1},"v":"x"})").empty());
  for (const char* input : {R"({"l":"text"})", R"({"l":{"k":{}}})", R"({"l":[1,null,"x",[]]})"}) {
    CHECK(verdict(R"({"rule":"any_of","list":"l","fields":["a"]})", input).empty());
    CHECK(verdict(R"({"rule":"items_at_most","fields":["l[].a"],"max":0})", input).empty());
  }
}

TEST_CASE("a violation names its limit, what was given, and the words of its rule", "[rules]") {
  const Rule sum = rule(R"({"rule":"sum_at_most","list":"s","item":"d","max":15,"text":"too long"})");
  const auto violation = broken(sum, Json::parse(R"({"s":[{"d":"9"},{"d":"7"}]})"));
  REQUIRE(violation);
  CHECK(violation->text == "too long");
  CHECK(violation->limit == Json{{"max", 15}});
  CHECK(violation->actual == 16);
  const auto wordless = broken(rule(R"({"rule":"any_of","fields":["a"]})"), Json::object());
  REQUIRE(wordless);
  CHECK(wordless->text.empty());
}

TEST_CASE("when a rule applies is part of it", "[rules]") {
  CHECK(rule(R"({"rule":"any_of","fields":["a"],"when":"run","ending":"missing"})").ending == "missing");
  CHECK(rule(R"({"rule":"any_of","fields":["a"],"when":"submit"})").ending.empty());
}

TEST_CASE("a rule nobody has stops loading", "[rules]") {
  std::vector<std::string> problems;
  compile_rule(Json{{"rule", "both_of"}}, "m/rules", problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0] == "m/rules names no rule we have: both_of");
}
