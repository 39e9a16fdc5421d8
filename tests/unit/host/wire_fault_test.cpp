// What the rules of core/fault become on a wire, byte for byte.
#include "../../support/catch.hpp"

#include <atomic>
#include <mutex>

#include <mockling/host/wire_fault.hpp>

#include "../../support/temp_folder.hpp"
#include "listening.hpp"

using namespace mockling;
using namespace mockling::host;
using namespace mockling::host::test;

namespace {

const std::string kHead =
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n";
const std::string kBody = "0123456789";

// What a client has of an answer that this fault strikes, and what the receipt was told.
struct Met {
  explicit Met(const std::string& fault, const Answer& whole = text(kBody), const std::string& more = {})
      : server([this, fault, whole](Request&&, const Responder& answer) {
          Answer reply = whole;
          equip({std::make_shared<const FaultRule>(parse_fault(Json(fault)).value()), 7}, reply);
          reply.struck = [this](bool met) {
            const std::lock_guard lock(mutex);
            told += met ? '+' : '-';
          };
          answer(std::move(reply));
        }),
        client(server.client()) {
    client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + more + "\r\n");
    bytes = client.rest(std::chrono::milliseconds(fault.find("for=1h") == std::string::npos ? 3000 : 100));
  }
  std::string receipt() {
    const std::lock_guard lock(mutex);
    return told;
  }

  std::mutex mutex;
  std::string told;
  Listening server;
  RawClient client;
  std::string bytes;
};

// The bytes, and how the connection ended.
void check_cut(const std::string& fault, const std::string& bytes, Ending ending) {
  INFO(fault);
  Met met(fault);
  CHECK(met.bytes == bytes);
  CHECK(met.client.ending() == ending);
  CHECK(met.receipt() == "+");
}

}  // namespace

TEST_CASE("an answer is cut at the phase that was asked for", "[fault][listener]") {
  for (const auto& [kind, ending] : {std::pair{"close", Ending::closed}, std::pair{"reset", Ending::reset}}) {
    const std::string cut = std::string(kind) + " phase=";
    check_cut(cut + "after_request", "", ending);
    check_cut(cut + "after_status", kHead.substr(0, kHead.find('\n') + 1), ending);
    check_cut(cut + "after_headers", kHead, ending);
    check_cut(cut + "mid_body@3", kHead + "012", ending);
    check_cut(cut + "mid_body@60%", kHead + "012345", ending);
    check_cut(cut + "before_last_byte", kHead + "012345678", ending);
    check_cut(cut + "after_answer", kHead + kBody, ending);
  }
}

TEST_CASE("a stall is silent where it was asked to be, and goes on when it is over", "[fault][listener]") {
  Met short_one("stall for=50ms phase=after_headers");
  CHECK(short_one.bytes == kHead + kBody);
  Met long_one("stall-body for=1h");
  CHECK(long_one.bytes == kHead + "01234");
  CHECK(long_one.receipt() == "+");
}

TEST_CASE("a drip has the head at once and the body in pieces", "[fault][listener]") {
  const auto start = std::chrono::steady_clock::now();
  Met met("drip bytes=3 pace=20ms");
  CHECK(met.bytes == kHead + kBody);
  CHECK(std::chrono::steady_clock::now() - start > std::chrono::milliseconds(60));
}

TEST_CASE("a client that leaves before the fault takes its receipt back", "[fault][listener]") {
  std::atomic<int> taken_back{0};
  Listening server([&](Request&&, const Responder& answer) {
    Answer reply = text(std::string(8 << 20, 'x'));
    equip({std::make_shared<const FaultRule>(parse_fault(Json("close phase=before_last_byte")).value()), 1}, reply);
    reply.struck = [&](bool met) { taken_back += met ? 0 : 1; };
    answer(std::move(reply));
  });
  {
    RawClient client = server.client();
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  for (int i = 0; i < 300 && taken_back == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  CHECK(taken_back == 1);
}

TEST_CASE("heads are bent: lengths, doubles, early answers", "[fault][listener]") {
  const std::string longer = Met("long-length by=5").bytes;
  CHECK(longer.find("Content-Length: 15\r\n") != std::string::npos);
  CHECK(longer.substr(longer.size() - 10) == kBody);
  CHECK(Met("short-length by=-4").bytes.find("Content-Length: 6\r\n") != std::string::npos);
  CHECK(Met("short-length by=-99").bytes.find("Content-Length: 0\r\n") != std::string::npos);
  const std::string twice = Met("duplicate-header").bytes;
  CHECK(twice.find("Content-Type") != twice.rfind("Content-Type"));
  const std::string unknown = Met("duplicate-header name=X-New").bytes;
  CHECK(unknown.find("X-New") != unknown.rfind("X-New"));
  CHECK(Met("early-answers").bytes ==
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </>; rel=preload\r\n\r\n" + kHead + kBody);
}

TEST_CASE("bodies of texts and files: gzip, endless chunks, noise, ranges, tags", "[fault][listener]") {
  const mockling::test::TempFolder folder;
  const std::string path = folder.write("clip", std::string(200'000, 'v')).string();
  const auto file = [&] {
    Answer answer;
    answer.body = FileAnswer{path, 200'000, "video/mp4", "\"tag\"", 5, "IDENTITY"};
    return answer;
  };
  const auto body_of = [](const std::string& bytes) { return bytes.substr(bytes.find("\r\n\r\n") + 4); };
  std::string served(200'000, 'v');
  served.replace(5, 8, "IDENTITY");
  CHECK(body_of(Met("gzip").bytes) == gzipped(kBody));
  const std::string packed = Met("gzip", file()).bytes;
  CHECK(packed.find("Transfer-Encoding: chunked") != std::string::npos);
  CHECK(packed.find("IDENTITY") != std::string::npos);
  CHECK(packed.substr(packed.size() - 5) == "0\r\n\r\n");
  const std::string cut = Met("cut-chunked").bytes;
  CHECK(body_of(cut) == "5\r\n01234\r\n");
  const std::string cut_file = body_of(Met("cut-chunked keep=10", file()).bytes);
  CHECK(cut_file == "a\r\nvvvvvIDENT\r\n");
  const std::string noise = body_of(Met("wrong-bytes", file()).bytes);
  CHECK(noise.size() == 200'000);
  CHECK(noise.substr(4096) == served.substr(4096));
  CHECK(noise.find("vvvv") >= 4090);
  const std::string range = "Range: bytes=0-9\r\n";
  CHECK(body_of(Met("new-etag", file(), range).bytes) == served.substr(0, 10));
  CHECK(body_of(Met("ignore-range", file(), range).bytes) == served);
  CHECK(Met("new-etag", file()).bytes.find("ETag: \"changed-7\"") != std::string::npos);
}
