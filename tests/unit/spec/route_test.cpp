// Which route a path takes, and what it binds.
#include "catch.hpp"

#include <mockling/spec/route.hpp>
#include <mockling/spec/violation.hpp>

using namespace mockling;

namespace {

const std::vector<Route> kRoutes{
    make_route("result", "GET", "/v3/jobs/{id}/result", false),   make_route("result", "GET", "/v3/jobs/{id}", false),
    make_route("delete", "DELETE", "/v3/jobs/{id}", false),       make_route("search", "POST", "/v3/jobs", false),
    make_route("stream", "POST", "/v3/{model...}/stream", false), make_route("submit", "POST", "/v3/{model...}", false),
    make_route("file", "GET", "/files/{world}/{name}", true)};

// "operation name=value …", "405" or "404".
std::string found(const std::string& method, const std::string& path) {
  const RouteSearch search = find_route(kRoutes, method, path);
  if (!search.match) return search.other_method ? "405" : "404";
  std::string text = search.match->route->operation;
  for (const auto& [name, value] : search.match->params) text += " " + name + "=" + value;
  return text;
}

}  // namespace

TEST_CASE("the first route that fits is taken", "[route]") {
  CHECK(found("GET", "/v3/jobs/7/result") == "result id=7");
  CHECK(found("GET", "/v3/jobs/7") == "result id=7");
  CHECK(found("POST", "/v3/jobs") == "search");
  CHECK(found("POST", "/v3/jobs/7") == "submit model=jobs/7");
  CHECK(found("POST", "/v3/a/b/c") == "submit model=a/b/c");
  CHECK(found("POST", "/v3/a/b/stream") == "stream model=a/b");
  CHECK(found("POST", "/v3/stream") == "submit model=stream");
  CHECK(found("GET", "/files/w/a.mp4") == "file world=w name=a.mp4");
}

TEST_CASE("of two rests the first takes what is left", "[route]") {
  const std::vector<Route> routes{make_route("two", "GET", "/a/{x...}/{y...}", false)};
  const auto match = find_route(routes, "GET", "/a/1/2/3/4").match;
  REQUIRE(match.has_value());
  CHECK(match->param("x") == "1/2/3");
  CHECK(match->param("y") == "4");
  CHECK_FALSE(find_route(routes, "GET", "/a/1").match.has_value());
}

TEST_CASE("a wrong method is told apart from a wrong path", "[route]") {
  CHECK(found("PUT", "/v3/jobs/7") == "405");
  CHECK(found("POST", "/files/w/a.mp4") == "405");
  CHECK(found("GET", "/v3/jobs") == "405");
  CHECK(found("GET", "/v3") == "404");
  CHECK(found("POST", "/v3") == "404");
  CHECK(found("GET", "/v3/jobs/7/result/more") == "404");
  CHECK(found("GET", "/") == "404");
  CHECK(found("GET", "") == "404");
}

TEST_CASE("a template that takes any path does not make every other method wrong", "[route]") {
  CHECK(found("GET", "/v3/account/usage") == "404");
  CHECK(found("DELETE", "/v3/a/b") == "404");
}

TEST_CASE("HEAD goes where GET goes", "[route]") {
  CHECK(found("HEAD", "/v3/jobs/7") == "result id=7");
  CHECK(found("HEAD", "/v3/nothing") == "404");
}

TEST_CASE("empty segments do not matter, encoded slashes stay inside one", "[route]") {
  CHECK(found("GET", "//v3//jobs/7/") == "result id=7");
  CHECK(found("GET", "/v3/jobs/a%2Fb") == "result id=a/b");
  CHECK(found("GET", "/v3/jobs/%") == "result id=%");
  CHECK(found("POST", "/v3/a%2Fb/c") == "submit model=a/b/c");
  CHECK(found("GET", "/v3/jobs/%2e%2e") == "result id=..");
  CHECK(found("GET", "/V3/jobs/7") == "404");
  CHECK(found("GET", "/v3/jobs/a%20b%00") == std::string("result id=a b") + '\0');
}

TEST_CASE("templates are filled once, and keep what they do not know", "[route]") {
  CHECK(fill("{origin}/x/{id}.mp4", {{"origin", "http://h"}, {"id", "{id}7"}}) == "http://h/x/{id}7.mp4");
  CHECK(fill("{unknown} {id", {{"id", "7"}}) == "{unknown} {id");
  CHECK(fill("}{{id}}{}", {{"id", "7"}}) == "}{{id}}{}");
  CHECK(fill("", {}).empty());
}

TEST_CASE("places as people name fields", "[route]") {
  CHECK(field_name("/multi_prompt/0/duration") == "multi_prompt[0].duration");
  CHECK(field_name("/a~1b/m~0n") == "a/b.m~n");
  CHECK(field_name("/0") == "0");
  CHECK(field_name("").empty());
  CHECK(field_name(pointer_step("a/~b")) == "a/~b");
}

TEST_CASE("a bare route is found at its host and without any, not at another", "[route]") {
  Route bare = make_route("balance", "GET", "/v1/credits", false);
  bare.host = "api", bare.bare = true;
  Route bound = bare;
  bound.bare = false;
  CHECK(find_route({bare}, "GET", "/v1/credits", "api").match);
  CHECK(find_route({bare}, "GET", "/v1/credits").match);
  CHECK_FALSE(find_route({bare}, "GET", "/v1/credits", "files").match);
  CHECK(find_route({bound}, "GET", "/v1/credits", "api").match);
  CHECK_FALSE(find_route({bound}, "GET", "/v1/credits").match);
}
