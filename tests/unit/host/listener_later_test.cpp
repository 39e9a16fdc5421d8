#include <atomic>
#include <fstream>
#include <mutex>
#include <vector>

#include "../../support/catch.hpp"
#include "listening.hpp"

using namespace mockling;
using namespace mockling::host;
using namespace mockling::host::test;

namespace {

constexpr std::string_view kGet = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

// Keeps every responder until the test answers.
struct Parking {
  void operator()(Responder responder) {
    const std::lock_guard lock(mutex);
    parked.push_back(std::move(responder));
  }
  std::size_t size() {
    const std::lock_guard lock(mutex);
    return parked.size();
  }
  Responder at(std::size_t index) {
    const std::lock_guard lock(mutex);
    return parked.at(index);
  }
  void clear() {
    const std::lock_guard lock(mutex);
    parked.clear();
  }
  std::mutex mutex;
  std::vector<Responder> parked;
};

Handler into(Parking& parking) {
  return [&parking](Request&&, Responder responder) { parking(std::move(responder)); };
}

int threads_now() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("Threads:", 0) == 0) return std::stoi(line.substr(8));
  return 0;
}

}  // namespace

TEST_CASE("an answer may come later, from any thread", "[listener][later]") {
  Parking parking;
  Listening server(into(parking));
  RawClient client = server.client();
  client.send(kGet);
  client.send(kGet);  // a second request behind the first waits for its turn
  REQUIRE(soon([&] { return parking.size() == 1; }));
  std::thread([&] { parking.at(0)(text("one")); }).join();
  CHECK(client.answer().body == "one");
  REQUIRE(soon([&] { return parking.size() == 2; }));
  parking.at(1)(text("two"));
  parking.at(1)(text("never"));
  CHECK(client.answer().body == "two");
  CHECK_FALSE(parking.at(1).gone());
}

TEST_CASE("a thousand parked answers need no threads", "[listener][later]") {
  Parking parking;
  Listening server(into(parking));
  const int before = threads_now();
  std::vector<RawClient> clients;
  for (int i = 0; i < 1000; ++i) {
    clients.push_back(server.client());
    clients.back().send(kGet);
  }
  REQUIRE(soon([&] { return parking.size() == 1000; }));
  CHECK(threads_now() == before);
  for (int i = 0; i < 1000; ++i) parking.at(static_cast<std::size_t>(i))(text(std::to_string(i)));
  for (RawClient& client : clients) REQUIRE(client.answer().status == 200);
}

TEST_CASE("a client that leaves is noticed at once", "[listener][later]") {
  Parking parking;
  Listening server(into(parking));
  for (const bool by_reset : {false, true}) {
    RawClient client = server.client();
    client.send(kGet);
    REQUIRE(soon([&] { return parking.size() == 1; }));
    const Responder responder = parking.at(0);
    parking.clear();
    std::atomic<int> told{0};
    responder.on_gone([&] { ++told; });
    CHECK_FALSE(responder.gone());
    by_reset ? client.reset() : client.close();
    CHECK(soon([&] { return told == 1; }));
    CHECK(responder.gone());
    responder.on_gone([&] { ++told; });
    CHECK(told == 2);
    responder(text("too late"));
  }
}

TEST_CASE("who got its answer never counts as gone", "[listener][later]") {
  Parking parking;
  Listening server(into(parking));
  RawClient client = server.client();
  client.send(kGet);
  REQUIRE(soon([&] { return parking.size() == 1; }));
  std::atomic<int> told{0};
  parking.at(0).on_gone([&] { ++told; });
  parking.at(0)(text("yes"));
  CHECK(client.answer().body == "yes");
  client.close();
  RawClient other = server.client();
  other.send(kGet);
  REQUIRE(soon([&] { return parking.size() == 2; }));
  CHECK(told == 0);
}

TEST_CASE("a responder outlives its listener", "[listener][later]") {
  Parking parking;
  std::atomic<int> told{0};
  {
    Listening server(into(parking));
    RawClient client = server.client();
    client.send(kGet);
    REQUIRE(soon([&] { return parking.size() == 1; }));
    parking.at(0).on_gone([&] { ++told; });
  }
  CHECK(told == 1);
  CHECK(parking.at(0).gone());
  parking.at(0)(text("to nobody"));
}

TEST_CASE("answers race with clients that leave", "[listener][later]") {
  Parking parking;
  Listening server(into(parking));
  for (int round = 0; round < 200; ++round) {
    RawClient client = server.client();
    client.send(kGet);
    REQUIRE(soon([&] { return parking.size() == 1; }));
    std::thread leaving([&] { client.close(); });
    parking.at(0)(text("maybe"));
    leaving.join();
    parking.clear();
  }
}

TEST_CASE("a stream goes out chunk by chunk as it comes", "[listener][later]") {
  std::mutex mutex;
  std::vector<std::string> ready;
  bool ended = false;
  Listening server([&](Request&&, const Responder& answer) {
    Answer reply;
    reply.body = StreamAnswer{"text/event-stream",
                              [&]() -> std::optional<std::string> {
                                const std::lock_guard lock(mutex);
                                if (ready.empty()) return ended ? std::nullopt : std::optional<std::string>("");
                                std::string piece = ready.front();
                                ready.erase(ready.begin());
                                return piece;
                              },
                              std::chrono::milliseconds(5)};
    answer(std::move(reply));
  });
  const auto add = [&](std::string piece) {
    const std::lock_guard lock(mutex);
    ready.push_back(std::move(piece));
  };
  RawClient client = server.client();
  client.send(kGet);
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(client.bytes(head.size()) == head);
  add("data: 1\n\n");
  CHECK(client.bytes(14) == "9\r\ndata: 1\n\n\r\n");  // there before the stream has ended
  add(std::string(300000, 's'));
  CHECK(client.bytes(300009) == "493e0\r\n" + std::string(300000, 's') + "\r\n");
  {
    const std::lock_guard lock(mutex);
    ended = true;
  }
  CHECK(client.bytes(5) == "0\r\n\r\n");
  CHECK(client.ask(kGet).status == 200);
  CHECK(client.ask("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n", true).head == head);

  RawClient old = server.client();
  add("old");
  const RawAnswer plain = old.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(plain.header("Transfer-Encoding") == "(none)");
  CHECK(plain.header("Connection") == "close");
  CHECK(plain.body == "old");
  CHECK(old.ending() == Ending::closed);
}

TEST_CASE("a stream stops when its client leaves, and is cut when it fails", "[listener][later]") {
  std::atomic<int> calls{0};
  std::atomic<bool> failing{false};
  std::atomic<bool> released{false};
  Listening server([&](Request&&, const Responder& answer) {
    const std::shared_ptr<void> token(nullptr, [&](void*) { released = true; });
    Answer reply;
    reply.body = StreamAnswer{"text/event-stream",
                              [&, token]() -> std::optional<std::string> {
                                if (failing) throw std::runtime_error("source lost");
                                return ++calls % 2 == 1 ? "x" : "";
                              },
                              std::chrono::milliseconds(1)};
    answer(std::move(reply));
  });
  RawClient client = server.client();
  client.send(kGet);
  REQUIRE(soon([&] { return calls > 10; }));
  client.close();
  CHECK(soon([&] { return released.load(); }));
  const int last = calls;
  CHECK(server.port > 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(calls == last);

  RawClient cut = server.client();
  cut.send(kGet);
  cut.bytes(90);
  failing = true;
  const std::string rest = cut.rest();
  CHECK(rest.find("0\r\n\r\n") == std::string::npos);
  CHECK(cut.ending() != Ending::open);
}

TEST_CASE("a stream nobody reads is not asked for more", "[listener][later]") {
  std::atomic<int> calls{0};
  Listening server([&](Request&& request, const Responder& answer) {
    if (request.path != "/stream") return answer(text("quick"));
    Answer reply;
    reply.body = StreamAnswer{
        "text/plain", [&]() -> std::optional<std::string> { return ++calls, std::string(100000, 's'); }, {}};
    answer(std::move(reply));
  });
  std::vector<RawClient> lazy;
  for (int i = 0; i < 10; ++i) {
    lazy.push_back(server.client());
    lazy.back().send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  REQUIRE(soon([&] { return calls >= 10; }));
  int before = 0;
  REQUIRE(soon([&] {  // socket buffers fill up, and then there is silence
    before = calls;
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    return calls == before;
  }));
  CHECK(calls < 10 * 200);
  CHECK(server.client().ask(kGet).body == "quick");
}
