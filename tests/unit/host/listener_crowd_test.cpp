#include <atomic>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <sys/resource.h>

#include "../../support/catch.hpp"
#include "listening.hpp"

using namespace mockling;
using namespace mockling::host;
using namespace mockling::host::test;

namespace {

constexpr std::string_view kGet = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

void allow_descriptors(rlim_t count) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min(count, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// The cores this process uses during `time`, while the test itself sleeps.
double cores_during(std::chrono::milliseconds time) {
  const double before = cpu_seconds();
  std::this_thread::sleep_for(time);
  return (cpu_seconds() - before) / std::chrono::duration<double>(time).count();
}

std::ptrdiff_t open_descriptors() { return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}); }

std::ptrdiff_t threads() { return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}); }

std::vector<RawClient> crowd(const Listening& server, int count) {
  std::vector<RawClient> clients;
  for (int i = 0; i < count; ++i) clients.push_back(server.client());
  return clients;
}

// Every kind of connection there can be, all at once.
struct Busy {
  Busy()
      : server(
            [this](Request&& request, Responder responder) {
              if (request.path == "/park") return park(std::move(responder));
              Answer reply = text("x");
              if (request.path == "/stream")
                reply.body = StreamAnswer{"text/plain", [] { return std::optional<std::string>("s"); }, {}};
              if (request.path == "/drip") reply.fault = {WireFault::Kind::drip, 0, std::chrono::milliseconds(1)};
              responder(std::move(reply));
            },
            [](ListenerOptions& options) { options.workers = 1; }) {
    for (const char* path : {"/idle", "/park", "/stream", "/drip"}) {
      clients.push_back(server.client());
      clients.back().send("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
      if (path != std::string_view("/park")) clients.back().bytes(1);
    }
    clients.push_back(server.client());
    clients.back().send("POST / HTTP/1.1\r\nContent-Le");
  }
  void park(Responder responder) {
    const std::lock_guard lock(mutex);
    parked.push_back(std::move(responder));
  }
  bool has_parked() {
    const std::lock_guard lock(mutex);
    return parked.size() == 1;
  }
  std::mutex mutex;
  std::vector<Responder> parked;
  Listening server;
  std::vector<RawClient> clients;
};

}  // namespace

TEST_CASE("a burst of clients does not wait for a second knock", "[listener][crowd]") {
  std::atomic<bool> release{false};
  std::atomic<bool> entered{false};
  Listening server(
      [&](Request&&, const Responder& answer) {
        entered = true;
        while (!release) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        answer(text("x"));
      },
      [](ListenerOptions& options) { options.workers = 1; });
  RawClient busy = server.client();
  busy.send(kGet);
  REQUIRE(soon([&] { return entered.load(); }));  // from here on nobody is accepted
  const auto start = std::chrono::steady_clock::now();
  std::vector<RawClient> clients = crowd(server, 100);
  CHECK(seconds_since(start) < 0.9);  // a full backlog answers a SYN only when it is repeated, after a second
  release = true;
  for (RawClient& client : clients) REQUIRE(client.ask(kGet).status == 200);
}

TEST_CASE("a thousand idle connections cost nothing", "[listener][crowd]") {
  allow_descriptors(8192);
  Listening server;
  std::vector<RawClient> idle = crowd(server, 1000);
  for (RawClient& client : idle) REQUIRE(client.ask(kGet).status == 200);
  CHECK(cores_during(std::chrono::milliseconds(300)) < 0.05);
  const auto start = std::chrono::steady_clock::now();
  RawClient other = server.client();
  for (int i = 0; i < 200; ++i) REQUIRE(other.ask(kGet).status == 200);
  CHECK(seconds_since(start) < 0.5);
}

TEST_CASE("two hundred dripping clients delay nobody", "[listener][crowd]") {
  Listening server;
  std::vector<RawClient> dripping = crowd(server, 200);
  const std::string slow = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789";
  RawClient other = server.client();
  double worst = 0;
  for (const char byte : slow) {
    for (RawClient& client : dripping) client.send(std::string_view(&byte, 1));
    const auto start = std::chrono::steady_clock::now();
    REQUIRE(other.ask(kGet).status == 200);
    worst = std::max(worst, seconds_since(start));
  }
  CHECK(worst < 0.1);
  for (RawClient& client : dripping) REQUIRE(client.answer().status == 200);
}

TEST_CASE("a handler that is busy delays no other connection", "[listener][crowd]") {
  std::atomic<bool> release{false};
  Listening server(
      [&](Request&& request, const Responder& answer) {
        while (request.path == "/busy" && !release) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        answer(text("x"));
      },
      [](ListenerOptions& options) { options.workers = 2; });
  RawClient busy = server.client();
  busy.send("GET /busy HTTP/1.1\r\nHost: h\r\n\r\n");
  for (RawClient& client : crowd(server, 20)) CHECK(client.ask(kGet).status == 200);
  release = true;
  CHECK(busy.answer().status == 200);
}

TEST_CASE("without descriptors clients wait, and nothing spins", "[listener][crowd]") {
  Listening server;
  REQUIRE(server.client().ask(kGet).status == 200);
  RawClient waiting = server.client();
  REQUIRE(waiting.ask(kGet).status == 200);
  std::vector<RawClient> more;
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const int highest = ::dup(0);
  std::vector<int> fill;
  allow_descriptors(static_cast<rlim_t>(highest) + 20);
  for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) fill.push_back(fd);
  ::close(fill.back());
  fill.pop_back();
  more.push_back(server.client());  // takes the last descriptor, so there is none to accept it with
  more.back().send(kGet);
  CHECK(cores_during(std::chrono::milliseconds(200)) < 0.1);
  CHECK(waiting.ask(kGet).status == 200);  // who is in is served
  for (const int fd : fill) ::close(fd);
  ::close(highest);
  ::setrlimit(RLIMIT_NOFILE, &before);
  CHECK(more.back().answer().status == 200);
}

TEST_CASE("stop takes milliseconds, whatever clients are doing", "[listener][crowd]") {
  double best = 1;  // of five, so that a machine busy with other things does not count
  std::unique_ptr<Busy> busy;
  for (int i = 0; i < 5; ++i) {
    busy = std::make_unique<Busy>();
    REQUIRE(soon([&] { return busy->has_parked(); }));
    const auto start = std::chrono::steady_clock::now();
    busy->server.listener.stop();
    best = std::min(best, seconds_since(start));
  }
  CHECK(best < 0.02);
  CHECK(busy->parked[0].gone());
  busy->server.listener.stop();
  for (RawClient& client : busy->clients) client.rest();
  for (const RawClient& client : busy->clients) CHECK(client.ending() != Ending::open);
  const Result<int> again = busy->server.listener.start();
  REQUIRE(again);
  CHECK(RawClient(*again).ask(kGet).status == 200);
}

TEST_CASE("starting and stopping leaves nothing behind", "[listener][crowd]") {
  { const Busy once; }
  const auto descriptors = open_descriptors();
  const auto running = threads();
  for (int i = 0; i < 200; ++i) {
    Listening server;
    RawClient client = server.client();
    client.send(i % 2 == 0 ? kGet : kGet.substr(0, 10));
  }
  for (int i = 0; i < 10; ++i) const Busy busy;
  CHECK(open_descriptors() == descriptors);
  CHECK(threads() == running);
}

TEST_CASE("many clients at once, each with its own answers", "[listener][crowd]") {
  Listening server;
  std::atomic<int> wrong{0};
  const auto talk = [&](int name) {
    for (int round = 0; round < 20; ++round) {
      RawClient client = server.client();
      for (int i = 0; i < 20; ++i) {
        const std::string path = "/" + std::to_string(name) + "/" + std::to_string(round) + "/" + std::to_string(i);
        if (client.ask("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n").body.find(" " + path + " ") == std::string::npos)
          ++wrong;
      }
    }
  };
  std::vector<std::thread> talking;
  for (int i = 0; i < 8; ++i) talking.emplace_back(talk, i);
  for (std::thread& thread : talking) thread.join();
  CHECK(wrong == 0);
}

// Hidden: run by tag. Half a minute of everything at once; memory, descriptors and threads must end where they began.
TEST_CASE("half a minute of crowds leaves nothing behind", "[.soak]") {
  allow_descriptors(8192);
  const auto resident = [] {
    std::ifstream statm("/proc/self/statm");
    long size = 0, pages = 0;
    statm >> size >> pages;
    return pages * 4096;
  };
  const auto round = [] {
    Busy busy;
    std::vector<RawClient> clients = crowd(busy.server, 500);
    for (RawClient& client : clients) client.send(kGet);
    for (RawClient& client : clients) REQUIRE(client.answer().status == 200);
  };
  for (int i = 0; i < 20; ++i) round();
  const auto descriptors = open_descriptors();
  const auto memory = resident();
  for (const auto start = std::chrono::steady_clock::now(); seconds_since(start) < 30;) round();
  CHECK(open_descriptors() == descriptors);
  CHECK(resident() - memory < (8 << 20));
}
