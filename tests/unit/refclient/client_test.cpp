#include "refclient/client.hpp"

#include <deque>
#include <fstream>

#include "catch.hpp"
#include "refclient/driver.hpp"

using namespace refclient;

namespace {

// Answers from a list, and remembers what was asked.
class Scripted : public Transport {
 public:
  Reply send(const Request& request) override {
    asked.push_back(request);
    Reply reply = answers.empty() ? Reply{Wire::reset, true, 0, {}, {}, "reset"} : answers.front();
    if (!answers.empty()) answers.pop_front();
    return reply;
  }
  void will_say(int status, const std::string& body) {
    answers.push_back({Wire::complete, true, status, {}, body, {}});
  }
  std::deque<Reply> answers;
  std::vector<Request> asked;
};

Config config() {
  Config config{dialect_of("evolink"), "secret-key"};
  config.base_url = "http://127.0.0.1:1";
  config.poll_interval = Millis(1);
  config.overall_timeout = Millis(50);
  return config;
}

Error error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const VideoError& error) {
    return error.error();
  }
  return {};
}

const VideoRequest kRequest{"kling-o3-text-to-video", "a fox"};

}  // namespace

TEST_CASE("an answer that is lost is not asked for again") {
  Scripted transport;
  Client client(config(), transport);
  CHECK(error_of([&] { client.submit(kRequest); }).category == Category::ambiguous_submission);
  REQUIRE(transport.asked.size() == 1);
  CHECK(transport.asked[0].own_connection);
}

TEST_CASE("without a key, or money, nothing is sent") {
  Scripted transport;
  Config without = config();
  without.api_key = " ";
  CHECK(error_of([&] { Client(without, transport).submit(kRequest); }).category == Category::auth);
  without.api_key = "key\r\nX-Other: 1";
  CHECK(error_of([&] { Client(without, transport).submit(kRequest); }).category == Category::auth);
  SubmitOptions options;
  options.budget = Money{26999999, "credits"};
  CHECK(error_of([&] { Client(config(), transport).submit(kRequest, options); }).category == Category::budget);
  CHECK(transport.asked.empty());
}

TEST_CASE("a config or a model that makes no sense is refused before anything is sent") {
  Scripted transport;
  Config hasty = config();
  hasty.poll_interval = Millis(0);
  CHECK(error_of([&] { Client(hasty, transport).submit(kRequest); }).category == Category::validation);
  for (const char* model : {"", "/a", "a/", "a/../b", "a b", "a?b", "a//b", "a\r\nb"}) {
    INFO(model);
    CHECK(error_of([&] { Client(config(), transport).submit({model, "x"}); }).category == Category::validation);
  }
  VideoRequest request = kRequest;
  request.image = "https://media.example/\xFF";
  CHECK(error_of([&] { Client(config(), transport).submit(request); }).category == Category::validation);
  CHECK(transport.asked.empty());
}

TEST_CASE("the key never stands in an error") {
  Scripted transport;
  transport.will_say(401, R"({"error":{"message":"no such key: secret-key"}})");
  const Error error = error_of([&] { Client(config(), transport).submit(kRequest); });
  CHECK(error.category == Category::auth);
  CHECK(error.message == "no such key: ***");
  transport.will_say(400, std::string(100000, 'x'));
  CHECK(error_of([&] { Client(config(), transport).submit(kRequest); }).message.size() < 600);
}

TEST_CASE("waiting ends at the deadline, and says which task") {
  Scripted transport;
  for (int each = 0; each < 1000; ++each) transport.will_say(200, R"({"id":"t","status":"paused_for_review"})");
  const Error error = error_of([&] { Client(config(), transport).wait({"m", "t"}); });
  CHECK(error.category == Category::timeout);
  CHECK(error.task_id == "t");
  CHECK(error.message.find("paused_for_review") != std::string::npos);
}

TEST_CASE("a wish to stop ends the waiting") {
  Scripted transport;
  transport.will_say(200, R"({"id":"t","status":"processing"})");
  CancelToken token;
  token.cancel();
  const Error error = error_of([&] { Client(config(), transport).wait({"m", "t"}, &token); });
  CHECK(error.category == Category::cancelled);
  CHECK(error.task_id == "t");
  CHECK(transport.asked.size() == 1);
}

TEST_CASE("redirects of files are resolved, and some are not followed") {
  CHECK(redirected("http://a/x/y?q", "http://b/z") == "http://b/z");
  CHECK(redirected("http://a/x/y?q", "/z") == "http://a/z");
  CHECK(redirected("http://a/x/y?q=/1", "z?r") == "http://a/x/z?r");
  CHECK(redirected("http://a", "z") == "http://a/z");
  CHECK(redirected("https://a/x", "//b/z") == "https://b/z");
  CHECK(redirected("https://a/x", "http://b/z").empty());
  CHECK(redirected("https://a/x", "file:///etc/passwd").empty());
  CHECK(redirected("https://a/x", "").empty());
}

TEST_CASE("every mutant is described, and every description is of a mutant") {
  const Json described = Json::parse(std::ifstream(MOCKLING_SOURCE_DIR "/conformance/mutants/mutants.json"));
  for (const auto& [name, mutation] : driver::mutations()) CHECK(described.contains(name));
  for (const auto& [name, sentence] : described.items()) {
    CHECK(driver::mutations().count(name) == 1);
    CHECK(sentence.get<std::string>().back() == '.');
  }
}
