// Documents that are wrong, hostile or huge: one clear error each, within bounds.
#include <mockling/drift/read.hpp>

#include "catch.hpp"
#include "drift_files.hpp"

using namespace mockling;

namespace {

std::string refusal(const std::string& text) {
  const auto document = drift::read_document("it", text);
  REQUIRE_FALSE(document.ok());
  CHECK(document.error().message.size() < 400);
  CHECK(starts_with(document.error().message, "it "));
  return document.error().message;
}

bool names(const std::string& message, const std::string& words) {
  INFO(message);
  return message.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a document that nobody understands is an error that says why") {
  CHECK(names(refusal(""), "empty"));
  CHECK(names(refusal(" \n\t "), "empty"));
  CHECK(names(refusal("{"), "not valid JSON"));
  CHECK(names(refusal("{}"), "no known kind"));
  CHECK(names(refusal("[1, 2]"), "no known kind"));
  CHECK(names(refusal(R"({"openapi": "3.0.4", "paths": {}})"), "without paths"));
  CHECK(names(refusal(R"({"openapi": "3.0.4", "paths": {"/a": {"get": {}}}})"), "describes no operation"));
  CHECK(names(refusal(R"([{"model_id": "a"}])"), "no entry can be read"));
  CHECK(names(refusal("We have moved to another address."), "without a table of parameters"));
  CHECK(names(refusal("| Parameter | Type | Required | Default | Description |\n|---|---|---|---|---|\n| a | string | "
                      "No | - | x |"),
              "names no model"));
}

TEST_CASE("bytes that are no text are refused") {
  CHECK(names(refusal("Parameter \xff\xfe"), "UTF-8"));
  CHECK(names(refusal("{\"openapi\": \"\xc3\"}"), "not valid JSON"));
  CHECK(names(refusal(std::string("{\"a\": 1}\0", 9)), "not valid JSON"));
}

TEST_CASE("shapes that would cost more than their size are refused") {
  CHECK(names(refusal(std::string(100, '[') + std::string(100, ']')), "nested deeper"));
  CHECK(names(refusal(std::string(1'000'000, '{')), "nested deeper"));
  std::string wide = "{";
  for (int i = 0; i < 5000; ++i) wide += "\"" + std::to_string(i) + "\":1,";
  CHECK(names(refusal(wide + "\"x\":1}"), "members"));
  CHECK(names(refusal(std::string(50'000'000, 'a')), "more than 20000 bytes"));
  CHECK(names(refusal(std::string(70'000'000, ' ') + "a"), "larger than"));
}

TEST_CASE("a schema that refers to itself ends") {
  const std::string self = R"({"openapi":"3.0.4","components":{"schemas":{
    "Node":{"type":"object","properties":{"next":{"$ref":"#/components/schemas/Node"},"all":{"type":"array","items":{"$ref":"#/components/schemas/Node"}}}},
    "Loop":{"$ref":"#/components/schemas/Loop"}}},
    "paths":{"/a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Node"}}}},
      "responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Loop"}}}}}}}}})";
  const auto document = drift::read_document("it", self);
  REQUIRE(document.ok());
  CHECK(document->facts.size() < 600'000);
}

TEST_CASE("a row that cannot be taken apart is reported, not passed over") {
  const std::string page = replace_all(test::file_text("fixtures/drift/pages/v3.0-pro-text-to-video.txt"),
                                       "cfg_scalenumberNo0.5", "cfg_scaledecimalNo0.5");
  const auto document = drift::read_document("it", page);
  REQUIRE(document.ok());
  REQUIRE(document->unread.size() == 1);
  CHECK(document->unread[0].find("a row of the table") != std::string::npos);
}

TEST_CASE("pages as large as pages may be are read in time that follows their size") {
  std::string rows = "| Parameter | Type | Required | Default | Description |\n|---|---|---|---|---|\n";
  for (int i = 0; i < 19'000; ++i) rows += "| field" + std::to_string(i) + " | string | No | - | Default: x. |\n";
  const auto document = drift::read_document("it", rows + "curl \"https://a.example/v1/m\"\n");
  REQUIRE(document.ok());
  CHECK(document->facts.size() > 70'000);
  CHECK(names(refusal(rows + rows), "more than 20000 lines"));
  std::string braces = rows.substr(0, 200);
  for (int i = 0; i < 9'000; ++i) braces += "{\n}}}}\n";
  CHECK_FALSE(drift::read_document("it", braces).ok());
}
