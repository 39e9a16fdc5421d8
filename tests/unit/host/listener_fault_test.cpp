#include "../../support/catch.hpp"
#include "listening.hpp"

using namespace mockling;
using namespace mockling::host;
using namespace mockling::host::test;

namespace {

using Kind = WireFault::Kind;

// What a client gets from "GET /" answered with ten thousand bytes and this fault.
struct Suffered {
  explicit Suffered(WireFault fault, std::size_t size = 10000,
                    std::chrono::milliseconds patience = std::chrono::seconds(3))
      : server([=](Request&&, const Responder& answer) {
          Answer reply = text(std::string(size, 'a'));
          reply.fault = fault;
          answer(std::move(reply));
        }),
        client(server.client()) {
    const auto start = std::chrono::steady_clock::now();
    client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    bytes = client.rest(patience);
    seconds = seconds_since(start);
  }
  Listening server;
  RawClient client;
  std::string bytes;
  double seconds = 0;
};

const std::string kWhole =
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n" +
    std::string(10000, 'a');

}  // namespace

TEST_CASE("no fault, no difference", "[listener][fault]") {
  const Suffered none({});
  CHECK(none.bytes == kWhole);
  CHECK(none.client.ending() == Ending::closed);
}

TEST_CASE("close_before and reset_before say nothing at all", "[listener][fault]") {
  const Suffered closed({Kind::close_before, 0, {}});
  CHECK(closed.bytes.empty());
  CHECK(closed.client.ending() == Ending::closed);
  const Suffered reset({Kind::reset_before, 0, {}});
  CHECK(reset.bytes.empty());
  CHECK(reset.client.ending() == Ending::reset);
}

TEST_CASE("truncate and reset_after deliver exactly what they promise", "[listener][fault]") {
  for (const std::uint64_t count : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{17}, std::uint64_t{5000},
                                    std::uint64_t{kWhole.size()}, std::uint64_t{99999}}) {
    INFO(count);
    const Suffered truncated({Kind::truncate, count, {}});
    CHECK(truncated.bytes == kWhole.substr(0, count));
    CHECK(truncated.client.ending() == Ending::closed);
    const Suffered reset({Kind::reset_after, count, {}});
    CHECK(reset.bytes == kWhole.substr(0, count));
    CHECK(reset.client.ending() == Ending::reset);
  }
}

TEST_CASE("reset_after waits until a slow reader has what was promised", "[listener][fault]") {
  const std::uint64_t count = 12 << 20;
  const Suffered reset({Kind::reset_after, count, {}}, 16 << 20);
  CHECK(reset.bytes.size() == count);
  CHECK(reset.client.ending() == Ending::reset);
}

TEST_CASE("stall is silent for its time and then goes on", "[listener][fault]") {
  Suffered stalled({Kind::stall, 100, std::chrono::milliseconds(200)});
  CHECK(stalled.bytes == kWhole);
  CHECK(stalled.seconds >= 0.2);
  CHECK(stalled.seconds < 2);
  const Suffered silent({Kind::stall, 100, std::chrono::hours(1)}, 10000, std::chrono::milliseconds(100));
  CHECK(silent.bytes == kWhole.substr(0, 100));
  CHECK(silent.client.ending() == Ending::open);
}

TEST_CASE("drip lets one byte go at a time", "[listener][fault]") {
  Suffered dripped({Kind::drip, 0, std::chrono::milliseconds(2)}, 20);
  CHECK(dripped.bytes.size() > 100);
  CHECK(dripped.bytes.substr(dripped.bytes.size() - 20) == std::string(20, 'a'));
  CHECK(dripped.seconds > 0.002 * static_cast<double>(dripped.bytes.size()) * 0.9);
}

TEST_CASE("faults that take long hold no worker", "[listener][fault]") {
  Listening server(
      [](Request&& request, const Responder& answer) {
        Answer reply = text("x");
        if (request.path == "/slow") reply.fault = {Kind::stall, 0, std::chrono::hours(1)};
        if (request.path == "/drip") reply.fault = {Kind::drip, 0, std::chrono::milliseconds(5)};
        answer(std::move(reply));
      },
      [](ListenerOptions& options) { options.workers = 1; });
  std::vector<RawClient> suffering;
  for (int i = 0; i < 50; ++i) {
    suffering.push_back(server.client());
    suffering.back().send(std::string("GET ") + (i % 2 == 0 ? "/slow" : "/drip") + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 50; ++i) REQUIRE(server.client().ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").body == "x");
  CHECK(seconds_since(start) < 1.0);
}
