// What time alone brings about, in order, however it is cut into steps.
#include "catch.hpp"

#include <mockling/core/history.hpp>

#include "small_world.hpp"

using namespace mockling;
using test::SmallWorld;

namespace {

std::string told(const std::vector<Event>& events, Instant since) {
  std::string text;
  for (const Event& event : events)
    text += std::to_string((event.at - since).count() / 1'000'000) + " " + std::string(event.what) + " " +
            event.subject.substr(0, 4) + (event.money.amount == Decimal{} ? "" : " " + to_text(event.money)) + "\n";
  return text;
}

// Twelve jobs that start, wait for one another, fail, never end; one is cancelled, another's link ends before its clip.
void fill(SmallWorld& world) {
  for (int n = 0; n < 12; ++n) world.submit("x", 1 + n % 3);
  world.state.find_job(world.state.jobs()[1].id)->links_for = std::chrono::minutes(5);
  count_submit(world.account().window, 99, world.now);
  world.ask("DELETE", "/jobs/" + world.state.jobs()[3].id);
}

}  // namespace

TEST_CASE("one big step and many small ones give the same history and the same money", "[history][property]") {
  const Json scenario{{"endings", Json::array({Json{{"every", 5}, {"ending", "broken"}}})}};
  const Nanos whole = std::chrono::hours(30);
  SmallWorld once(scenario);
  fill(once);
  const Instant since = once.now;
  const std::string expected = told(events_between(once.state, since, since + whole), since);
  CHECK(expected.find("charged") != std::string::npos);
  CHECK(expected.find("released") != std::string::npos);
  CHECK(expected.find("link expired") != std::string::npos);
  CHECK(expected.find("rate window over") != std::string::npos);
  CHECK(expected.find("forgotten") != std::string::npos);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SmallWorld stepped(scenario);
    fill(stepped);
    std::vector<Event> events;
    Rng rng(seed, "steps", 0);
    for (Instant now = since; now < since + whole;) {
      const Instant next = std::min(since + whole, now + Nanos(rng.between(1, whole.count() / 40)));
      for (Event& event : events_between(stepped.state, now, next)) events.push_back(std::move(event));
      now = next;
      stepped.state.settle(now);
      stepped.state.prune(now);
    }
    CHECK(told(events, since) == expected);
    once.state.settle(since + whole);
    CHECK(stepped.account().ledger.available() == once.account().ledger.available());
  }
}

TEST_CASE("a job's own events come in the order of its life", "[history]") {
  SmallWorld world;
  world.submit("x", 1);
  const Job& job = world.state.jobs().front();
  const auto events = events_between(world.state, world.now, job.expires);
  std::vector<std::string_view> what;
  for (const Event& event : events) what.push_back(event.what);
  CHECK(what == std::vector<std::string_view>{"running", "succeeded", "charged", "forgotten"});
  CHECK(events[2].money == job.price);
  CHECK(events_between(world.state, job.plan.starts, job.plan.starts).empty());
  CHECK(events_between(world.state, world.now, job.plan.starts).size() == 1);
}

TEST_CASE("the next event is the first after now, and there may be none", "[history]") {
  SmallWorld world;
  CHECK(next_event(world.state, world.now) == std::nullopt);
  world.submit("x", 1);
  const Job& job = world.state.jobs().front();
  CHECK(next_event(world.state, world.now) == job.plan.starts);
  CHECK(next_event(world.state, job.plan.starts) == job.plan.ends);
  CHECK(next_event(world.state, job.expires) == std::nullopt);
}

TEST_CASE("the end of a link and of a rate window are events", "[history]") {
  SmallWorld world;
  Job& job = *world.state.find_job(world.submit("x", 1));
  job.links_for = Seconds(60);
  count_submit(world.account().window, 3, world.now);
  const auto events = events_between(world.state, world.now, world.now + Seconds(90));
  std::vector<std::string_view> what;
  for (const Event& event : events) what.push_back(event.what);
  CHECK(what == std::vector<std::string_view>{"running", "succeeded", "charged", "rate window over", "link expired"});
  CHECK(events[3].at == world.now + Seconds(60));
  CHECK(events[3].subject == "small");
  CHECK(events[4].at == end_of(job) + Seconds(60));
}

TEST_CASE("a job that never ends gives its money back when it is forgotten", "[history]") {
  SmallWorld world(Json{{"endings", Json::array({Json{{"nth", 1}, {"ending", "stuck"}}})}});
  world.submit("x", 1);
  const Job& job = world.state.jobs().front();
  const auto events = events_between(world.state, world.now, world.now + std::chrono::hours(24));
  REQUIRE(events.size() == 3);
  CHECK(events[0].what == "running");
  CHECK(events[1].what == "released");
  CHECK(events[1].at == job.expires);
  CHECK(events[2].what == "forgotten");
}
