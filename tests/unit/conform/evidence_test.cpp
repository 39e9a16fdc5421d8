#include "evidence.hpp"

#include "catch.hpp"
#include "evidence_fixture.hpp"

using namespace mockling;
using namespace mockling::conform;

TEST_CASE("a journal becomes the wire, in order, with the host's prefix cut off", "[evidence]") {
  ProviderSpec spec;
  spec.document = {{"hosts", {{"queue", {"queue.fal.run"}}}}, {"roles", {{"poll", {"status"}}}}};
  const Json journal{
      {"entries",
       Json::array({Json{{"number", 2},
                         {"at", "2026-02-06T08:11:02.417Z"},
                         {"direction", "in"},
                         {"method", "GET"},
                         {"host", "localhost:80"},
                         {"path", "/queue.fal.run/a/status"},
                         {"query", "logs=1&x=%20y"},
                         {"operation", "status"},
                         {"status", 503},
                         {"fault", "f1 (503)"},
                         {"credentials", {"header"}},
                         {"request", {{"headers", Json::array({Json::array({"A", "b"})})}, {"body", "B"}}},
                         {"sent", {{"bytes", 7}, {"complete", false}}}},
                    Json{{"number", 1}, {"at", "2026-02-06T08:11:02Z"}, {"direction", "out"}, {"path", "/other"}}})}};
  const auto wire = exchanges(journal, spec, "localhost");
  REQUIRE(wire.size() == 2);
  CHECK(wire[0].number == 1);
  CHECK_FALSE(wire[0].in);
  CHECK(wire[0].complete);
  const Exchange& poll = wire[1];
  CHECK(poll.foreign);
  CHECK(poll.path == "/a/status");
  CHECK(poll.raw_path == "/queue.fal.run/a/status");
  CHECK(poll.plays("poll"));
  CHECK(poll.query == Query{{"logs", "1"}, {"x", " y"}});
  CHECK(poll.fault == "f1");
  CHECK(poll.carries_credential());
  CHECK(poll.headers.front() == std::pair<std::string, std::string>("A", "b"));
  CHECK(poll.bytes == 7);
  CHECK_FALSE(poll.complete);
  CHECK((poll.at - wire[0].at).count() == 417'000'000);
}

TEST_CASE("a paid job is one whose money was not given back", "[evidence]") {
  Evidence seen;
  seen.ledger = {{{}, "reserve", "1", "a"}, {{}, "charge", "1", "a"}, {{}, "reserve", "1", "b"},
                 {{}, "release", "1", "b"}, {{}, "charge", "1", "c"}, {{}, "refund", "1", "c"}};
  CHECK(seen.paid_jobs() == std::vector<std::string>{"a"});
}

TEST_CASE("what is no time is 1970, what is no journal is empty", "[evidence]") {
  CHECK(instant_of("soon") == Instant{});
  CHECK(instant_of("") == Instant{});
  CHECK(instant_of("1970-01-01T00:00:01.5Z").ns == 1'500'000'000);
  CHECK(exchanges(Json(), ProviderSpec{}, "localhost").empty());
  CHECK(movements(Json()).empty());
}
