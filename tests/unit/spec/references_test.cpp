// References in prompts to what is listed beside them.
#include "catch.hpp"

#include <mockling/spec/references.hpp>

using namespace mockling;

TEST_CASE("a reference beyond what there is dangles", "[references]") {
  const auto dangling = [](const char* text, std::size_t count) {
    return dangling_reference(text, "element", count).value_or("");
  };
  CHECK(dangling("", 0).empty());
  CHECK(dangling("<<<element_1>>> and <<<element_2>>>", 2).empty());
  CHECK(dangling("<<<element_1>>> and <<<element_3>>>", 2) == "<<<element_3>>>");
  CHECK(dangling("<<<element_0>>>", 2) == "<<<element_0>>>");
  CHECK(dangling("<<<element_1>>>", 0) == "<<<element_1>>>");
  CHECK(dangling("<<<element_99999999999999999999>>>", 2) == "<<<element_99999999999999999999>>>");
  CHECK(dangling("<<<<<<element_3>>>", 2) == "<<<element_3>>>");
  CHECK(dangling("<<<element_1<<<element_3>>>", 2) == "<<<element_3>>>");
}

TEST_CASE("anything else is plain text", "[references]") {
  for (const char* text : {"<<<image_3>>>", "<<<element_>>>", "<<<element_x>>>", "<<<element_-1>>>", "<<element_3>>",
                           "<<<element_3>>", "<<<element_3", "<<<Element_3>>>", "<<< element_3>>>", "element_3"}) {
    INFO(text);
    CHECK_FALSE(dangling_reference(text, "element", 2));
  }
}

TEST_CASE("the texts at a place have their own pointers", "[references]") {
  const Json input = Json::parse(R"({"a":"x","b":{"c":[{"d":"y"},{"d":7},3,{"d":"z"}]}})");
  using Texts = std::vector<std::pair<std::string, std::string>>;
  CHECK(texts_at(input, "a") == Texts{{"/a", "x"}});
  CHECK(texts_at(input, "b.c[].d") == Texts{{"/b/c/0/d", "y"}, {"/b/c/3/d", "z"}});
  CHECK(texts_at(input, "b.c").empty());
  CHECK(texts_at(input, "a[].d").empty());
  CHECK(texts_at(input, "z.c[].d").empty());
}
