// Telling of the end of a job: when, how often, and what is to pay when nobody listens.
#include "catch.hpp"

#include <functional>

#include <mockling/core/persist.hpp>
#include <mockling/core/webhook_due.hpp>
#include <mockling/core/webhook_result.hpp>

#include "small_world.hpp"

using namespace mockling;
using test::shared_catalog;
using test::SmallWorld;

namespace {

using Receiver = std::function<PostResult(const Post&)>;

// Makes every call that is due by the world's time and hands its answer back at the same instant.
void call_all(SmallWorld& world, const Receiver& receiver) {
  for (const Post& post : take_due(world.emulator, shared_catalog(), world.state, world.now, 100))
    note_call(world.state, world.spec().webhook, post.job, post.at, receiver(post), world.now);
}

// Lets time pass up to `until`, stopping wherever a call is due, as whoever moves the clock has to.
void pass(SmallWorld& world, Instant until, const Receiver& receiver) {
  for (;;) {
    const auto next = world.state.deliveries().next();
    if (!next || *next > until) break;
    world.now = std::max(world.now, *next);
    call_all(world, receiver);
  }
  world.now = until;
  world.state.settle(until);
}

PostResult answer(int status) { return {status, {}, false, true}; }

// When the calls for this job were made, in milliseconds since `since`, with what came of them.
std::string attempts(const SmallWorld& world, std::uint64_t job, Instant since) {
  const Delivery& delivery = *world.state.deliveries().find(job);
  std::string text;
  for (const Attempt& attempt : delivery.attempts)
    text += std::to_string((attempt.at - since).count() / 1'000'000) + ":" +
            (attempt.failure.empty() ? std::to_string(attempt.status) : attempt.failure) + " ";
  return text + std::string(kDeliveryStates[static_cast<std::size_t>(delivery.state)]);
}

}  // namespace

TEST_CASE("a job is told of at its end, with its body and the way its client came", "[webhook]") {
  SmallWorld world;
  const Instant since = world.now;
  const auto job = world.submit_with_hook();
  CHECK(world.state.deliveries().next() == since + Millis(3000));
  world.now = since + Millis(2999);
  CHECK(take_due(world.emulator, shared_catalog(), world.state, world.now, 9).empty());
  world.now = since + Millis(3000);
  const auto posts = take_due(world.emulator, shared_catalog(), world.state, world.now, 9);
  REQUIRE(posts.size() == 1);
  CHECK(posts[0].url == "https://hook.test/x");
  CHECK(posts[0].content_type == "text/small");
  CHECK(posts[0].body.text == world.state.job_numbered(job)->id + " done http://host.test");
  CHECK(posts[0].number == 1);
  CHECK(world.state.deliveries().on_their_way() == 1);
  CHECK(take_due(world.emulator, shared_catalog(), world.state, world.now, 9).empty());
  note_call(world.state, world.spec().webhook, job, posts[0].at, answer(204), world.now);
  CHECK(attempts(world, job, since) == "3000:204 delivered");
  CHECK(world.state.deliveries().on_their_way() == 0);
  CHECK_FALSE(world.state.deliveries().next());
}

TEST_CASE("without a webhook nothing is due", "[webhook]") {
  SmallWorld world;
  world.submit();
  CHECK_FALSE(world.state.deliveries().next());
}

TEST_CASE("a call that fails is made again at the policy's spacing, and no more often", "[webhook]") {
  struct Row {
    const char* what;
    Receiver receiver;
    const char* expected;
  };
  int calls = 0;
  const Row rows[] = {
      {"always refused", [](const Post&) { return answer(500); }, "3000:500 4000:500 6000:500 9000:500 given up"},
      {"no answer",
       [](const Post&) {
         return PostResult{0, "refused", false, true};
       },
       "3000:refused 4000:refused 6000:refused 9000:refused given up"},
      {"a timeout takes its time",
       [](const Post&) {
         return PostResult{0, "late", true, true};
       },
       "3000:late 8000:late 18000:late 29000:late given up"},
      {"a redirect is final", [](const Post&) { return answer(302); }, "3000:302 given up"},
      {"an address that may not be called",
       [](const Post&) {
         return PostResult{0, "internal", false, false};
       },
       "3000:internal not sent"},
      {"down, then up", [&](const Post&) { return answer(++calls < 3 ? 503 : 200); },
       "3000:503 4000:503 6000:200 delivered"}};
  for (const Row& row : rows) {
    INFO(row.what);
    SmallWorld world;
    const Instant since = world.now;
    const auto job = world.submit_with_hook();
    pass(world, since + Seconds(3000), row.receiver);
    CHECK(attempts(world, job, since) == row.expected);
  }
}

TEST_CASE("one big step and many small ones make the same calls", "[webhook][property]") {
  const auto run = [](std::uint64_t seed) {
    SmallWorld world;
    const Instant since = world.now;
    std::vector<std::uint64_t> jobs;
    for (int n = 0; n < 8; ++n) jobs.push_back(world.submit_with_hook("https://hook.test/x", 1 + n));
    const Receiver receiver = [](const Post& post) {
      return answer((post.job * 5 + post.number) % 7 == 0 ? 200 : 500);
    };
    Rng rng(seed, "steps", 0);
    if (seed > 0)
      for (Instant at = since; at < since + Seconds(60); at = at + Millis(rng.between(1, 4000)))
        pass(world, at, receiver);
    pass(world, since + Seconds(100), receiver);
    std::string text;
    for (const auto job : jobs) text += attempts(world, job, since) + "\n";
    return text;
  };
  const std::string expected = run(0);
  CHECK(expected.find("delivered") != std::string::npos);
  CHECK(expected.find("given up") != std::string::npos);
  for (std::uint64_t seed = 1; seed < 20; ++seed) CHECK(run(seed) == expected);
}

TEST_CASE("no call is made later than the policy allows after the end", "[webhook]") {
  SmallWorld world;
  WebhookPolicy policy = world.spec().webhook;
  policy.within = Millis(2000);
  const Instant since = world.now;
  const auto job = world.submit_with_hook();
  for (const int wait : {3000, 4000}) {
    world.now = since + Millis(wait);
    for (const Post& post : take_due(world.emulator, shared_catalog(), world.state, world.now, 9))
      note_call(world.state, policy, post.job, post.at, answer(500), world.now);
  }
  CHECK(attempts(world, job, since) == "3000:500 4000:500 given up");
}

TEST_CASE("an end that comes early is told early, one that is not told is not", "[webhook]") {
  SmallWorld world;
  const Instant since = world.now;
  const auto waiting = world.submit_with_hook(), running = world.submit_with_hook();
  const auto erase = [&](std::uint64_t job) {
    world.ask("DELETE", "/jobs/" + world.state.job_numbered(job)->id);
    pass(world, world.now, [](const Post&) { return answer(200); });
  };
  world.now = since + Millis(500);
  erase(waiting);
  CHECK(attempts(world, waiting, since) == "not told");
  world.now = since + Millis(1500);
  erase(running);
  CHECK(attempts(world, running, since) == "1500:200 delivered");
}

TEST_CASE("a job that nobody could be told of costs nothing, where the provider is so kind", "[webhook][money]") {
  SmallWorld world;
  const Instant since = world.now;
  const Decimal before = world.available();
  world.submit_with_hook();
  pass(world, since + Seconds(4), [](const Post&) { return answer(500); });
  CHECK(world.available() < before);
  pass(world, since + Seconds(20), [](const Post&) { return answer(500); });
  CHECK(world.available() == before);
  CHECK(world.account().ledger.holds(Purse::spent) == Decimal{});

  SmallWorld told;
  told.submit_with_hook();
  pass(told, since + Seconds(20), [](const Post& post) { return answer(post.number == 4 ? 200 : 500); });
  CHECK(told.available() < before);

  SmallWorld barred;
  barred.submit_with_hook();
  pass(barred, since + Seconds(20), [](const Post&) { return PostResult{0, "internal", false, false}; });
  CHECK(barred.available() < before);
}

TEST_CASE("deliveries and refunds survive the process, calls on their way are made again", "[webhook][persist]") {
  SmallWorld world;
  const Instant since = world.now;
  const Decimal before = world.available();
  const auto told = world.submit_with_hook(), lost = world.submit_with_hook(), open = world.submit_with_hook();
  const auto copy = [&] {
    WorldRecords records;
    for (const Json& record : snapshot(world.state)) records.take(Json::parse(dump(record)));
    return restore(records);
  };
  world.now = since + Seconds(3);
  const auto posts = take_due(world.emulator, shared_catalog(), world.state, world.now, 9);
  REQUIRE(posts.size() == 3);
  note_call(world.state, world.spec().webhook, told, posts[0].at, answer(200), world.now);
  note_call(world.state, world.spec().webhook, lost, posts[1].at, answer(302), world.now);
  const auto again = copy();
  const Delivery& kept = *again->deliveries().find(told);
  CHECK(kept.state == DeliveryState::delivered);
  CHECK(kept.attempts.size() == 1);
  CHECK(kept.attempts[0].status == 200);
  CHECK(kept.origin.host == "host.test");
  CHECK(again->deliveries().find(lost)->state == DeliveryState::given_up);
  CHECK(again->deliveries().next() == since + Seconds(3));
  CHECK(again->deliveries().due_by(since + Seconds(3), 9) == std::vector<std::uint64_t>{open});
  again->settle(since + Seconds(10));
  CHECK(again->account(world.spec(), world.now).ledger.available().nano == before.nano - 2 * 2 * Decimal::kOne);
}

TEST_CASE("what is forgotten is not called, and an answer that comes too late changes nothing", "[webhook]") {
  SmallWorld world;
  const auto job = world.submit_with_hook();
  world.now = world.now + Seconds(3);
  const auto posts = take_due(world.emulator, shared_catalog(), world.state, world.now, 9);
  REQUIRE(posts.size() == 1);
  world.now = world.now + std::chrono::hours(30);
  world.state.settle(world.now);
  world.state.prune(world.now);
  CHECK(world.state.deliveries().find(job) == nullptr);
  note_call(world.state, world.spec().webhook, job, posts[0].at, answer(200), world.now);
  CHECK_FALSE(world.state.deliveries().next());
}

TEST_CASE("every call is in the journal, without the query that may hold a secret", "[webhook]") {
  SmallWorld world;
  world.submit_with_hook("https://hook.test/x?token=abc");
  pass(world, world.now + Seconds(10), [](const Post& post) { return answer(post.number == 2 ? 200 : 500); });
  std::string text;
  for (const JournalEntry& entry : world.state.journal().entries())
    if (entry.operation == "webhook") text += entry.path + " " + std::to_string(entry.status) + "\n";
  CHECK(text == "https://hook.test/x 500\nhttps://hook.test/x 200\n");
}
