#include "predicates.hpp"

#include "catch.hpp"

namespace mockling::conform {
namespace {

Evidence with_submit(const std::string& body) {
  Evidence evidence;
  Exchange submit;
  submit.number = 1;
  submit.submits = true;
  submit.body = body;
  evidence.wire.push_back(submit);
  return evidence;
}

Evidence with_error(const Json& http_status) {
  Evidence evidence;
  evidence.said.push_back(
      {{{"outcome", "error"}, {"error", {{"category", "auth"}, {"message", "no"}, {"http_status", http_status}}}},
       {},
       {}});
  return evidence;
}

bool holds(const char* predicate, const Json& asked, const Evidence& evidence) {
  return ask(predicate, asked, evidence).held;
}

}  // namespace

TEST_CASE("body looks where a pointer leads", "[conform]") {
  const Evidence evidence = with_submit(R"({"model_params":{"multi_prompt":[{"duration":"2"}]},"duration":2})");
  CHECK(holds("body", {{"of", "submits"}, {"at", "/duration"}, {"type", "integer"}}, evidence));
  CHECK(holds("body", {{"of", "submits"}, {"at", "/model_params/multi_prompt/0/duration"}, {"is", "2"}}, evidence));
  CHECK_FALSE(holds("body", {{"of", "submits"}, {"at", "/duration"}, {"is", "2"}}, evidence));
  CHECK_FALSE(holds("body", {{"of", "submits"}, {"at", "/prompt"}, {"is", "a fox"}}, evidence));
}

TEST_CASE("body knows which members may be there, and nulls", "[conform]") {
  const Json two = {{"of", "submits"}, {"at", ""}, {"members", {"prompt", "duration"}}};
  CHECK(holds("body", two, with_submit(R"({"prompt":"a fox"})")));
  CHECK_FALSE(holds("body", two, with_submit(R"({"prompt":"a fox","sound":false})")));
  const Json no_nulls = {{"of", "submits"}, {"at", ""}, {"nulls", false}};
  CHECK(holds("body", no_nulls, with_submit(R"({"prompt":"null","list":[{"a":1}]})")));
  CHECK_FALSE(holds("body", no_nulls, with_submit(R"({"prompt":"a fox","list":[{"a":null}]})")));
  CHECK_FALSE(holds("body", no_nulls, with_submit("no JSON")));
  CHECK_FALSE(holds("body", no_nulls, Evidence{}));
}

TEST_CASE("result knows whether an error has met an answer", "[conform]") {
  CHECK(holds("result", {{"http_status", "absent"}}, with_error(nullptr)));
  CHECK_FALSE(holds("result", {{"http_status", "absent"}}, with_error(401)));
  CHECK(holds("result", {{"http_status", 401}}, with_error(401)));
  CHECK_FALSE(holds("result", {{"http_status", 401}}, with_error(nullptr)));
}

}  // namespace mockling::conform
