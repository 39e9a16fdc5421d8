// Whose host a request is for, by which door it came, and where links lead back.
#include "catch.hpp"

#include <mockling/core/address.hpp>

#include "small_world.hpp"

using namespace mockling;
using test::shared_catalog;
using Door = Address::Door;

namespace {

Request located(const std::string& host, const std::string& path, const std::string& target = {}) {
  Request request;
  request.host = host;
  request.path = path;
  if (!target.empty()) request.headers.add("X-Small-Target", target);
  locate(shared_catalog(), request);
  return request;
}

std::string base(const Request& request, bool public_names = false) {
  return base_of(shared_catalog().providers.front().spec, request, "api", public_names);
}

}  // namespace

TEST_CASE("a provider's host name tells whose request it is, whatever the port and case", "[address]") {
  for (const char* host : {"api.small.test", "API.Small.Test:8443"}) {
    const Request request = located(host, "/jobs/7");
    CHECK(request.address.door == Door::host);
    CHECK(request.address.provider == "small");
    CHECK(request.address.family == "api");
    CHECK(request.path == "/jobs/7");
    CHECK(base(request) == "http://" + std::string(host));
  }
  CHECK(located("api.small.test.evil", "/jobs/7").address.provider.empty());
}

TEST_CASE("the host name as the first segment does the same, and is gone from the path", "[address]") {
  const Request request = located("localhost:1", "//api.small.test/jobs/7");
  CHECK(request.address.door == Door::prefix);
  CHECK(request.path == "/jobs/7");
  CHECK(base(request) == "http://localhost:1/api.small.test");
  CHECK(located("localhost:1", "/api.small.test").path == "/");
  CHECK(located("localhost:1", "/jobs/api.small.test").address.door == Door::direct);
  for (const char* path : {"", "/", "//"}) CHECK(located("localhost:1", path).address.door == Door::direct);
}

TEST_CASE("a target in a header takes the place of path and query", "[address]") {
  const Request request = located("localhost:1", "/anything", "https://api.small.test/jobs/7?a=b%20c&d#e");
  CHECK(request.address.door == Door::proxy);
  CHECK(request.path == "/jobs/7");
  REQUIRE(request.query.size() == 2);
  CHECK(request.query[0] == std::pair<std::string, std::string>("a", "b c"));
  CHECK(request.query[1].first == "d");
  CHECK(base(request) == "http://localhost:1/api.small.test");
  CHECK(base(request, true) == "https://api.small.test");
  CHECK(located("localhost:1", "/x", "https://api.small.test").path == "/");
  for (const char* target : {"https://elsewhere.test/jobs/7", "api.small.test/jobs/7", "://", "https://"})
    CHECK(located("localhost:1", "/x", target).address.door == Door::direct);
  CHECK(located("api.small.test", "/x", "https://api.small.test/jobs/7").path == "/x");  // the host comes first
}

TEST_CASE("what is asked directly gets links to where it was asked", "[address]") {
  const Request request = located("localhost:1", "/jobs/7");
  CHECK(base_of(shared_catalog().providers.front().spec, request, request.address.family) == "http://localhost:1");
}
