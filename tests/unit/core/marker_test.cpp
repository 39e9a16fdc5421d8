// Words in a prompt, and situations as data.
#include "catch.hpp"

#include <mockling/core/marker.hpp>
#include <mockling/core/scenario.hpp>
#include <mockling/core/submission.hpp>

#include "small_world.hpp"

using namespace mockling;

namespace {

Marker marker_in(const std::string& text) {
  Marker marker;
  INFO(text);
  REQUIRE(read_markers(text, marker));
  return marker;
}

std::string refused(const std::string& scenario) {
  const auto parsed = parse_scenario(parse_json(scenario).value());
  INFO(scenario);
  REQUIRE_FALSE(parsed);
  return parsed.error().message;
}

}  // namespace

TEST_CASE("a marker names an ending and times", "[marker]") {
  const Marker marker = marker_in("a fox [[mockling: moderated , run=30s,queue=1.5s ]] in the snow");
  CHECK(marker.ending == "moderated");
  CHECK(marker.running == Nanos(Seconds(30)));
  CHECK(marker.queued == Nanos(Millis(1500)));
}

TEST_CASE("several markers add up, later words win", "[marker]") {
  const Marker marker = marker_in("[[mockling: a]] [[mockling:run=1s]] [[mockling: b,,]]");
  CHECK(marker.ending == "b");
  CHECK(marker.running == Nanos(Seconds(1)));
  CHECK_FALSE(marker.queued);
}

TEST_CASE("what is no marker says nothing", "[marker]") {
  for (const char* text : {"", "a fox", "[mockling: x]", "[[Mockling: x]]", "mockling: x", "[[mockling]]",
                           "[[mockling:]]", "[[mockling: , ,]]", "]] [[", "[[other: x]]"}) {
    const Marker marker = marker_in(text);
    CHECK((marker.ending.empty() && !marker.queued && !marker.running));
  }
}

TEST_CASE("a marker that is wrong says what it takes, shortened", "[marker]") {
  for (const std::string text :
       {"[[mockling: run=5]]", "[[mockling: walk=5s]]", "[[mockling: run=]]", "[[mockling: =5s]]", "[[mockling: ok",
        "[[mockling: ok ]", "x [[mockling: run=-1s]]"}) {
    Marker marker;
    INFO(text);
    CHECK_FALSE(read_markers(text, marker));
  }
  Marker marker;
  CHECK(read_markers("[[mockling: " + std::string(9000, 'x') + "=1]]", marker).error().message.size() < 250);
}

TEST_CASE("a scenario says how jobs end", "[scenario]") {
  const Scenario scenario =
      parse_scenario(
          Json::parse(R"({"name":"n","endings":[{"nth":2,"ending":"a"},{"every":3,"ending":"b"},{"nth":6,"ending":"c"}],
        "lifecycle":{"queued_ms":[1,2]},"level":"pair","standing":"active","balance":"1.50"})"))
          .value();
  const char* expected[] = {"", "", "a", "b", "", "", "b", "", "", "b"};
  for (std::uint64_t number = 1; number < 10; ++number) CHECK(scenario_ending(scenario, number) == expected[number]);
  REQUIRE(scenario.lifecycle);
  CHECK(scenario.lifecycle->queued.high == 2);
  CHECK(scenario.balance == "1.50");
}

TEST_CASE("a scenario says which submits are turned away", "[scenario]") {
  const auto scenario =
      parse_scenario(Json::parse(R"({"refusals":[{"nth":2,"kind":"internal"},{"every":3,"kind":"rate_limited"}]})"));
  REQUIRE(scenario);
  REQUIRE(scenario->refusals.size() == 2);
  CHECK(scenario->refusals[0].kind == ErrorKind::internal);
  CHECK(scenario->refusals[1].kind == ErrorKind::rate_limited);
  std::string due;
  for (std::uint64_t number = 1; number < 8; ++number)
    for (const RefusalRule& rule : scenario->refusals) due += rule.when.is(number) ? std::to_string(number) : "";
  CHECK(due == "236");
  CHECK(refused(R"({"refusals":[{"nth":1,"kind":"nonsense"}]})").find("kind") != std::string::npos);
  CHECK(refused(R"({"refusals":[{"kind":"internal"}]})").find("nth") != std::string::npos);
  refused(R"({"refusals":[{"nth":1,"every":1,"kind":"internal"}]})");
  refused(R"({"refusals":[5]})");
  refused(R"({"refusals":"internal"})");
}

TEST_CASE("a scenario that is wrong is refused and says what is", "[scenario]") {
  CHECK(refused("[]").find("object") != std::string::npos);
  CHECK(refused(R"({"ending":"x"})").find("endings") != std::string::npos);
  CHECK(refused(R"({"endings":[{"ending":"x"}]})").find("nth") != std::string::npos);
  refused(R"({"endings":[{"nth":1,"every":2,"ending":"x"}]})");
  refused(R"({"endings":[{"nth":1}]})");
  refused(R"({"endings":[{"nth":-1,"ending":"x"}]})");
  refused(R"({"endings":"x"})");
  refused(R"({"endings":{"nth":1,"ending":"x"}})");
  refused(R"({"lifecycle":5})");
  refused(R"({"lifecycle":{"queued":[1,2]}})");
  refused(R"({"lifecycle":{"queued_ms":["1",2]}})");
  refused(R"({"lifecycle":{"queued_ms":[2,1]}})");
  refused(R"({"lifecycle":{"running_ms":[0,9223372036854775807]}})");
  refused(R"({"lifecycle":{"running_ms":[-1,5]}})");
  refused(R"({"level":5})");
  refused(R"({"standing":["active"]})");
  for (const char* balance : {"1e3", " 1", "-1", "1000000001", "99999999999999"})
    refused(R"({"balance":")" + std::string(balance) + "\"}");
  refused(R"({"balance":1.5})");
}

TEST_CASE("a marker names faults in the compact notation, each checked", "[marker][fault]") {
  const Marker marker = marker_in("[[mockling: fault=reset@poll:1 phase=after_headers, run=1s, fault=empty@file]]");
  CHECK(marker.faults == std::vector<std::string>{"reset@poll:1 phase=after_headers", "empty@file"});
  CHECK(marker.running == Nanos(Seconds(1)));
  Marker wrong;
  const auto read = read_markers("[[mockling: fault=explode]]", wrong);
  REQUIRE_FALSE(read);
  CHECK(read.error().message.find("one of: lost-response") != std::string::npos);
}

TEST_CASE("a scenario's faults are a list, each checked", "[scenario][fault]") {
  const auto parsed = parse_scenario(Json::parse(R"({"faults": ["lost-response:1", {"do": "empty", "at": "poll"}]})"));
  REQUIRE(parsed);
  CHECK(parsed->faults.size() == 2);
  CHECK(refused(R"({"faults": {"do": "reset"}})").find("list") != std::string::npos);
  CHECK(refused(R"({"faults": ["explode"]})").find("lost-response") != std::string::npos);
  CHECK(refused(R"({"faults": [{"do":"reset","id":"a"},{"do":"reset","id":"a"}]})").find("\"a\"") != std::string::npos);
}

TEST_CASE("a submission carries what its prompts ask, read once", "[marker]") {
  const Provider& small = *test::shared_catalog().provider("small");
  const auto asked = [&](const std::string& prompt) {
    return prepare_submission(small.spec, small.models.front(), Json{{"prompt", prompt}}).marker;
  };
  CHECK(asked("a fox").value().ending.empty());
  const auto marker = asked("a fox [[mockling: broken, run=3s, fault=status@show:1]]");
  REQUIRE(marker);
  CHECK(marker->ending == "broken");
  CHECK(marker->running == Nanos(Seconds(3)));
  CHECK(marker->faults == std::vector<std::string>{"status@show:1"});
  const auto unknown = asked("[[mockling: eaten]]");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().kind == ErrorKind::bad_marker);
  CHECK(unknown.error().text.find("no ending is called \"eaten\"; there are: ") == 0);
  CHECK(asked("[[mockling: run=soon]]").error().kind == ErrorKind::bad_marker);
}
