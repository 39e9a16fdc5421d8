#include <mockling/host/capture.hpp>
#include <mockling/host/connect_front.hpp>

#include "catch.hpp"
#include "listening.hpp"

namespace mockling::host::test {

namespace {

// A proxy to which one.example is this listener.
struct Proxied {
  explicit Proxied(CaptureOptions more = {}) : capture(with(std::move(more), here.port)), front(asking()) {
    const auto opened = front.start();
    REQUIRE(opened);
    port = *opened;
  }

  static CaptureOptions with(CaptureOptions options, int port) {
    options.hosts = {"one.example"};
    options.http_port = options.https_port = port;
    options.secrets = {"mk_secret"};
    return options;
  }

  ConnectOptions asking() {
    ConnectOptions options;
    options.decide = [this](const ProxyRequest& request, std::string_view head) {
      return capture.decide(request, head);
    };
    return options;
  }

  Listening here;
  Capture capture;
  ConnectFront front;
  int port = 0;
};

}  // namespace

TEST_CASE("a tunnel to a provider's host leads here, and goes on as long as both sides like") {
  const Proxied proxied;
  RawClient client(proxied.port);
  client.send("CONNECT one.example:443 HTTP/1.1\r\nHost: one.example:443\r\n\r\n");
  CHECK(client.answer(true).status == 200);
  for (const char* path : {"/first", "/second"}) {
    client.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: one.example\r\n\r\n");
    CHECK(client.answer().body.find("GET http://one.example " + std::string(path)) == 0);
  }
}

TEST_CASE("bytes sent along with the head are not lost") {
  const Proxied proxied;
  RawClient client(proxied.port);
  client.send("CONNECT one.example:443 HTTP/1.1\r\n\r\nGET /early HTTP/1.1\r\nHost: one.example\r\n\r\n");
  CHECK(client.answer(true).status == 200);
  CHECK(client.answer().body.find("GET http://one.example /early") == 0);
}

TEST_CASE("a plain request for a provider's host leads here") {
  const Proxied proxied;
  RawClient client(proxied.port);
  client.send("POST http://one.example/a?b=c HTTP/1.1\r\nHost: one.example\r\nContent-Length: 3\r\n\r\nxyz");
  const RawAnswer answer = client.answer();
  CHECK(answer.body.find("POST http://one.example /a ?b=c") == 0);
  CHECK(answer.body.find("body=xyz") != std::string::npos);
}

TEST_CASE("other destinations are refused by name, and remembered without the key") {
  Proxied proxied;
  for (const char* head : {"CONNECT two.example:443 HTTP/1.1\r\nAuthorization: Bearer mk_secret\r\n\r\n",
                           "GET http://two.example:443/?k=mk_secret HTTP/1.1\r\nHost: two.example\r\n\r\n"}) {
    RawClient client(proxied.port);
    client.send(head);
    const RawAnswer answer = client.answer();
    CHECK(answer.status == 403);
    CHECK(answer.head.find("403 mockling refuses two.example\r\n") != std::string::npos);
    CHECK(answer.body.find("two.example is no provider's host") != std::string::npos);
  }
  const auto refusals = proxied.capture.refusals();
  REQUIRE(refusals.size() == 1);
  CHECK(refusals[0].times == 2);
  CHECK(refusals[0].with_key);
  CHECK(refusals[0].line == "CONNECT two.example:443 HTTP/1.1");
}

TEST_CASE("what is no request for a proxy is told so, and nobody else is bothered") {
  const Proxied proxied;
  RawClient rude(proxied.port);
  rude.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(rude.answer().status == 400);
  RawClient long_winded(proxied.port);
  long_winded.send("GET http://one.example/ HTTP/1.1\r\nX: " + std::string(70000, 'x'));
  CHECK(long_winded.answer().status == 431);
  RawClient noise(proxied.port);
  noise.send(std::string(100, '\0'));
  CHECK(noise.answer().status == 400);
  RawClient client(proxied.port);
  client.send("GET http://one.example/still HTTP/1.1\r\nHost: one.example\r\n\r\n");
  CHECK(client.answer().status == 200);
}

TEST_CASE("a destination that does not answer is told of") {
  Proxied proxied;
  proxied.here.listener.stop();
  RawClient client(proxied.port);
  client.send("CONNECT one.example:443 HTTP/1.1\r\n\r\n");
  CHECK(client.answer().status == 502);
}

TEST_CASE("it stops at once, whatever is open") {
  Proxied proxied;
  RawClient idle(proxied.port), tunnel(proxied.port);
  tunnel.send("CONNECT one.example:443 HTTP/1.1\r\n\r\n");
  CHECK(tunnel.answer(true).status == 200);
  proxied.front.stop();
  idle.rest();
  tunnel.rest();
  CHECK(idle.ending() != Ending::open);
  CHECK(tunnel.ending() != Ending::open);
}

}  // namespace mockling::host::test
