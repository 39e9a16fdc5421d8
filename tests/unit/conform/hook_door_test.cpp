#include "hook_door.hpp"

#include <thread>

#include <mockling/base/text.hpp>
#include <mockling/host/http_library.hpp>
#include <mockling/providers/verify.hpp>

#include "catch.hpp"
#include "data.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

// A client's receiver: what it answers is decided by `judge`, and what it answers with 2xx it takes for completed.
class Receiver {
 public:
  using Judge = std::function<bool(const Headers& headers, const std::string& body)>;

  explicit Receiver(Judge judge) : judge_(std::move(judge)) {
    server_.Post("/hook", [this](const httplib::Request& request, httplib::Response& response) {
      Headers headers;
      for (const auto& [name, value] : request.headers) headers.add(name, value);
      const bool taken = judge_(headers, request.body);
      response.status = taken ? 200 : 401;
      if (taken) ++taken_;
    });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~Receiver() {
    server_.stop();
    thread_.join();
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hook"; }
  std::int64_t taken() const { return taken_; }

 private:
  Judge judge_;
  httplib::Server server_;
  int port_ = 0;
  std::atomic<std::int64_t> taken_{0};
  std::thread thread_;
};

struct Fixture {
  host::Universes universes{cli::provider_files("").value()};
  Json message{{"env", Json::object()}, {"args", Json::object()}};
  std::unique_ptr<HookDoor> door;

  explicit Fixture(const Json& lab) {
    Permutation permutation;
    permutation.id = "hook/test[wavespeed]";
    permutation.provider = "wavespeed";
    permutation.document = {{"lab", lab}};
    auto opened = HookDoor::open(universes, permutation);
    REQUIRE(opened);
    door = std::move(*opened);
    door->furnish(message);
  }

  std::string secret() const { return text_of(message["args"], "secret"); }

  void submit(const std::string& webhook) const {
    httplib::Client client(text_of(message["env"], "base_url"));
    const auto answer = client.Post(
        ("/api/v3/kwaivgi/kling-video-o3-4k/text-to-video?webhook=" + percent_encode(webhook)).c_str(),
        httplib::Headers{{"Authorization", "Bearer mk_hook"}}, R"({"prompt": "a fox"})", "application/json");
    REQUIRE(answer);
    REQUIRE(answer->status == 200);
  }

  std::string verdict(Receiver& receiver) {
    submit(receiver.url());
    REQUIRE(door->ready());
    const Json found = door->play(receiver.url(), [&](const std::string&) { return receiver.taken(); });
    INFO(dump(found));
    return text_of(found, "verdict");
  }
};

bool is_genuine(const std::string& secret, const Headers& headers, const std::string& body) {
  return static_cast<bool>(verify_wavespeed(secret, headers, body, host::machine_time()));
}

}  // namespace

TEST_CASE("a receiver is told of the task that its client submitted", "[hooks]") {
  Fixture fixture("valid");
  std::string told;
  Receiver receiver([&](const Headers& headers, const std::string& body) {
    told = body;
    return is_genuine(fixture.secret(), headers, body);
  });
  CHECK_FALSE(fixture.door->ready());
  CHECK(fixture.verdict(receiver) == "pass");
  CHECK(text_of(parse_json(told).value(), "status") == "completed");
  CHECK(text_of(child(parse_json(told).value(), "input"), "prompt") == "a fox");
}

TEST_CASE("a receiver that believes anything is found out", "[hooks]") {
  Fixture fixture("tampered");
  Receiver gullible([](const Headers&, const std::string&) { return true; });
  CHECK(fixture.verdict(gullible) == "fail");
  Fixture again("tampered");
  Receiver careful(
      [&](const Headers& headers, const std::string& body) { return is_genuine(again.secret(), headers, body); });
  CHECK(again.verdict(careful) == "pass");
}

TEST_CASE("the client's task ends as the lab's case says", "[hooks]") {
  Fixture fixture("failure");
  std::string told;
  Receiver receiver([&](const Headers&, const std::string& body) { return told = body, true; });
  CHECK(fixture.verdict(receiver) == "fail");  // it counts whatever it takes for completed
  CHECK(text_of(parse_json(told).value(), "status") == "failed");
}

TEST_CASE("a case may bring deliveries of its own; one without a lab has no door", "[hooks]") {
  Json lab;
  lab["steps"] = Json::array({Json{{"task", "a"}, {"sign", "none"}, {"expect", "refused"}}});
  Fixture fixture(lab);
  Receiver gullible([](const Headers&, const std::string&) { return true; });
  CHECK(fixture.verdict(gullible) == "fail");
  Permutation plain;
  plain.provider = "wavespeed";
  plain.document = Json::object();
  const auto none = HookDoor::open(fixture.universes, plain);
  REQUIRE(none);
  CHECK(*none == nullptr);
  plain.document = {{"lab", "no-such-case"}};
  CHECK_FALSE(HookDoor::open(fixture.universes, plain));
}
