// Calls out of a running server: made when due, beside everything else, and ended with the server.
#include "catch.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include <mockling/host/listener.hpp>

#include "../../contract/loopback.hpp"

using namespace mockling;
using test::Loopback;

namespace {

using Steady = std::chrono::steady_clock;

// Somebody to be told, who remembers the bodies and answers with a status, or not at all.
class Receiver {
 public:
  explicit Receiver(int status)
      : listener_({}, [this, status](Request&& request, host::Responder respond) {
          const std::lock_guard lock(mutex_);
          bodies_.push_back(request.body.bytes);
          if (status == 0) return kept_.push_back(std::move(respond));
          host::Answer answer;
          answer.status = status;
          answer.body = host::TextAnswer{};
          respond(std::move(answer));
        }) {
    port_ = listener_.start().value();
  }
  ~Receiver() { listener_.stop(); }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hook"; }
  std::vector<std::string> bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> bodies_;
  std::vector<host::Responder> kept_;
  host::Listener listener_;
  int port_ = 0;
};

std::string submit(Loopback& server, const Receiver& receiver) {
  const std::string hook = replace_all(replace_all(receiver.url(), ":", "%3A"), "/", "%2F");
  const std::string path = "/api/v3/kwaivgi/kling-v3.0-pro/text-to-video?webhook=" + hook;
  return text_of(server.post(path, Json{{"prompt", "x"}}).data(), "id");
}

}  // namespace

TEST_CASE("a moved clock brings the calls about and waits for their answers", "[webhook][threads]") {
  Receiver receiver(500);
  Loopback server;
  const std::string job = submit(server, receiver);
  const Json changed = server.change({{"advance", "1h"}});
  std::string told;
  for (const Json& event : changed.at("happened")) told += text_of(event, "what") + ", ";
  CHECK(told.find("charged, webhook failed, webhook failed, webhook failed, webhook given up, refunded") !=
        std::string::npos);
  const auto bodies = receiver.bodies();
  REQUIRE(bodies.size() == 4);
  for (const std::string& body : bodies) CHECK(body == bodies[0]);
  CHECK(text_of(Json::parse(bodies[0]), "id") == job);
}

TEST_CASE("four worlds move their clocks at once, each told of its own jobs", "[webhook][threads]") {
  Receiver receiver(200);
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      Loopback server;
      for (int n = 0; n < 5; ++n) submit(server, receiver);
      const Json changed = server.change({{"advance", "1m"}});
      int delivered = 0;
      for (const Json& event : changed.at("happened")) delivered += text_of(event, "what") == "webhook delivered";
      wrong += delivered != 5;
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(receiver.bodies().size() == 20);
}

TEST_CASE("a server ends at once while somebody does not answer its call", "[webhook][threads]") {
  Receiver receiver(0);
  Steady::time_point ending;
  {
    Loopback server;
    submit(server, receiver);
    server.change({{"clock", "x3600"}});
    while (receiver.bodies().empty()) std::this_thread::yield();
    ending = Steady::now();
  }
  CHECK(Steady::now() - ending < std::chrono::seconds(2));
}
