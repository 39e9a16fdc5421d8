// Expectations are met or not, and a failure tells what came close.
#include "catch.hpp"

#include <mockling/core/verification.hpp>

using namespace mockling;

namespace {

void add(Journal& journal, const char* method, const char* path, const char* operation, const char* body = "") {
  JournalEntry entry;
  entry.method = method;
  entry.path = path;
  entry.operation = operation;
  entry.status = 200;
  if (*body != '\0') entry.request.body = std::make_shared<const std::string>(body);
  journal.add(std::move(entry));
}

Journal a_clip() {
  Journal journal;
  add(journal, "POST", "/v1/run", "submit", R"({"prompt":"a cat","size":{"w":1,"h":2},"tags":["x","y"]})");
  add(journal, "GET", "/v1/jobs/1", "show");
  add(journal, "GET", "/v1/jobs/1", "show");
  add(journal, "GET", "/files/1.mp4", "file");
  return journal;
}

Json verdict(const char* text) {
  const auto json = parse_json(text);
  REQUIRE(json);
  const auto wanted = parse_expectations(*json);
  INFO((wanted ? std::string() : wanted.error().message));
  REQUIRE(wanted);
  return verdict_on(*wanted, a_clip());
}

std::string refused(const char* text) {
  const auto wanted = parse_expectations(*parse_json(text));
  return wanted ? "accepted" : wanted.error().message;
}

}  // namespace

TEST_CASE("what happened as expected passes", "[verify]") {
  for (const char* text :
       {R"({"expect":[{"operation":"submit","count":1}]})",
        R"({"expect":[{"method":"GET","path":"/v1/**","at_least":1,"at_most":2}]})",
        R"({"expect":[{"operation":"cancel","count":0},{"status":500,"at_most":0}]})",
        R"({"expect":[{"body":{"prompt":"a cat","size":{"h":2}}}]})", R"({"expect":[{"body":{"tags":["x","y"]}}]})",
        R"({"order":[{"operation":"submit"},{"operation":"show"},{"operation":"file"}]})",
        R"({"expect":[{"operation":"submit"},{"method":"GET"}],"none_unexpected":true})",
        R"({"expect":[{"operation":"submit","count":0}],"after":1})"}) {
    const Json found = verdict(text);
    INFO(text << " " << found.dump());
    CHECK(found.at("verdict") == "pass");
    CHECK(found.at("failures").empty());
  }
}

TEST_CASE("a missing exchange is explained by what came close", "[verify]") {
  const Json found = verdict(R"({"expect":[{"operation":"submit","body":{"prompt":"a dog"},"count":1}]})");
  CHECK(found.at("verdict") == "fail");
  const Json& failure = found.at("failures").at(0);
  CHECK(failure.at("wanted") == "exactly 1");
  CHECK(failure.at("found") == 0);
  const Json& near = failure.at("near").at(0);
  CHECK(near.at("number") == 1);
  CHECK(near.at("differs") == Json::array({Json{{"field", "body.prompt"}, {"wanted", "a dog"}, {"was", "a cat"}}}));
  CHECK(failure.at("near").size() == 3);
}

TEST_CASE("too many, the wrong order and the unexpected are failures", "[verify]") {
  const Json many = verdict(R"({"expect":[{"operation":"show","count":1}]})").at("failures").at(0);
  CHECK(many.at("found") == 2);
  CHECK(many.at("matching") == Json::array({2, 3}));
  CHECK_FALSE(many.contains("near"));
  const Json order = verdict(R"({"order":[{"operation":"file"},{"operation":"submit"}]})").at("failures").at(0);
  CHECK(order.at("what") == "order");
  CHECK(order.at("step") == 2);
  CHECK(order.at("after") == 4);
  const Json extra = verdict(R"({"expect":[{"operation":"submit"}],"none_unexpected":true})").at("failures");
  CHECK(extra.size() == 3);
  CHECK(extra.at(0).at("exchange").at("number") == 2);
  CHECK(verdict(R"({"expect":[{"body":{"tags":["x"]}}]})").at("verdict") == "fail");
}

TEST_CASE("what the journal has forgotten is counted", "[verify]") {
  Journal journal;
  for (std::size_t i = 0; i < Journal::kCapacity + 7; ++i) journal.add({});
  const auto wanted = parse_expectations(Json{{"none_unexpected", true}, {"after", 3}});
  CHECK(verdict_on(*wanted, journal).at("forgotten") == 4);
}

TEST_CASE("an expectation that cannot be read names the field and what it takes", "[verify]") {
  CHECK_THAT(refused(R"({})"), Catch::Contains("say what to verify: expect, order"));
  CHECK_THAT(refused(R"({"expected":[]})"), Catch::Contains("\"expected\"") && Catch::Contains("expect, order"));
  CHECK_THAT(refused(R"({"expect":{}})"), Catch::Contains("expect is a list"));
  CHECK_THAT(refused(R"({"expect":[5]})"), Catch::Contains("expect[0] is an object"));
  CHECK_THAT(refused(R"({"expect":[{"verb":"GET"}]})"), Catch::Contains("\"verb\"") && Catch::Contains("method"));
  CHECK_THAT(refused(R"({"order":[{"count":1}]})"), Catch::Contains("order[0] has no \"count\""));
  CHECK_THAT(refused(R"({"expect":[{"method":5}]})"), Catch::Contains("expect[0].method is a text"));
  CHECK_THAT(refused(R"({"expect":[{"count":-1}]})"), Catch::Contains("expect[0].count is a whole number"));
  CHECK_THAT(refused(R"({"expect":[{"count":1.5}]})"), Catch::Contains("whole number"));
  CHECK_THAT(refused(R"({"expect":[{"count":1,"at_most":2}]})"), Catch::Contains("count, or at_least"));
  CHECK_THAT(refused(R"({"expect":[{"at_least":3,"at_most":2}]})"), Catch::Contains("at_most is 3 or more"));
  CHECK_THAT(refused(R"({"expect":[{"status":"200"}]})"), Catch::Contains("expect[0].status"));
  CHECK_THAT(refused(R"({"none_unexpected":1})"), Catch::Contains("true or false"));
  CHECK_THAT(refused(R"({"after":"x"})"), Catch::Contains("after is a whole number"));
}
