#include <fstream>
#include <iterator>
#include <mutex>
#include <vector>

#include <sys/resource.h>

#include "../../support/catch.hpp"
#include "../../support/temp_folder.hpp"
#include "listening.hpp"

using namespace mockling;
using namespace mockling::host;
using namespace mockling::host::test;

namespace {

constexpr std::string_view kGet = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

std::string post(std::string_view body, const std::string& headers = "") {
  return "POST /p HTTP/1.1\r\nHost: h\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

}  // namespace

TEST_CASE("a request reaches the handler as it was sent", "[listener]") {
  Listening server;
  const RawAnswer answer =
      server.client().ask("GET /a%2Fb?x=1&x=%32 HTTP/1.1\r\nHost: H.example:8\r\nB: 2\r\nA: 1\r\nB: 3\r\n\r\n");
  CHECK(answer.status == 200);
  CHECK(answer.body == "GET http://H.example:8 /a%2Fb ?x=1 ?x=2 [Host: H.example:8] [B: 2] [A: 1] [B: 3] body=");
  CHECK(answer.header("Content-Type") == "application/json");
  CHECK(answer.header("Content-Length") == std::to_string(answer.body.size()));
  CHECK(answer.count("Content-Type") == 1);
  CHECK(answer.count("Content-Length") == 1);
  CHECK(answer.header("Date") == "(none)");
}

TEST_CASE("an absolute-form target names the host", "[listener]") {
  Listening server;
  const RawAnswer answer = server.client().ask("GET http://queue.fal.run/x HTTP/1.1\r\nHost: proxy\r\n\r\n");
  CHECK(answer.body == "GET http://queue.fal.run /x [Host: proxy] body=");
}

TEST_CASE("keep-alive answers do not wait for delayed acknowledgements", "[listener]") {
  Listening server;
  RawClient client = server.client();
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) REQUIRE(client.ask(post("{}")).status == 200);
  CHECK(seconds_since(start) < 1.0);  // Nagle against delayed acknowledgements would take 200 * 40 ms
}

TEST_CASE("accepted connections send small packets at once", "[listener]") {
  Listening server;
  RawClient client = server.client();
  CHECK(client.ask(kGet).status == 200);
  sockaddr_in own{};
  socklen_t size = sizeof own;
  ::getsockname(client.fd(), reinterpret_cast<sockaddr*>(&own), &size);
  int found = 0;
  for (int fd = 0; fd < 1024; ++fd) {  // the server's end is the descriptor whose peer is this client
    sockaddr_in peer{};
    size = sizeof peer;
    if (::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0 || peer.sin_port != own.sin_port) continue;
    int no_delay = 0;
    size = sizeof no_delay;
    ::getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &no_delay, &size);
    CHECK(no_delay != 0);
    ++found;
  }
  CHECK(found == 1);
}

TEST_CASE("pipelined requests are answered in order, however they arrive", "[listener]") {
  Listening server;
  std::string all;
  for (int i = 0; i < 300; ++i)
    all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
  RawClient client = server.client();
  for (std::size_t at = 0; at < all.size(); at += 1000) client.send(std::string_view(all).substr(at, 1000));
  for (int i = 0; i < 300; ++i) REQUIRE(client.answer().body.find("POST http://h /" + std::to_string(i) + " ") == 0);
}

TEST_CASE("the connection ends when either side says so", "[listener]") {
  Listening server;
  RawClient closing = server.client();
  const RawAnswer last = closing.ask("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  CHECK(last.header("Connection") == "close");
  CHECK(closing.rest().empty());
  CHECK(closing.ending() == Ending::closed);

  RawClient old = server.client();
  CHECK(old.ask("GET / HTTP/1.0\r\n\r\n").status == 200);
  CHECK(old.rest().empty());
  CHECK(old.ending() == Ending::closed);

  RawClient kept = server.client();
  for (int i = 0; i < 3; ++i)
    CHECK(kept.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").header("Connection") == "keep-alive");
}

TEST_CASE("a client that closes its sending side still gets its answer", "[listener]") {
  Listening server;
  RawClient client = server.client();
  client.send(kGet);
  client.finish_sending();
  CHECK(client.answer().status == 200);
  CHECK(client.rest().empty());
  CHECK(client.ending() == Ending::closed);
}

TEST_CASE("100-continue is said once, and only to a client that waits", "[listener]") {
  Listening server;
  RawClient client = server.client();
  client.send("POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n");
  CHECK(client.answer().head == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("abc");
  CHECK(client.answer().body.find("body=abc") != std::string::npos);
  CHECK(client.ask(post("abc", "Expect: 100-continue\r\n")).status == 200);
  const RawAnswer refused =
      client.ask("POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 999999999999\r\n\r\n");
  CHECK(refused.status == 413);
}

TEST_CASE("chunked bodies arrive whole", "[listener]") {
  Listening server;
  RawClient client = server.client();
  const std::string head = "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(client.ask(head + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").body.find("body=abcde") != std::string::npos);
  CHECK(client.ask(kGet).status == 200);
}

TEST_CASE("compressed bodies arrive plain, and a bomb is refused", "[listener]") {
  Listening server(describe, [](ListenerOptions& options) { options.max_body = 1000; });
  const unsigned char hello[] = {0x1f, 0x8b, 8, 0, 0,    0,    0,    0,    0, 3, 0xcb, 0x48, 0xcd,
                                 0xc9, 0xc9, 7, 0, 0x86, 0xa6, 0x10, 0x36, 5, 0, 0,    0};
  const std::string gzip(reinterpret_cast<const char*>(hello), sizeof hello);
  const RawAnswer answer = server.client().ask(post(gzip, "Content-Encoding: gzip\r\n"));
  if (answer.status != 415) CHECK(answer.body.find("body=hello") != std::string::npos);  // 415: built without zlib
  // 133 bytes that become 100,000.
  const unsigned char begin[] = {31, 139, 8, 0,   0,   0,  0,   0,   2,   3,  237, 193, 49, 1,
                                 0,  0,   0, 194, 160, 74, 235, 159, 206, 26, 30,  64,  1};
  const unsigned char end[] = {175, 6, 133, 194, 77, 197, 160, 134, 1, 0};
  const std::string bomb = std::string(std::begin(begin), std::end(begin)) + std::string(96, '\0') +
                           std::string(std::begin(end), std::end(end));
  const RawAnswer refused = server.client().ask(post(bomb, "Content-Encoding: gzip\r\n"));
  if (refused.status != 415) CHECK(refused.status == 413);
}

TEST_CASE("forms arrive in parts", "[listener]") {
  Listening server;
  const std::string body =
      "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nkling\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a b.png\"\r\nContent-Type: "
      "image/png\r\n\r\n\x89PNG\r\n--x\r\n"
      "--b--\r\n";
  const RawAnswer answer = server.client().ask(post(body, "Content-Type: multipart/form-data; boundary=b\r\n"));
  CHECK(answer.body.find(" part model///kling part file/a b.png/image/png/\x89PNG\r\n--x body=") != std::string::npos);
  RawClient client = server.client();
  CHECK(client.ask(post("nothing of the kind", "Content-Type: multipart/form-data; boundary=b\r\n")).status == 400);
  CHECK(server.client().ask(post(body, "Content-Type: multipart/form-data\r\n")).status == 400);
  CHECK(server.client().ask(post(body.substr(0, 80), "Content-Type: multipart/form-data; boundary=b\r\n")).status ==
        400);
}

TEST_CASE("large bodies and parts live in files, until everybody has let go of them", "[listener]") {
  mockling::test::TempFolder folder;
  const std::string large(300000, 'L');
  const auto files = [&] { return std::distance(std::filesystem::directory_iterator(folder.path()), {}); };
  std::mutex mutex;
  std::optional<Responder> kept;
  Request seen;
  Listening server(
      [&](Request&& request, Responder responder) {
        const std::lock_guard lock(mutex);
        seen = std::move(request);
        kept = std::move(responder);
      },
      [&](ListenerOptions& options) {
        options.spool_over = 1000;
        options.spool_dir = folder.path().string();
      });
  const auto arrived = [&] {
    const std::lock_guard lock(mutex);
    return kept.has_value();
  };
  RawClient client = server.client();
  client.send(post(large));
  REQUIRE(soon(arrived));
  CHECK(seen.body.bytes.empty());
  CHECK(seen.body.size == large.size());
  CHECK(mockling::test::read_file(seen.body.file) == large);
  CHECK(files() == 1);
  (*kept)(text("done"));
  CHECK(client.answer().body == "done");
  kept.reset();
  CHECK(soon([&] { return files() == 0; }));

  client.send(
      post("--b\r\nContent-Disposition: form-data; name=\"s\"\r\n\r\nsmall\r\n--b\r\nContent-Disposition: form-data; "
           "name=\"l\"\r\n\r\n" +
               large + "\r\n--b--\r\n",
           "Content-Type: multipart/form-data; boundary=b\r\n"));
  REQUIRE(soon(arrived));
  REQUIRE(seen.parts.size() == 2);
  CHECK(seen.parts[0].content.bytes == "small");
  CHECK(seen.parts[1].content.size == large.size());
  CHECK(mockling::test::read_file(seen.parts[1].content.file) == large);
  client.close();
  kept.reset();
  CHECK(soon([&] { return files() == 0; }));
}

TEST_CASE("answers carry what the handler said and nothing else", "[listener]") {
  Listening server([](Request&& request, const Responder& answer) {
    Answer reply = text("{\"code\":" + request.path.substr(1) + "}", std::stoi(request.path.substr(1)));
    reply.headers = {{"Date", "Mon, 01 Jan 2029 00:00:00 GMT"},
                     {"X-Evil", "a\r\nSet-Cookie: b"},
                     {"Content-Length", "999"},
                     {"content-type", "x/y"}};
    answer(std::move(reply));
  });
  RawClient client = server.client();
  for (const int status : {200, 201, 400, 401, 404, 422, 429, 500, 503, 599}) {
    const RawAnswer answer = client.ask("GET /" + std::to_string(status) +
                                        " HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n");
    CHECK(answer.status == status);
    CHECK(answer.body == "{\"code\":" + std::to_string(status) + "}");
    CHECK(answer.header("Date") == "Mon, 01 Jan 2029 00:00:00 GMT");
    CHECK(answer.header("Content-Type") == "application/json");
    CHECK(answer.count("Content-Type") == 1);
    CHECK(answer.count("Content-Length") == 1);
    CHECK(answer.count("Date") == 1);
    CHECK(answer.header("Content-Encoding") == "(none)");
    CHECK(answer.header("Set-Cookie") == "(none)");
    CHECK(answer.head.find("EXCEPTION") == std::string::npos);
  }
  for (const int status : {204, 304}) {
    client.send("GET /" + std::to_string(status) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const RawAnswer answer = client.answer();
    CHECK(answer.status == status);
    CHECK(answer.header("Content-Length") == "(none)");
    CHECK(answer.header("Content-Type") == "(none)");
  }
  CHECK(client.ask("GET /200 HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);  // nothing stray behind the bodiless ones
}

TEST_CASE("HEAD answers are GET answers without the body", "[listener]") {
  Listening server([](Request&&, const Responder& answer) { answer(text(std::string(20000, 'a'))); });
  RawClient client = server.client();
  const RawAnswer get = client.ask(kGet);
  const RawAnswer head = client.ask("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n", true);
  CHECK(head.head == get.head);
  CHECK(get.body.size() == 20000);
  CHECK(client.ask(kGet).head == get.head);
}

TEST_CASE("what a handler throws or forgets becomes a clear 500", "[listener]") {
  Listening server([](Request&& request, Responder responder) {
    if (request.path == "/throw") throw std::runtime_error("secret");
    if (request.path == "/odd") throw 7;
    if (request.path == "/forget") return;
    responder(text("first"));
    responder(text("second"));
  });
  for (const char* path : {"/throw", "/odd", "/forget"}) {
    const RawAnswer answer = server.client().ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(answer.status == 500);
    CHECK(answer.body == "{\"refused\":500,\"path\":\"" + std::string(path) + "\"}");
    CHECK(answer.head.find("secret") == std::string::npos);
  }
  RawClient client = server.client();
  CHECK(client.ask(kGet).body == "first");
  CHECK(client.ask(kGet).body == "first");
}

TEST_CASE("every exchange is told to the log", "[listener]") {
  std::mutex mutex;
  std::vector<std::string> lines;
  Listening server(describe, [&](ListenerOptions& options) {
    options.on_exchange = [&](const Exchanged& done) {
      const std::lock_guard lock(mutex);
      lines.push_back(std::string(done.method) + " " + std::string(done.path) + " " + std::to_string(done.status) +
                      (done.complete ? "" : " cut"));
      CHECK(done.bytes > 50);
      CHECK(done.micros >= 0);
    };
  });
  RawClient client = server.client();
  client.ask(kGet);
  client.ask("NONSENSE\r\n\r\n");
  CHECK(soon([&] {
    const std::lock_guard lock(mutex);
    return lines.size() == 2;
  }));
  CHECK(lines == std::vector<std::string>{"GET /x 200", "GET / 400"});
}

TEST_CASE("both loopbacks can be listened on, and a taken port is named", "[listener]") {
  Listening server;
  ListenerOptions taken;
  taken.port = server.port;
  Listener second(taken, describe);
  const Result<int> refused = second.start();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message ==
        "cannot listen on 127.0.0.1 port " + std::to_string(server.port) + ": Address already in use");
  taken.host = "no such host";
  CHECK(Listener(taken, describe).start().error().message.find("cannot listen on no such host port ") == 0);

  std::string peer;
  Listening six([&](Request&& request, const Responder& answer) { peer = request.peer, answer(text("6")); },
                [](ListenerOptions& options) { options.host = "::1"; });
  CHECK(RawClient(six.port, "::1").ask(kGet).body == "6");
  CHECK(peer == "::1");
}
