#include <random>

#include "../../support/catch.hpp"
#include "listening.hpp"

using namespace mockling;
using namespace mockling::host;
using namespace mockling::host::test;

namespace {

// A refusal in our own words, after which the connection ends in order.
void check_refused(RawClient& client, int status) {
  const RawAnswer answer = client.answer();
  CHECK(answer.status == status);
  CHECK(answer.body.find("{\"refused\":" + std::to_string(status)) == 0);
  CHECK(answer.header("Connection") == "close");
  CHECK(answer.count("Content-Type") == 1);
  CHECK(client.rest().empty());
  CHECK(client.ending() == Ending::closed);
}

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

}  // namespace

TEST_CASE("malformed requests are refused in our own words", "[listener]") {
  using namespace std::string_view_literals;
  Listening server;
  const std::pair<std::string_view, int> cases[] = {
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"sv, 400},  // a TLS hello
      {"GET /\n\n"sv, 400},
      {"GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"sv, 400},
      {"GET /\0a HTTP/1.1\r\nHost: h\r\n\r\n"sv, 400},
      {"hello\r\n\r\n"sv, 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n"sv,
       400},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"sv, 400},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 300000000\r\n\r\nabc"sv, 413},
      {"POST / HTTP/1.1\r\nHost: h\r\nExpect: x\r\nContent-Length: 3\r\n\r\nabc"sv, 417},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: br\r\n\r\nabc"sv, 501},
      {"PROPFIND /dav HTTP/1.1\r\nHost: h\r\n\r\n"sv, 501},
      {"TRACE / HTTP/1.1\r\nHost: h\r\n\r\n"sv, 405},
      {"CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n"sv, 405},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"sv, 505},
  };
  for (const auto& [bytes, status] : cases) {
    INFO(bytes);
    RawClient client = server.client();
    client.send(bytes);
    client.finish_sending();
    check_refused(client, status);
  }
  CHECK(server.client().ask(kGet).status == 200);
}

TEST_CASE("a method nobody serves is told which are", "[listener]") {
  Listening server;
  CHECK(server.client().ask("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n").header("Allow") ==
        "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
}

TEST_CASE("without words of its own a listener refuses in a plain line", "[listener]") {
  Listening server(describe, [](ListenerOptions& options) { options.refuse = nullptr; });
  CHECK(server.client().ask("BREW / HTTP/1.1\r\nHost: h\r\n\r\n").body == "501 Not Implemented\n");
  Listening failing(describe, [](ListenerOptions& options) {
    options.refuse = [](int, const Request&) -> Answer { throw std::runtime_error("no words"); };
  });
  CHECK(failing.client().ask("BREW / HTTP/1.1\r\nHost: h\r\n\r\n").body == "501 Not Implemented\n");
}

TEST_CASE("a refusal survives what the client still sends", "[listener]") {
  Listening server(describe, [](ListenerOptions& options) { options.max_body = 1000; });
  RawClient client = server.client();
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n");
  client.send(std::string(3000000, 'x'));
  client.finish_sending();
  check_refused(client, 413);

  RawClient chunked = server.client();
  chunked.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n" +
               std::string(0x100000, 'x') + "\r\n");
  chunked.finish_sending();
  check_refused(chunked, 413);
}

TEST_CASE("header bombs and endless headers end at the limit", "[listener]") {
  Listening server;
  RawClient client = server.client();
  client.send("GET / HTTP/1.1\r\nHost: h\r\n");
  for (int i = 0; i < 2000; ++i) client.send("X-" + std::to_string(i) + ": " + std::string(40, 'b') + "\r\n");
  client.finish_sending();
  check_refused(client, 431);
  RawClient line = server.client();
  line.send("GET /" + std::string(100000, 'a'));
  line.finish_sending();
  check_refused(line, 414);
}

TEST_CASE("requests cut short are refused, or ended in silence when nothing was said", "[listener]") {
  Listening server;
  for (const char* part : {"G", "GET / HTTP/1.1\r\nHost", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc",
                           "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
    RawClient client = server.client();
    client.send(part);
    client.finish_sending();
    check_refused(client, 400);
  }
  RawClient silent = server.client();
  silent.finish_sending();
  CHECK(silent.rest().empty());
  CHECK(silent.ending() == Ending::closed);
}

TEST_CASE("slow clients meet the timeouts", "[listener]") {
  Listening server(describe, [](ListenerOptions& options) {
    options.idle_timeout = std::chrono::milliseconds(100);
    options.head_timeout = std::chrono::milliseconds(150);
    options.body_timeout = std::chrono::milliseconds(150);
  });
  RawClient idle = server.client();
  RawClient head = server.client();
  RawClient body = server.client();
  body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
  const auto start = std::chrono::steady_clock::now();
  while (seconds_since(start) < 0.3 && head.send("G")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const RawAnswer late = head.answer();  // dripping bytes does not extend the time for a head
  CHECK(late.status == 408);
  CHECK(body.answer().status == 408);
  CHECK(idle.rest().empty());
  CHECK(idle.ending() == Ending::closed);
  CHECK(seconds_since(start) < 2.0);
}

TEST_CASE("more clients than allowed are told so", "[listener]") {
  Listening server(describe, [](ListenerOptions& options) { options.max_connections = 2; });
  RawClient first = server.client();
  RawClient second = server.client();
  CHECK(first.ask(kGet).status == 200);
  CHECK(second.ask(kGet).status == 200);
  CHECK(server.client().ask(kGet).status == 503);
  first.close();
  CHECK(soon([&] { return server.client().ask(kGet).status == 200; }));
}

TEST_CASE("random bytes never harm anybody", "[listener]") {
  Listening server;
  std::mt19937 random(7);
  const std::string pieces[] = {"GET ",
                                "POST ",
                                "/",
                                " HTTP/1.1\r\n",
                                "\r\n",
                                "\n",
                                "Host: h\r\n",
                                "Content-Length: ",
                                "5",
                                "\r\n\r\n",
                                "Transfer-Encoding: chunked\r\n",
                                "0\r\n\r\n",
                                "a",
                                ":",
                                " ",
                                std::string(1, '\0'),
                                "%",
                                "?",
                                "\xff",
                                "99999999999",
                                "Content-Type: multipart/form-data; boundary=b\r\n",
                                "--b\r\n",
                                "Range: bytes=",
                                "Expect: 100-continue\r\n"};
  for (int round = 0; round < 300; ++round) {
    std::string bytes;
    for (auto i = random() % 30; i > 0; --i) bytes += pieces[random() % std::size(pieces)];
    RawClient client = server.client();
    client.send(bytes);
    client.finish_sending();
    client.rest(std::chrono::seconds(2));
    INFO(bytes);
    REQUIRE(client.ending() != Ending::open);
  }
  CHECK(server.client().ask(kGet).status == 200);
}
