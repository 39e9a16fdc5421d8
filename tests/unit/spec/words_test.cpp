// Violations in a provider's words.
#include "catch.hpp"

#include <mockling/spec/words.hpp>

using namespace mockling;

namespace {

const Words kWords{Json{{"required", "{field} is missing"},
                        {"type", "{field} must be {a_type}"},
                        {"enum", "{field} must be one of [{values}]"},
                        {"minimum", "{field} must be {range}"},
                        {"maximum", "{field} must be {range}"},
                        {"maxLength", "{field}: at most {limit}, not {actual}"},
                        {"max_items_with", "{field}: at most {limit} with {other}"},
                        {"not_together", "not {fields}"}},
                   Json{{"between", "{minimum}..{maximum}"}, {"minimum", ">= {minimum}"}, {"maximum", "<= {maximum}"}},
                   Json{{"string", "a text"}, {"integer", "a whole number"}}};

std::string said(std::string keyword, Json limit, Json actual = nullptr, std::string path = "/list/0/name") {
  return say(kWords, {std::move(path), std::move(keyword), std::move(limit), std::move(actual)});
}

}  // namespace

TEST_CASE("a violation is said by the provider's template for its keyword", "[words]") {
  CHECK(said("required", true) == "list[0].name is missing");
  CHECK(said("type", "string") == "list[0].name must be a text");
  CHECK(said("type", Json{"string", "integer"}) == "list[0].name must be a text or a whole number");
  CHECK(said("type", "object") == "list[0].name must be object");
  CHECK(said("enum", Json{3, 4, "x"}) == "list[0].name must be one of [3, 4, x]");
  CHECK(said("not_together", Json{"a", "b"}) == "not \"a\", \"b\"");
  CHECK(said("max_items_with", Json{{"max", 4}, {"with", "video"}}, 5) == "list[0].name: at most 4 with video");
}

TEST_CASE("a limit that is a number or a range is said as such", "[words]") {
  CHECK(said("maxLength", 20, 21) == "list[0].name: at most 20, not 21");
  CHECK(said("minimum", Json{{"minimum", 0}, {"maximum", 1.5}}, -1) == "list[0].name must be 0..1.5");
  CHECK(said("minimum", Json{{"minimum", 0}}, -1) == "list[0].name must be >= 0");
  CHECK(said("maximum", Json{{"maximum", 9}}, 10) == "list[0].name must be <= 9");
}

TEST_CASE("a keyword without words is said by its name", "[words]") { CHECK(said("oddity", nullptr) == "oddity"); }

TEST_CASE("what a client sent is quoted only in part, and never taken for a template", "[words]") {
  CHECK(said("maxLength", 20, std::string(5000, 'x')).size() < 300);
  CHECK(said("required", true, nullptr, "/" + std::string(5000, 'x')).size() < 150);
  CHECK(said("maxLength", 20, "{field} {limit}") == "list[0].name: at most 20, not {field} {limit}");
  CHECK(said("required", true, nullptr, "/{limit}") == "{limit} is missing");
}

TEST_CASE("the words of a rule itself come before those of its keyword", "[words]") {
  CHECK(say(kWords, {"/name", "required", 3, nullptr, "{field} at all, {limit} of them"}) == "name at all, 3 of them");
}
