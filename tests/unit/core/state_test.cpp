// What a world remembers: plans, slots, money that follows time and not who looks.
#include "catch.hpp"

#include "small_world.hpp"

using namespace mockling;
using test::SmallWorld;

TEST_CASE("phases only ever go forward", "[job][property]") {
  for (std::uint64_t n = 0; n < 10'000; ++n) {
    Rng rng(8, "job", n);
    Job job;
    job.plan.submitted = {rng.between(0, 1000)};
    job.plan.starts = job.plan.submitted + Nanos(rng.between(0, 1000));
    job.plan.ends = rng.between(0, 9) == 0 ? kNever : job.plan.starts + Nanos(rng.between(0, 1000));
    job.plan.last = static_cast<Phase>(rng.between(2, 5));
    if (rng.between(0, 3) == 0) job.deleted = Instant{rng.between(0, 4000)};
    if (rng.between(0, 3) == 0) job.cancelled = Instant{rng.between(0, 4000)};
    const auto rank = [](Phase phase) {
      return phase == Phase::queued ? 0 : phase == Phase::running ? 1 : phase == Phase::deleted ? 3 : 2;
    };
    Phase before = phase_at(job, job.plan.submitted);
    Millis ran{0};
    for (Instant now = job.plan.submitted; now < Instant{5000}; now = now + Nanos(37)) {
      const Phase phase = phase_at(job, now);
      CHECK(rank(phase) >= rank(before));
      CHECK((rank(phase) != 2 || rank(before) != 2 || phase == before || job.cancelled));
      CHECK(is_terminal(phase) == (now >= end_of(job)));
      CHECK(run_time(job, now) >= ran);
      ran = run_time(job, now);
      before = phase;
    }
  }
}

TEST_CASE("money follows the plan, whoever looks and however often", "[state][property]") {
  const auto run = [](bool polled) {
    SmallWorld world(Json{{"endings", Json::array({Json{{"every", 4}, {"ending", "broken"}}})}});
    std::vector<std::string> ids;
    for (std::uint64_t n = 0; n < 60; ++n) {
      Rng rng(9, "money", n);
      if (rng.between(0, 3) == 0 && !ids.empty())
        world.ask("DELETE",
                  "/jobs/" + ids[static_cast<std::size_t>(rng.between(0, static_cast<std::int64_t>(ids.size()) - 1))]);
      else
        ids.push_back(world.submit("x", 1 + static_cast<int>(rng.between(0, 3))));
      world.now = world.now + Millis(rng.between(0, 1500));
      if (polled)
        for (const std::string& id : ids) world.ask("GET", "/jobs/" + id);
    }
    world.now = world.now + Seconds(60);
    const Decimal left = world.available();
    const Ledger& ledger = world.account().ledger;
    CHECK(ledger.holds(Purse::reserved) == Decimal{0});
    std::int64_t delivered = 0;
    for (const Job& job : world.state.jobs()) delivered += delivers(job) ? job.price.amount.nano : 0;
    CHECK(ledger.holds(Purse::spent).nano == delivered);
    CHECK(left.nano + delivered == 100 * Decimal::kOne);
    return left.nano;
  };
  CHECK(run(false) == run(true));
}

TEST_CASE("settling twice is settling once, in the order of the ends", "[state]") {
  SmallWorld world;
  world.submit("[[mockling: ok, run=5s]]");
  world.submit("[[mockling: ok, run=1s]]");
  world.state.settle(world.now + Seconds(10));
  const auto entries = world.account().ledger.entries();
  world.state.settle(world.now + Seconds(10));
  CHECK(world.account().ledger.entries().size() == entries.size());
  REQUIRE(entries.size() == 5);
  CHECK((entries[3].job == 2 && entries[3].move == Move::charge && entries[3].at == world.now + Seconds(2)));
  CHECK((entries[4].job == 1 && entries[4].at == world.now + Seconds(6)));
}

TEST_CASE("what changed is told once", "[state]") {
  SmallWorld world;
  const std::string id = world.submit();
  const auto changes = world.state.take_changes();
  CHECK(std::any_of(changes.begin(), changes.end(),
                    [&](const Change& change) { return change.kind == Change::Kind::job && change.key == id; }));
  CHECK(world.state.take_changes().empty());
  world.ask("GET", "/jobs/" + id);
  CHECK(world.state.take_changes().empty());
}

TEST_CASE("no more jobs run at once than the level allows, and none waits needlessly", "[planner][property]") {
  for (std::uint64_t n = 0; n < 300; ++n) {
    SmallWorld world(Json{{"level", "pair"}, {"balance", "1000000"}}, n);
    std::vector<std::string> ids;
    Rng rng(10, "slots", n);
    for (int i = 0; i < 12; ++i) {
      const bool stuck = rng.between(0, 7) == 0;
      if (rng.between(0, 3) == 0 && !ids.empty()) {
        const std::size_t at = static_cast<std::size_t>(rng.between(0, static_cast<std::int64_t>(ids.size()) - 1));
        world.ask("DELETE", "/jobs/" + ids[at]);
      } else {
        ids.push_back(
            world.submit(stuck ? "[[mockling: stuck, queue=0s]]"
                               : "[[mockling: ok, queue=0s, run=" + std::to_string(rng.between(1, 20)) + "s]]"));
      }
      world.now = world.now + Millis(rng.between(0, 4000));
      int running = 0, waiting = 0;
      for (const Job& job : world.state.jobs()) {
        const Phase phase = phase_at(job, world.now);
        running += phase == Phase::running;
        waiting += phase == Phase::queued;
      }
      CHECK(running <= 2);
      CHECK((waiting == 0 || running == 2));
    }
    for (const Job& job : world.state.jobs())
      if (job.plan.last == Phase::succeeded && job.plan.starts != kNever)
        CHECK(job.plan.ends == job.plan.starts + job.plan.running);
  }
}

TEST_CASE("an ending comes from the prompt, else a rule, else the scenario", "[planner]") {
  const Scenario scenario = parse_scenario(Json::parse(R"({"endings":[{"nth":1,"ending":"s"}]})")).value();
  CHECK(choose_ending({"m", {}, {}, {}}, "r", scenario, 1) == "m");
  CHECK(choose_ending({}, "r", scenario, 1) == "r");
  CHECK(choose_ending({}, "", scenario, 1) == "s");
  CHECK(choose_ending({}, "", scenario, 2) == "ok");
}

TEST_CASE("jobs are forgotten when they expire", "[state]") {
  SmallWorld world;
  const std::string id = world.submit();
  world.now = world.now + std::chrono::hours(3);
  world.ask("GET", "/jobs/other");
  CHECK(world.state.find_job(id) == nullptr);
  CHECK(world.state.jobs().empty());
  CHECK(world.available() == *parse_decimal("98"));
  CHECK(world.state.next_number() == 2);
}
