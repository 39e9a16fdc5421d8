// Who may use the control plane: programs of this machine, others with a token, a web page only when it is allowed.
#include "catch.hpp"

#include "../../contract/loopback.hpp"

using namespace mockling;
using namespace mockling::test;

namespace {

struct Caller {
  const char* token = nullptr;
  const char* origin = nullptr;
  const char* method = "GET";
};

int status(Loopback& server, const Caller& caller, const char* path = "world") {
  Request request = request_for(caller.method, std::string("/_mockling/") + path);
  request.headers.add("Authorization", "Bearer mk_me");
  if (caller.token != nullptr) request.headers.add("Mockling-Token", caller.token);
  if (caller.origin != nullptr) request.headers.add("Origin", caller.origin);
  return server.ask(request).status;
}

// As a browser that was led here under another name would ask.
std::string called(Loopback& server, const std::string& host) {
  RawClient client(server.port());
  client.send("GET /_mockling/world HTTP/1.1\r\nHost: " + host +
              "\r\nAuthorization: Bearer k\r\nConnection: close\r\n\r\n");
  const RawAnswer answer = client.answer();
  return std::to_string(answer.status);
}

Loopback with(std::string token, std::string origin) {
  return Loopback(Json::object(), {}, "mk_me", [=](host::ServerOptions& options) {
    options.control_token = token;
    options.control_origin = origin;
  });
}

}  // namespace

TEST_CASE("with a token set, nobody comes in without it", "[control]") {
  Loopback server = with("t0ken", "");
  CHECK(status(server, {}) == 401);
  CHECK(status(server, {"wrong"}) == 401);
  CHECK(status(server, {"t0ken"}) == 200);
  CHECK(status(server, {}, "openapi.json") == 401);
  CHECK(status(server, {}, "health") == 200);
}

TEST_CASE("a server that others can reach has no control plane without a token", "[control]") {
  const auto everywhere = [](std::string token) {
    return [=](host::ServerOptions& options) {
      options.host = "0.0.0.0";
      options.control_token = token;
    };
  };
  Loopback without(Json::object(), {}, "mk_me", everywhere(""));
  CHECK(status(without, {}) == 403);
  CHECK(status(without, {"x"}) == 403);
  Loopback guarded(Json::object(), {}, "mk_me", everywhere("t0ken"));
  CHECK(status(guarded, {}) == 401);
  CHECK(status(guarded, {"t0ken"}) == 200);
}

TEST_CASE("web pages are kept out, but for the one that is allowed", "[control]") {
  Loopback closed = with("", "");
  CHECK(status(closed, {nullptr, "http://evil.example"}) == 403);
  CHECK(status(closed, {nullptr, "null"}) == 403);
  CHECK(status(closed, {nullptr, "http://evil.example"}, "health") == 403);
  CHECK(status(closed, {nullptr, "http://evil.example", "OPTIONS"}) == 403);
  CHECK(status(closed, {nullptr, nullptr, "OPTIONS"}) == 405);
  Loopback open = with("", "http://localhost:3000");
  CHECK(status(open, {nullptr, "http://localhost:3000"}) == 200);
  CHECK(status(open, {nullptr, "http://localhost:3000", "OPTIONS"}) == 204);
  CHECK(status(open, {nullptr, "http://evil.example"}) == 403);
}

TEST_CASE("a name that was made to lead here is not taken for our own", "[control]") {
  Loopback server = with("", "");
  for (const char* own : {"127.0.0.1:1234", "localhost", "localhost:80", "[::1]:8787", "api.wavespeed.ai:8443",
                          "LOCALHOST", "mockling.test", "a.localhost:80"}) {
    INFO(own);
    CHECK(called(server, own) == "200");
  }
  for (const char* foreign :
       {"evil.example", "evil.example:8787", "localhost.evil.example", "api.wavespeed.ai.evil.example"}) {
    INFO(foreign);
    CHECK(called(server, foreign) == "403");
  }
}
