// A client tested with Catch2 against a server in the same process: its key is its world, and the world knows what the
// client did and what that cost.
#include <httplib.h>
#include <catch2/catch.hpp>

#include <mockling/embedded_data.hpp>
#include <mockling/host.hpp>
#include <mockling/testing/catch2.hpp>

using namespace mockling;
using prove::SpentExactly;
using prove::Submitted;
using prove::SubmittedOnce;

namespace {

// The program under test: submits, tries again when that was refused, and returns how the job ended.
std::string make_clip(int port, const std::string& key, int tries) {
  httplib::Client client("127.0.0.1", port);
  client.set_bearer_token_auth(key);
  for (int i = 0; i < tries; ++i) {
    const auto submitted = client.Post("/api/v3/kwaivgi/kling-v3.0-pro/text-to-video",
                                       R"({"prompt":"a fox in the snow","duration":5})", "application/json");
    if (!submitted || submitted->status != 200) continue;
    const std::string id = Json::parse(submitted->body).at("data").at("id");
    while (true) {
      const auto result = client.Get("/api/v3/predictions/" + id + "/result");
      if (!result || result->status != 200) return "lost";
      const std::string status = Json::parse(result->body).at("data").at("status");
      if (status == "completed" || status == "failed") return status;
    }
  }
  return "refused";
}

// One server for all tests; its data is read once, and each key is a world of its own.
struct Running {
  Running() : server(options(), embedded_data()), port(server.start().value()) {}

  static host::ServerOptions options() {
    host::ServerOptions options;
    options.clock_permille = 1'000'000;  // a thousand times as fast
    options.media = host::MediaMode::off;
    options.scenarios = embedded_scenario;
    return options;
  }

  host::Server server;
  int port;
};

Running& running() {
  static Running one;
  return one;
}

}  // namespace

TEST_CASE("a clip costs what the page says, once") {
  const host::WorldHandle world = running().server.world("mk_once");
  CHECK(make_clip(running().port, "mk_once", 3) == "completed");
  CHECK_THAT(world, SubmittedOnce());
  CHECK_THAT(world, SpentExactly("0.56 USD"));
}

TEST_CASE("a refused submit is tried again, a failed job is not") {
  const host::WorldHandle world = running().server.world("mk_refused");
  REQUIRE(world.scenario({{"refusals", Json::array({Json{{"nth", 1}, {"kind", "rate_limited"}}})},
                          {"endings", Json::array({Json{{"nth", 1}, {"ending", "failed"}}})}}));
  CHECK(make_clip(running().port, "mk_refused", 3) == "failed");
  CHECK_THAT(world, Submitted(1));
  CHECK_THAT(world, SpentExactly("0 USD"));
}

TEST_CASE("a client that submits again when an answer is lost pays twice") {
  const host::WorldHandle world = running().server.world("mk_lost");
  REQUIRE(world.arm("lost-response@submit:1"));
  CHECK(make_clip(running().port, "mk_lost", 3) == "completed");
  CHECK_THAT(world, Submitted(2));  // what a better client would make one
  REQUIRE(world.advance("1h"));
  CHECK_THAT(world, SpentExactly("1.12 USD"));
}

TEST_CASE("a world with a spending limit refuses what would exceed it") {
  const host::WorldHandle world = running().server.world("mk_limit");
  REQUIRE(world.change({{"spending_limit", "0.50 USD"}}));
  CHECK(make_clip(running().port, "mk_limit", 1) == "refused");
  CHECK_THAT(world, Submitted(0));
}
