#include "refclient/webhook.hpp"

#include <condition_variable>

#include "catch.hpp"
#include "refclient/text.hpp"

using namespace refclient;

namespace {

// A vector computed with openssl from the rules of the provider's page.
const std::string kSecret = "whsec_bG9jYWwtZW11bGF0b3Itc2VjcmV0LTAxMjM0NTY3ODk=";
const Delivery kSigned{{{"Webhook-Id", "45b392b22c3b449fa935bd4d0f6a7c11"},
                        {"webhook-timestamp", "1760000000"},
                        {"webhook-signature", "v3,28580590cc84bb8b4951d5b1f20b6628fd5fe20bca5101867cd8c0893b0aa10e"}},
                       R"({"id":"45b392b22c3b449fa935bd4d0f6a7c11","status":"completed"})"};
constexpr std::int64_t kThen = 1760000000;

// An inbox whose work is done at once, and what it told.
struct Told {
  std::vector<std::pair<std::string, Phase>> ends;
  std::optional<Snapshot> truth;
  Trust trust = Trust::valid;
  Inbox inbox;
  explicit Told(const char* provider, InboxRules rules = at_once())
      : inbox(
            dialect_of(provider), [this](const Delivery&, std::int64_t) { return trust; },
            [this](const std::string&) { return truth; },
            [this](const std::string& id, const Snapshot& snapshot) { ends.emplace_back(id, snapshot.phase); },
            std::move(rules)) {}
  static InboxRules at_once() {
    InboxRules rules;
    rules.later = [](const std::function<void()>& work) { work(); };
    return rules;
  }
};

Delivery saying(const std::string& body) { return {{}, body}; }

}  // namespace

TEST_CASE("the published way to sign is followed to the letter") {
  CHECK(verify_hmac(kSigned, kSecret, kThen) == Trust::valid);
  CHECK(verify_hmac(kSigned, kSecret, kThen + 300) == Trust::valid);
  CHECK(verify_hmac(kSigned, kSecret, kThen + 301) == Trust::invalid);
  CHECK(verify_hmac(kSigned, kSecret, kThen - 301) == Trust::invalid);
  CHECK(verify_hmac(kSigned, "whsec_other", kThen) == Trust::invalid);
  Delivery tampered = kSigned;
  tampered.body[7] = '9';
  CHECK(verify_hmac(tampered, kSecret, kThen) == Trust::invalid);
  Delivery several = kSigned;
  several.headers[2].second = "v3,00 " + several.headers[2].second + " v1,x";
  CHECK(verify_hmac(several, kSecret, kThen) == Trust::valid);
  CHECK(verify_hmac({{}, kSigned.body}, kSecret, kThen) == Trust::invalid);
}

TEST_CASE("keys that are none are left out") {
  const Json jwks{{"keys", Json::array({Json{{"x", "short"}}, Json(), Json{{"x", std::string(43, 'A')}}})}};
  CHECK(keys_of_jwks(jwks) == std::vector<std::string>{std::string(32, '\0')});
  CHECK(keys_of_jwks(Json()).empty());
}

TEST_CASE("an end is told once, whatever comes after it") {
  Told told("wavespeed");
  told.inbox.expect("t1");
  const std::string done = R"({"id":"t1","status":"completed","outputs":["https://f/1"]})";
  CHECK(told.inbox.receive(saying(R"({"id":"t1","status":"processing"})"), 0) == 200);
  for (int each = 0; each < 3; ++each) CHECK(told.inbox.receive(saying(done), 0) == 200);
  CHECK(told.inbox.receive(saying(R"({"id":"t1","status":"failed"})"), 0) == 200);
  told.inbox.tell("t1", Snapshot{Phase::succeeded, "completed", {}, {}, false}, Source::poll);
  CHECK(told.ends == std::vector<std::pair<std::string, Phase>>{{"t1", Phase::succeeded}});
}

TEST_CASE("what is not believed is refused, and what makes no sense") {
  Told told("fal");
  told.inbox.expect("t1");
  CHECK(told.inbox.receive(saying("nonsense"), 0) == 400);
  CHECK(told.inbox.receive(saying("{}"), 0) == 400);
  CHECK(told.inbox.receive(saying(R"({"request_id":"other","status":"OK"})"), 0) == 200);
  told.trust = Trust::invalid;
  CHECK(told.inbox.receive(saying(R"({"request_id":"t1","status":"OK"})"), 0) == 401);
  CHECK(told.ends.empty());
}

TEST_CASE("an unsigned end is what the provider says it is") {
  Told told("evolink");
  told.trust = Trust::unsigned_call;
  told.inbox.expect("t1");
  const Delivery forged = saying(R"({"id":"t1","status":"completed","results":["https://evil.example/x.mp4"]})");
  CHECK(told.inbox.receive(forged, 0) == 200);
  CHECK(told.ends.empty());  // nobody could be asked
  told.truth = Snapshot{Phase::alive, "processing", {}, {}, false};
  told.inbox.receive(forged, 0);
  CHECK(told.ends.empty());
  told.truth = Snapshot{Phase::failed, "failed", {}, {}, false};
  told.inbox.receive(forged, 0);
  CHECK(told.ends == std::vector<std::pair<std::string, Phase>>{{"t1", Phase::failed}});
}

TEST_CASE("a webhook may be faster than the answer to the submit") {
  std::mutex mutex;
  std::condition_variable changed;
  int ends = 0;
  Inbox inbox(
      dialect_of("wavespeed"), [](const Delivery&, std::int64_t) { return Trust::valid; },
      [](const std::string&) { return std::nullopt; },
      [&](const std::string&, const Snapshot&) {
        const std::lock_guard<std::mutex> lock(mutex);
        ++ends;
        changed.notify_all();
      });
  CHECK(inbox.receive(saying(R"({"id":"t1","status":"completed"})"), 0) == 200);
  inbox.expect("t1");
  std::unique_lock<std::mutex> lock(mutex);
  CHECK(changed.wait_for(lock, std::chrono::seconds(5), [&] { return ends == 1; }));
}
