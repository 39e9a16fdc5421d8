#include <vector>

#include "../../support/catch.hpp"
#include "../../support/temp_folder.hpp"
#include "listening.hpp"

using namespace mockling;
using namespace mockling::host;
using namespace mockling::host::test;

namespace {

// Serves one file of ten thousand bytes, "0000,0001,…", with an overlay of ten bytes at 5000.
struct Shelf {
  mockling::test::TempFolder folder;
  std::string plain = content();
  std::string shown = overlaid(plain);
  std::string path = folder.write("clip", plain).string();
  Listening server{[this](Request&& request, const Responder& answer) {
    Answer reply;
    reply.headers = {{"Last-Modified", "Sat, 21 Nov 2026 04:00:00 GMT"}};
    reply.body = FileAnswer{
        request.path == "/missing" ? path + "-not" : path, plain.size(), "video/mp4", "\"tag\"", 5000, "<overlaid>"};
    answer(std::move(reply));
  }};

  static std::string content() {
    std::string text;
    for (int i = 0; i < 2000; ++i) text += std::to_string(10000 + i).substr(1) + ",";
    return text;
  }

  static std::string overlaid(std::string text) { return text.replace(5000, 10, "<overlaid>"); }

  RawAnswer get(const std::string& headers, const std::string& method = "GET",
                const std::string& target = "/clip") const {
    RawClient client = server.client();
    RawAnswer answer =
        client.ask(method + " " + target + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n", method == "HEAD");
    CHECK(client.rest(std::chrono::milliseconds(0)).empty());  // not a byte more than announced
    return answer;
  }
};

}  // namespace

TEST_CASE("a file is served whole with its identity", "[listener][file]") {
  const Shelf shelf;
  const RawAnswer answer = shelf.get("");
  CHECK(answer.status == 200);
  CHECK(answer.body == shelf.shown);
  CHECK(answer.header("Content-Type") == "video/mp4");
  CHECK(answer.header("Content-Length") == "10000");
  CHECK(answer.header("ETag") == "\"tag\"");
  CHECK(answer.header("Accept-Ranges") == "bytes");
  CHECK(answer.count("Content-Length") == 1);
}

TEST_CASE("any range is the same bytes as of the whole", "[listener][file]") {
  const Shelf shelf;
  const std::pair<std::size_t, std::size_t> ranges[] = {{0, 0},       {0, 4999},    {4990, 5003}, {5000, 5009},
                                                        {5002, 5004}, {5005, 5020}, {5010, 9999}, {0, 9999}};
  for (const auto& [first, last] : ranges) {
    const std::string range = std::to_string(first) + "-" + std::to_string(last);
    const RawAnswer answer = shelf.get("Range: bytes=" + range + "\r\n");
    INFO(range);
    CHECK(answer.status == 206);
    CHECK(answer.header("Content-Range") == "bytes " + range + "/10000");
    CHECK(answer.body == shelf.shown.substr(first, last - first + 1));
  }
  CHECK(shelf.get("Range: bytes=-10\r\n").body == shelf.shown.substr(9990));
  CHECK(shelf.get("Range: bytes=9000-\r\n").body == shelf.shown.substr(9000));
  CHECK(shelf.get("Range: bytes=9990-99999\r\n").header("Content-Range") == "bytes 9990-9999/10000");
}

TEST_CASE("several ranges come in parts", "[listener][file]") {
  const Shelf shelf;
  const RawAnswer answer = shelf.get("Range: bytes=0-3,4998-5001,-2\r\n");
  CHECK(answer.status == 206);
  const std::string type = answer.header("Content-Type");
  REQUIRE(type.find("multipart/byteranges; boundary=") == 0);
  const std::string line = "\r\n--" + type.substr(31);
  const auto part = [&](const std::string& range, const std::string& bytes) {
    return line + "\r\nContent-Type: video/mp4\r\nContent-Range: bytes " + range + "/10000\r\n\r\n" + bytes;
  };
  CHECK(answer.body == part("0-3", "0000") + part("4998-5001", shelf.shown.substr(4998, 4)) + part("9998-9999", "9,") +
                           line + "--\r\n");
  CHECK(answer.header("Content-Range") == "(none)");
}

TEST_CASE("a range that cannot be satisfied is refused with the size", "[listener][file]") {
  const Shelf shelf;
  RawClient client = shelf.server.client();
  const RawAnswer answer = client.ask("GET /clip HTTP/1.1\r\nHost: h\r\nRange: bytes=10000-\r\n\r\n");
  CHECK(answer.status == 416);
  CHECK(answer.header("Content-Range") == "bytes */10000");
  CHECK(answer.body == "{\"refused\":416,\"path\":\"/clip\"}");
  CHECK(client.ask("GET /clip HTTP/1.1\r\nHost: h\r\nRange: nonsense\r\n\r\n").status == 200);
}

TEST_CASE("conditions are honoured", "[listener][file]") {
  const Shelf shelf;
  for (const char* tags : {"\"tag\"", "\"x\", W/\"tag\"", "*"}) {
    const RawAnswer answer = shelf.get("If-None-Match: " + std::string(tags) + "\r\nRange: bytes=0-1\r\n");
    CHECK(answer.status == 304);
    CHECK(answer.header("ETag") == "\"tag\"");
    CHECK(answer.header("Content-Length") == "(none)");
  }
  CHECK(shelf.get("If-None-Match: \"other\"\r\n").status == 200);
  CHECK(shelf.get("Range: bytes=0-1\r\nIf-Range: \"tag\"\r\n").status == 206);
  CHECK(shelf.get("Range: bytes=0-1\r\nIf-Range: Sat, 21 Nov 2026 04:00:00 GMT\r\n").status == 206);
  CHECK(shelf.get("Range: bytes=0-1\r\nIf-Range: \"other\"\r\n").body == shelf.shown);
}

TEST_CASE("HEAD of a file has the headers of GET", "[listener][file]") {
  const Shelf shelf;
  for (const char* headers :
       {"", "Range: bytes=5-9\r\n", "Range: bytes=0-1,5-9\r\n", "If-None-Match: *\r\n", "Range: bytes=99999-\r\n"})
    CHECK(shelf.get(headers, "HEAD").head == shelf.get(headers).head);
}

TEST_CASE("a file that is gone is no crash and no lie", "[listener][file]") {
  const Shelf shelf;
  const RawAnswer answer = shelf.get("", "GET", "/missing");
  CHECK(answer.status == 500);
  CHECK(answer.body == "{\"refused\":500,\"path\":\"/missing\"}");
  shelf.folder.write("clip", "short");
  RawClient client = shelf.server.client();
  const RawAnswer cut = client.ask("GET /clip HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(cut.header("Content-Length") == "10000");
  CHECK(cut.body == "short");  // the connection ends before the announced length: the client can tell
  CHECK(client.ending() != Ending::open);
}

TEST_CASE("clients that never read a large file hold nobody up", "[listener][file]") {
  mockling::test::TempFolder folder;
  const std::string bytes(20 << 20, 'v');
  const std::string path = folder.write("large", bytes).string();
  Listening server([&](Request&& request, const Responder& answer) {
    if (request.path != "/large") return answer(text("quick"));
    Answer reply;
    reply.body = FileAnswer{path, bytes.size(), "video/mp4", "", 0, ""};
    answer(std::move(reply));
  });
  std::vector<RawClient> lazy;
  for (int i = 0; i < 20; ++i) {
    lazy.push_back(server.client());
    lazy.back().send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  for (RawClient& client : lazy) REQUIRE(client.bytes(20).size() == 20);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) REQUIRE(server.client().ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").body == "quick");
  CHECK(seconds_since(start) < 2.0);
  CHECK(lazy.front().rest(std::chrono::milliseconds(200)).size() > bytes.size());  // they can still change their mind
}

TEST_CASE("a client that takes nothing for too long is dropped", "[listener][file]") {
  mockling::test::TempFolder folder;
  const std::string path = folder.write("large", std::string(20 << 20, 'v')).string();
  std::atomic<bool> complete{true};
  Listening server(
      [&](Request&&, const Responder& answer) {
        Answer reply;
        reply.body = FileAnswer{path, 20 << 20, "video/mp4", "", 0, ""};
        answer(std::move(reply));
      },
      [&](ListenerOptions& options) {
        options.write_timeout = std::chrono::milliseconds(150);
        options.on_exchange = [&](const Exchanged& done) { complete = done.complete; };
      });
  RawClient client = server.client();
  client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(soon([&] { return !complete; }));
  CHECK(client.rest().size() < (20 << 20));
  CHECK(client.ending() == Ending::reset);
}
