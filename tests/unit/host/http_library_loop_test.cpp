// The transport to fall back to: less able, but honest about everything a client can see of a healthy server.
#include <mockling/host/http_library_loop.hpp>

#include <mutex>
#include <vector>

#include "../../support/catch.hpp"
#include "../../support/temp_folder.hpp"
#include "listening.hpp"
#include "tls_client.hpp"

using namespace mockling;
using namespace mockling::host;
using namespace mockling::host::test;

namespace {

constexpr std::string_view kGet = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

// A listener on the library's own loop.
struct Looping {
  explicit Looping(mockling::host::Handler handler = describe, const std::function<void(ListenerOptions&)>& change = {})
      : listener(Listening::with(change), std::move(handler)), port(listener.start().value()) {}
  RawClient client() const { return RawClient(port); }
  BasicListener<LibraryLoop> listener;
  int port;
};

}  // namespace

TEST_CASE("the plain loop hands requests over and answers them", "[loop]") {
  Looping server;
  RawClient client = server.client();
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i) {
    const std::string body =
        client.ask("POST /a%2Fb?x=1&y=2&x=3 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc").body;
    REQUIRE(body.find("POST http://h /a%2Fb ?x=1 ?y=2 ?x=3 [") == 0);
    REQUIRE(body.find(" [Host: h] ") != std::string::npos);  // headers come in the library's order
    REQUIRE(body.find(" body=abc") != std::string::npos);
  }
  CHECK(seconds_since(start) < 1.5);  // 50 * 40 ms, were acknowledgements waited for
  const RawAnswer answer = client.ask(
      "GET http://queue.fal.run/x HTTP/1.1\r\nHost: p\r\nAccept-Encoding: gzip, br\r\nRange: bytes=0-1\r\n\r\n");
  CHECK(answer.status == 200);
  CHECK(answer.body.find("GET http://queue.fal.run /x ") == 0);
  CHECK(answer.count("Content-Type") == 1);
  CHECK(answer.count("Content-Length") == 1);
  CHECK(answer.header("Content-Encoding") == "(none)");
  CHECK(client.ask("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n", true).header("Content-Length") != "0");
  CHECK(client.ask("DELETE /x HTTP/1.1\r\nHost: h\r\n\r\n").status == 200);
  CHECK(client.ask("POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
            .body.find("body=abc") != std::string::npos);
}

TEST_CASE("the plain loop keeps our own errors and words the library's", "[loop]") {
  Looping server([](Request&& request, const Responder& answer) {
    if (request.path == "/throw") throw std::runtime_error("secret");
    if (request.path != "/forget") answer(text("{\"ours\":1}", 404));
  });
  CHECK(server.client().ask(kGet).body == "{\"ours\":1}");
  for (const char* path : {"/throw", "/forget"}) {
    const RawAnswer answer = server.client().ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(answer.status == 500);
    CHECK(answer.body.find("{\"refused\":500") == 0);
    CHECK(answer.head.find("secret") == std::string::npos);
  }
  CHECK(server.client().ask("NONSENSE\r\n\r\n").body.find("{\"refused\":400") == 0);
}

TEST_CASE("the plain loop decodes forms and spools what is large", "[loop]") {
  mockling::test::TempFolder folder;
  Looping server(describe, [&](ListenerOptions& options) {
    options.spool_over = 10;
    options.spool_dir = folder.path().string();
  });
  const std::string body = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n";
  const std::string head =
      "POST /f HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ";
  RawClient client = server.client();
  CHECK(client.ask(head + std::to_string(body.size()) + "\r\n\r\n" + body).body.find(" part a///1 body=") !=
        std::string::npos);
  CHECK(client.ask("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\n\r\n01234567890123456789").status == 200);
  CHECK(soon([&] { return std::filesystem::is_empty(folder.path()); }));
}

TEST_CASE("the plain loop serves files, ranges and streams", "[loop]") {
  mockling::test::TempFolder folder;
  const std::string path = folder.write("clip", "0123456789").string();
  int left = 3;
  Looping server([&](Request&& request, const Responder& answer) {
    Answer reply;
    reply.body = FileAnswer{path, 10, "video/mp4", "\"tag\"", 4, "XY"};
    if (request.path == "/stream")
      reply.body = StreamAnswer{
          "text/event-stream", [&] { return --left > 0 ? std::optional<std::string>("s") : std::nullopt; }, {}};
    answer(std::move(reply));
  });
  RawClient client = server.client();
  CHECK(client.ask(kGet).body == "0123XY6789");
  const RawAnswer part = client.ask("GET /x HTTP/1.1\r\nHost: h\r\nRange: bytes=3-4\r\n\r\n");
  CHECK(part.status == 206);
  CHECK(part.header("Content-Range") == "bytes 3-4/10");
  CHECK(part.body == "3X");
  const RawAnswer refused = client.ask("GET /x HTTP/1.1\r\nHost: h\r\nRange: bytes=10-\r\n\r\n");
  CHECK(refused.status == 416);
  CHECK(refused.header("Content-Range") == "bytes */10");
  CHECK(client.ask("GET /x HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"tag\"\r\n\r\n").status == 304);
  CHECK(client.ask("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n").body == "ss");
}

TEST_CASE("the plain loop waits for answers and stops at once", "[loop]") {
  std::mutex mutex;
  std::vector<Responder> parked;
  auto server = std::make_unique<Looping>([&](Request&&, Responder responder) {
    const std::lock_guard lock(mutex);
    parked.push_back(std::move(responder));
  });
  const auto has = [&](std::size_t count) {
    return soon([&] {
      const std::lock_guard lock(mutex);
      return parked.size() == count;
    });
  };
  RawClient client = server->client();
  client.send(kGet);
  REQUIRE(has(1));
  parked[0](text("later"));
  CHECK(client.answer().body == "later");
  RawClient waiting = server->client();
  waiting.send(kGet);
  RawClient idle = server->client();
  REQUIRE(has(2));
  const auto start = std::chrono::steady_clock::now();
  server->listener.stop();
  CHECK(seconds_since(start) < 0.2);
  CHECK(parked[1].gone());
  waiting.rest();
  CHECK(waiting.ending() != Ending::open);
}

TEST_CASE("the plain loop says at once that it serves no TLS", "[loop][tls]") {
  ListenerOptions options;
  options.tls = context_of(fresh_identity());
  BasicListener<LibraryLoop> listener(options, describe);
  const Result<int> port = listener.start();
  REQUIRE_FALSE(port);
  CHECK(port.error().message.find("no TLS") != std::string::npos);
}
