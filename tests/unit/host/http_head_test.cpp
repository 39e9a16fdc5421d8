#include <mockling/host/http_reader.hpp>

#include "../../support/catch.hpp"

using namespace mockling;
using namespace mockling::host;

namespace {

const ListenerOptions kDefaults;

// The status a head is refused with, 0 when it is good.
int refusal_of(std::string_view head) {
  RequestReader reader(kDefaults);
  reader.feed(head);
  return reader.refusal();
}

std::string with(const std::string& lines) { return "POST / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n"; }

}  // namespace

TEST_CASE("a head is read as it was sent", "[http]") {
  RequestReader reader(kDefaults);
  reader.feed("GET /a%2Fb?x=1&y=%26+z&x=2&flag HTTP/1.1\r\nhOST: h:1\r\nX-One: 1\r\nAccept: b\r\nx-one:  2 \r\n\r\n");
  REQUIRE(reader.state() == RequestReader::State::complete);
  const Request& request = reader.request();
  CHECK(request.method == "GET");
  CHECK(request.host == "h:1");
  CHECK(request.path == "/a%2Fb");
  CHECK(request.query == Query{{"x", "1"}, {"y", "& z"}, {"x", "2"}, {"flag", ""}});
  REQUIRE(request.headers.size() == 4);
  CHECK(request.headers.begin()[1].value == "1");
  CHECK(request.headers.begin()[3].name == "x-one");
  CHECK(request.headers.begin()[3].value == "2");
  CHECK(request.headers.get("x-ONE") == "1");
  CHECK(reader.framing().keep_alive);
}

TEST_CASE("every way to cut a request into pieces gives the same request", "[http]") {
  const std::string bytes =
      "\r\nPOST /p?q HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3;x=y\r\nabc\r\n0A\r\n0123456789\r\n0\r\nTrail: er\r\n\r\nGET";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    RequestReader reader(kDefaults);
    for (std::size_t at = 0; at < bytes.size(); at += step) reader.feed(std::string_view(bytes).substr(at, step));
    INFO("pieces of " << step);
    REQUIRE(reader.state() == RequestReader::State::complete);
    CHECK(reader.request().path == "/p");
    CHECK(reader.body().take().first.bytes == "abc0123456789");
    reader.next();
    CHECK(reader.state() == RequestReader::State::head);
  }
}

TEST_CASE("targets in absolute form name their host", "[http]") {
  Request request;
  request.host = "from-header";
  REQUIRE(parse_target("http://user@queue.fal.run:80/x/y?a=b#part", request));
  CHECK(request.host == "queue.fal.run:80");
  CHECK(request.path == "/x/y");
  CHECK(request.query == Query{{"a", "b"}});
  REQUIRE(parse_target("http://h?a", request));
  CHECK(request.path == "/");
  request.method = "OPTIONS";
  CHECK(parse_target("*", request));
  request.method = "GET";
  for (const char* bad : {"*", "x", "", "ftp://h/x", "http://", "h:443"}) CHECK_FALSE(parse_target(bad, request));
}

TEST_CASE("connections persist as the version says", "[http]") {
  const auto keeps = [](std::string_view head) {
    RequestReader reader(kDefaults);
    reader.feed(head);
    REQUIRE(reader.refusal() == 0);
    return reader.framing().keep_alive;
  };
  CHECK(keeps("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
  CHECK_FALSE(keeps("GET / HTTP/1.1\r\nHost: h\r\nConnection: TE, Close\r\n\r\n"));
  CHECK_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
  CHECK(keeps("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
}

TEST_CASE("what could be read in two ways is refused", "[http]") {
  CHECK(refusal_of(with("Content-Length: 0\r\n")) == 0);
  CHECK(refusal_of(with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n")) == 400);
  CHECK(refusal_of(with("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n")) == 400);
  CHECK(refusal_of(with("Content-Length: 3\r\nContent-Length: 3\r\n")) == 400);
  CHECK(refusal_of(with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")) == 400);
  for (const char* length : {"", "-1", "+1", "1 2", "1,1", "0x1", "1a"})
    CHECK(refusal_of(with("Content-Length: " + std::string(length) + "\r\n")) == 400);
  CHECK(refusal_of(with("Content-Length: 99999999999999999999999999\r\n")) == 413);
  CHECK(refusal_of(with("Content-Length: 9999999999\r\n")) == 413);
  CHECK(refusal_of(with("Transfer-Encoding: gzip, chunked\r\n")) == 501);
  CHECK(refusal_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
  CHECK(refusal_of(with("Host: h\r\n")) == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(refusal_of(with("Expect: the-worst\r\n")) == 417);
}

TEST_CASE("what is no HTTP is refused as soon as that is clear", "[http]") {
  using namespace std::string_view_literals;
  for (const std::string_view bad :
       {"\x16\x03\x01\x02"sv, " GET / HTTP/1.1\r\n"sv, "GET / HTTP/1.1\n"sv, "\n"sv, "GET /\r\n\r\n"sv,
        "GET  / HTTP/1.1\r\n\r\n"sv, "GET /a b HTTP/1.1\r\n\r\n"sv, "GET /\0 HTTP/1.1\r\n\r\n"sv,
        "G\"T / HTTP/1.1\r\n\r\n"sv, "GET / HTTP/1\r\n\r\n"sv, "GET / http/1.1\r\n\r\n"sv,
        "GET / HTTP/1.1\r\nHost: h\r\n folded: x\r\n\r\n"sv, "GET / HTTP/1.1\r\nHost : h\r\n\r\n"sv,
        "GET / HTTP/1.1\r\nHost: h\r\nnocolon\r\n\r\n"sv, "GET / HTTP/1.1\r\nHost: h\r\n: v\r\n\r\n"sv,
        "GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"sv, "GET / HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n"sv})
    CHECK(refusal_of(bad) == 400);
  CHECK(refusal_of("PRI * HTTP/2.0\r\n\r\n") == 505);
  CHECK(refusal_of("CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n") == 405);
  CHECK(refusal_of("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n") == 405);
  CHECK(refusal_of("PROPFIND / HTTP/1.1\r\nHost: h\r\n\r\n") == 501);
}

TEST_CASE("heads have limits, met before they end", "[http]") {
  CHECK(refusal_of("GET /" + std::string(7000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n") == 0);
  CHECK(refusal_of("GET /" + std::string(9000, 'a')) == 414);
  CHECK(refusal_of("GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n") == 414);
  CHECK(refusal_of(with("X: " + std::string(60000, 'a') + "\r\n")) == 0);
  CHECK(refusal_of(with("X: " + std::string(66000, 'a') + "\r\n")) == 431);
  CHECK(refusal_of("GET / HTTP/1.1\r\nX: " + std::string(66000, 'a')) == 431);
}

TEST_CASE("chunked bodies are undone strictly", "[http]") {
  const auto body = [](std::string_view chunks, std::uint64_t limit = 1000) {
    Framing framing;
    framing.chunked = true;
    BodyReader reader(framing, Spool("/nowhere", limit, limit));
    reader.feed(chunks);
    return reader.refusal() != 0 ? std::to_string(reader.refusal())
           : reader.done()       ? reader.spool().take().first.bytes
                                 : "more";
  };
  CHECK(body("2\r\nab\r\n0\r\n\r\n") == "ab");
  CHECK(body("02 ;a=\"b\"\r\nab\r\n000\r\nT: v\r\n\r\n") == "ab");
  CHECK(body("2\r\nab\r\n0\r\n") == "more");
  for (const char* bad : {"x\r\n", "\r\n", " 2\r\nab\r\n", "-1\r\n", "0x2\r\n", "2\nab", "2\r\nabc\r\n", "2\r\nab0\r\n",
                          "1234567890abcdef\r\n"})
    CHECK(body(bad) == "400");
  CHECK(body("ffffffff\r\n" + std::string(1001, 'a')) == "413");
  CHECK(body(std::string(5000, '1')) == "400");
  std::string trailers = "0\r\n";
  for (int i = 0; i < 9; ++i) trailers += "X: " + std::string(2000, 'a') + "\r\n";
  CHECK(body(trailers) == "431");
}
