// A world as records and back.
#include "catch.hpp"

#include "small_world.hpp"

using namespace mockling;
using test::SmallWorld;

namespace {

WorldRecords taken(const std::vector<Json>& records) {
  WorldRecords world;
  for (const Json& record : records) world.take(parse_json(dump(record), {64, 100'000}).value());
  return world;
}

std::string text_of_all(const std::vector<Json>& records) {
  std::string all;
  for (const Json& record : records) all += dump(record) + "\n";
  return all;
}

// A world that has lived: jobs of every kind, deletions, uploads.
void live(SmallWorld& world, std::uint64_t n) {
  Rng rng(11, "persist", n);
  std::vector<std::string> ids;
  for (int i = 0; i < 10; ++i) {
    const char* prompts[] = {"plain \xf0\x9f\x8e\xac", "[[mockling: broken]]", "[[mockling: stuck]]",
                             "[[mockling: ok, run=90s]]"};
    ids.push_back(world.submit(prompts[rng.between(0, 3)], 1 + static_cast<int>(rng.between(0, 4))));
    if (rng.between(0, 3) == 0) world.ask("DELETE", "/jobs/" + ids[static_cast<std::size_t>(rng.between(0, i))]);
    world.now = world.now + Millis(rng.between(0, 3000));
  }
  FileRecord file;
  file.id = "f" + std::to_string(n);
  file.name = "a.png";
  file.content_type = "image/png";
  file.size = 12;
  file.created = world.now;
  file.facts = {64, 36, Millis(1500), true};
  world.state.add_file(file);
  world.state.settle(world.now);
}

}  // namespace

TEST_CASE("a world restored is the world that was kept", "[persist][property]") {
  for (std::uint64_t n = 0; n < 100; ++n) {
    SmallWorld world(Json{{"level", n % 2 == 0 ? "pair" : "free"}, {"balance", "777.123456789"}}, n);
    world.state.clock().set_rate(static_cast<std::int64_t>(n) * 100, world.now);
    world.state.set_universe({{"small", {{"prompt", "optional"}}}});
    live(world, n);
    const std::vector<Json> records = snapshot(world.state);
    const auto restored = restore(taken(records));
    restored->settle(world.now);
    CHECK(text_of_all(snapshot(*restored)) == text_of_all(records));
    const Instant later = world.now + Seconds(500);
    restored->settle(later);
    world.state.settle(later);
    const Ledger& was = world.account().ledger;
    const Ledger& is = restored->account(world.spec(), later).ledger;
    for (const Purse purse : {Purse::available, Purse::reserved, Purse::spent})
      CHECK(is.holds(purse) == was.holds(purse));
    CHECK(restored->next_number() == world.state.next_number());
    CHECK(restored->take_changes().empty());
  }
}

TEST_CASE("changes written one by one add up to the same world as a snapshot", "[persist][property]") {
  for (std::uint64_t n = 0; n < 50; ++n) {
    SmallWorld world(Json{{"level", "pair"}}, n);
    WorldRecords log;
    for (int round = 0; round < 3; ++round) {
      live(world, n);
      for (const Change& change : world.state.take_changes())
        if (const Json record = change_record(world.state, change); !record.is_null()) log.take(record);
    }
    const auto restored = restore(log);
    restored->settle(world.now);
    const Ledger& was = world.account().ledger;
    const Ledger& is = restored->account(world.spec(), world.now).ledger;
    for (const Purse purse : {Purse::available, Purse::reserved, Purse::spent})
      CHECK(is.holds(purse) == was.holds(purse));
    REQUIRE(restored->jobs().size() == world.state.jobs().size());
    for (std::size_t i = 0; i < restored->jobs().size(); ++i)
      CHECK(dump(job_record(*restored, restored->jobs()[i])) == dump(job_record(world.state, world.state.jobs()[i])));
  }
}

TEST_CASE("a restored world goes on as the kept one would have", "[persist]") {
  SmallWorld world;
  live(world, 3);
  const auto restored = restore(taken(snapshot(world.state)));
  SmallWorld& original = world;
  Request request;
  request.method = "POST";
  request.path = "/run/acme/clip";
  request.headers.add("Authorization", "Key key");
  request.body.bytes = R"({"prompt":"next"})";
  request.body.size = request.body.bytes.size();
  const auto answer = [&](State& state) {
    return std::get<TextBody>(original.emulator.handle(test::shared_catalog(), request, state, world.now).response.body)
        .text;
  };
  CHECK(answer(*restored) == answer(world.state));
}

TEST_CASE("a restored world goes on counting submits for its scenario's refusals", "[persist]") {
  SmallWorld world(Json{{"refusals", Json::array({Json{{"nth", 3}, {"kind", "internal"}}})}});
  world.submit("x");
  world.submit("x");
  const auto restored = restore(taken(snapshot(world.state)));
  CHECK(restored->submits() == 2);
  restored->set_scenario({});
  CHECK(restored->submits() == 0);
}

TEST_CASE("a level that is no longer in the data counts as the default one", "[persist]") {
  SmallWorld world;
  world.account().level = "abolished";
  const auto restored = restore(taken(snapshot(world.state)));
  CHECK(restored->account(world.spec(), world.now).level == "abolished");
  CHECK(level_of(world.spec(), restored->account(world.spec(), world.now)).concurrent == 0);
  world.submit();
}

TEST_CASE("records of nothing are an error, never a crash", "[persist]") {
  SmallWorld world;
  live(world, 1);
  const std::vector<Json> records = snapshot(world.state);
  for (const char* pointer : {"/seed", "/clock", "/world"}) {
    std::vector<Json> broken = records;
    const Json::json_pointer place(pointer);
    broken[0].erase(place.back());
    INFO(pointer);
    CHECK_THROWS_AS(restore(taken(broken)), Json::exception);
  }
  for (const char* field : {"plan", "shape"}) {
    std::vector<Json> broken = records;
    broken[1]["job"].erase(field);
    INFO(field);
    CHECK_THROWS_AS(restore(taken(broken)), Json::exception);
  }
  const auto refuses = [&](std::size_t record, const char* pointer, Json value) {
    std::vector<Json> broken = records;
    broken[record][Json::json_pointer(pointer)] = std::move(value);
    INFO(pointer);
    CHECK_THROWS_AS(restore(taken(broken)), Json::exception);
  };
  refuses(0, "/seed", 1e300);
  refuses(0, "/next", -1);
  refuses(0, "/clock/rate", -5);
  refuses(0, "/universe/small", 5);
  refuses(0, "/scenario", Json{{"level", 5}});
  refuses(0, "/accounts/0/funded", "9223372036.854775807");
  refuses(0, "/accounts/0/spent_before", "-1");
  refuses(1, "/job/number", 1e300);
  refuses(1, "/job/price", "-1");
  refuses(1, "/job/price", "2000000000");
  refuses(1, "/job/plan/last", "nowhere");
  refuses(1, "/job/plan/ends", INT64_MIN);
  refuses(1, "/job/shape/rate", Json{0, 1});
  refuses(1, "/job/shape/width", -1);
  WorldRecords none;
  CHECK_THROWS_AS(none.take(Json::object()), Json::exception);
  CHECK_THROWS_AS(none.take(5), Json::exception);
}
