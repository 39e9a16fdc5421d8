#include <mockling/host/connect_request.hpp>

#include "catch.hpp"

using mockling::host::parse_proxy_request;

TEST_CASE("a tunnel is asked for by host and port") {
  const auto request = parse_proxy_request("CONNECT Queue.Example:443 HTTP/1.1\r\nHost: x\r\n\r\n");
  REQUIRE(request);
  CHECK(request->to.host == "queue.example");
  CHECK(request->to.port == 443);
  CHECK(request->to.tunnel);
  CHECK(request->head.empty());
  const auto six = parse_proxy_request("CONNECT [::1]:8443 HTTP/1.1\r\n\r\n");
  REQUIRE(six);
  CHECK(six->to.host == "::1");
  CHECK(six->to.port == 8443);
}

TEST_CASE("a plain request is passed on as its destination expects it, without what is the proxy's") {
  const auto request = parse_proxy_request(
      "POST http://api.example:81/a%2Fb?c=d HTTP/1.1\r\nhost: other\r\nProxy-Authorization: Basic x\r\n"
      "Content-Length: 2\r\nConnection: keep-alive\r\n\r\n");
  REQUIRE(request);
  CHECK(request->to.host == "api.example");
  CHECK(request->to.port == 81);
  CHECK_FALSE(request->to.tunnel);
  CHECK(request->head ==
        "POST /a%2Fb?c=d HTTP/1.1\r\nHost: api.example:81\r\nContent-Length: 2\r\nConnection: close\r\n\r\n");
  const auto bare = parse_proxy_request("GET http://api.example?x=1#f HTTP/1.1\r\n\r\n");
  REQUIRE(bare);
  CHECK(bare->to.port == 80);
  CHECK(bare->head == "GET /?x=1 HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n");
}

TEST_CASE("what is no request for a proxy is none") {
  for (const char* head :
       {"GET /path HTTP/1.1\r\nHost: x\r\n\r\n", "CONNECT x HTTP/1.1\r\n\r\n", "CONNECT x:0 HTTP/1.1\r\n\r\n",
        "CONNECT x:65536 HTTP/1.1\r\n\r\n", "CONNECT :443 HTTP/1.1\r\n\r\n", "CONNECT [::1:443 HTTP/1.1\r\n\r\n",
        "CONNECT x:443x HTTP/1.1\r\n\r\n", "CONNECT x:443\r\n\r\n", "CONNECT a b:443 HTTP/1.1\r\n\r\n",
        "CONNECT x:443 HTTP/2\r\n\r\n", "GET ftp://x/ HTTP/1.1\r\n\r\n", "GET http:/// HTTP/1.1\r\n\r\n", "",
        "\r\n\r\n", "CONNECT \x01:443 HTTP/1.1\r\n\r\n"}) {
    INFO(head);
    CHECK_FALSE(parse_proxy_request(head));
  }
}
