// A provider's webhooks as its data have them.
#include "catch.hpp"

#include <mockling/spec/webhook_policy.hpp>

using namespace mockling;

TEST_CASE("who is told must be told something of a named type", "[webhook]") {
  Json facts{{"tells", {{"failed", "always"}}}};
  std::vector<std::string> problems;
  compile_webhook_policy(facts, "x", problems);
  CHECK(problems == std::vector<std::string>{"x/content_type is missing"});
  problems.clear();
  facts["content_type"] = "application/json";
  CHECK(compile_webhook_policy(facts, "x", problems).content_type == "application/json");
  CHECK(compile_webhook_policy(Json(), "x", problems).content_type.empty());
  CHECK(problems.empty());
}
