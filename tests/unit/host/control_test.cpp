// The control plane finds its verbs by a table: what it says of paths, methods and keys that are not right.
#include "catch.hpp"

#include <set>

#include <mockling/host/control/table.hpp>

#include "../../contract/loopback.hpp"

using namespace mockling;
using namespace mockling::test;

namespace {

Reply call(Loopback& server, const char* method, const std::string& path, const char* key = "mk_me") {
  Request request = request_for(method, "/_mockling/" + path);
  if (key != nullptr) request.headers.add("Authorization", std::string("Bearer ") + key);
  return server.ask(request);
}

}  // namespace

TEST_CASE("every verb of the control plane is found once, and asks for a key when it is about a world", "[control]") {
  Loopback server;
  std::set<std::string> seen;
  for (const host::ControlRoute& route : host::control_routes()) {
    INFO(route.method << " " << route.path);
    CHECK(seen.insert(std::string(route.method) + " " + std::string(route.path)).second);
    const Reply keyless = call(server, std::string(route.method).c_str(), std::string(route.path), nullptr);
    CHECK((keyless.status == 401) == (route.key == host::ControlKey::needed));
    if (keyless.status == 401) CHECK_THAT(text_of(keyless.json(), "error"), Catch::Contains("Authorization"));
  }
}

TEST_CASE("a method that a path does not take is answered with those it takes", "[control]") {
  Loopback server;
  const Reply reply = call(server, "POST", "ledger");
  CHECK(reply.status == 405);
  CHECK(reply.headers.get("Allow") == "GET");
  CHECK(text_of(reply.json(), "error") == "ledger takes GET");
  CHECK(call(server, "HEAD", "ledger").status == 200);
}

TEST_CASE("a path the control plane does not have is answered with those it has", "[control]") {
  Loopback server;
  for (const char* path : {"nothing", "", "world/", "health/deep"}) {
    const Reply reply = call(server, "GET", path);
    INFO(path);
    CHECK(reply.status == 404);
    CHECK_THAT(text_of(reply.json(), "error"), Catch::Contains("health, openapi.json, world"));
  }
}

TEST_CASE("the table and the document that describes it have the same verbs", "[control]") {
  Loopback server;
  const Json document = call(server, "GET", "openapi.json", nullptr).json();
  std::set<std::string> described, routed;
  for (const auto& [path, methods] : document.at("paths").items())
    for (const auto& [method, verb] : methods.items()) described.insert(to_lower(method) + " " + path);
  for (const host::ControlRoute& route : host::control_routes()) {
    const std::string path = "/_mockling/" + std::string(route.path);
    routed.insert(to_lower(route.method) + " " + path);
    INFO(route.method << " " << route.path);
    CHECK(document.at("paths").at(path).at(to_lower(route.method)).at("security").empty() ==
          (route.key == host::ControlKey::none));
  }
  CHECK(described == routed);
}
