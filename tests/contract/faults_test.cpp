// Accept the job, lose the answer: with each provider, and what it costs.
#include "catch.hpp"

#include <filesystem>
#include <fstream>

#include <mockling/core/admin.hpp>
#include <mockling/core/statement.hpp>

#include "client.hpp"
#include "documents.hpp"

using namespace mockling;
using test::Emulated;

TEST_CASE("roles name operations that the provider's routes have, and no operation has two of submit, poll and file",
          "[contract][fault]") {
  for (const Provider& provider : test::default_catalog()->providers) {
    INFO(provider.spec.name);
    const Json& roles = child(provider.spec.document, "roles");
    REQUIRE(roles.is_object());
    for (const auto& [role, operations] : roles.items())
      for (const Json& operation : operations) {
        INFO(role << " " << operation);
        const auto has = [&](const Route& route) { return route.operation == operation; };
        CHECK(std::any_of(provider.spec.routes.begin(), provider.spec.routes.end(), has));
      }
    for (const Route& route : provider.spec.routes) {
      int played = 0;
      for (const char* role : {"submit", "poll", "file", "upload", "cancel"})
        played += detail::plays(&roles, role, route.operation) ? 1 : 0;
      INFO(route.operation);
      CHECK(played <= 1);
      CHECK(played == (detail::plays(&roles, "file", route.operation) ? 1 : played));
    }
  }
}

TEST_CASE("three lost answers and their retries cost four clips, and the bill names the requests",
          "[contract][fault][statement]") {
  Emulated world(Json{{"faults", Json::array({"lost-response:1-2", "500-but-accepted@submit:3"})}});
  std::string last;
  for (int n = 0; n < 4; ++n) {
    const test::Reply reply =
        world.post("/api/v3/kwaivgi/kling-video-o3-4k/text-to-video", {{"prompt", "x"}, {"duration", 5}});
    CHECK(reply.status == (n == 2 ? 500 : 200));  // what is lost on the wire is whole until there
    last = reply.status == 200 ? text_of(reply.data(), "id") : last;
  }
  world.advance(test::kLong);
  const std::string url = test::result(world, last).at("outputs")[0];
  CHECK(world.ask(test::request_for("GET", url)).clip.has_value());
  const Json bill = statement(world.state(), world.catalog(), world.now()).at("accounts").at("wavespeed");
  CHECK(bill.at("in_words") == "spent 8.4 USD for 1 clip of 2.1 USD; 6.3 USD wasted");
  REQUIRE(bill.at("wasted_on").size() == 3);
  for (std::size_t n = 0; n < 3; ++n) CHECK(bill.at("wasted_on")[n].at("requests") == Json::array({n + 1}));
  const auto& receipts = world.state().faults().receipts();
  REQUIRE(receipts.size() == 3);
  for (const FaultReceipt& receipt : receipts) CHECK(receipt.accepted);
}

TEST_CASE("a file's answer that is cut was not taken away", "[contract][fault][statement]") {
  Emulated world(Json{{"faults", Json::array({"reset@file:1", "expired@file:2"})}});
  const std::string id = test::submit(world);
  world.advance(test::kLong);
  const std::string url = test::result(world, id).at("outputs")[0];
  const auto words = [&] {
    return statement(world.state(), world.catalog(), world.now()).at("accounts").at("wavespeed").at("in_words");
  };
  CHECK(world.ask(test::request_for("GET", url)).status == 200);
  CHECK(world.ask(test::request_for("GET", url)).status == 404);
  CHECK(words() == "spent 0.56 USD for no clip; 0.56 USD wasted");
  CHECK(world.ask(test::request_for("GET", url)).status == 200);
  CHECK(words() == "spent 0.56 USD for 1 clip of 0.56 USD");
}

TEST_CASE("every provider's submit, poll and file can be struck by its role", "[contract][fault]") {
  struct Client {
    const char* provider;
    const char* submit;
    Json input;
    const char* id;
    const char* poll;
  };
  const Client clients[] = {{"wavespeed",
                             "/api/v3/kwaivgi/kling-v3.0-pro/text-to-video",
                             {{"prompt", "x"}},
                             "/data/id",
                             "/api/v3/predictions/{id}/result"},
                            {"fal",
                             "/queue.fal.run/fal-ai/kling-video/v3/pro/text-to-video",
                             {{"prompt", "x"}},
                             "/request_id",
                             "/queue.fal.run/fal-ai/kling-video/requests/{id}/status"},
                            {"evolink",
                             "/v1/videos/generations",
                             {{"model", "kling-o3-text-to-video"}, {"prompt", "x"}},
                             "/id",
                             "/v1/tasks/{id}"}};
  for (const Client& client : clients) {
    INFO(client.provider);
    Emulated world(Json{{"faults", Json::array({"status@submit:1 code=599", "status@poll:2 code=598"})}},
                   test::default_catalog(), std::string(client.provider) == "fal" ? "mk:test" : "mk_test",
                   client.provider);
    CHECK(world.post(client.submit, client.input).status == 599);
    CHECK(world.state().jobs().empty());
    const test::Reply reply = world.post(client.submit, client.input);
    INFO(reply.text);
    REQUIRE(reply.status == 200);
    const std::string id = reply.json().at(Json::json_pointer(client.id));
    const std::string poll = fill(client.poll, {{"id", id}});
    CHECK(world.get(poll).status / 100 == 2);
    CHECK(world.get(poll).status == 598);
    CHECK(world.state().faults().receipts().back().job == id);
  }
}

namespace {

// Asks on a connection that has served before, with the key.
test::Reply again(Emulated& world, const std::string& method, const std::string& target, const std::string& body = {}) {
  Request request = world.with_key(test::request_for(method, target, body));
  request.reused = true;
  return world.ask(std::move(request));
}

// What a patient client does: submits thrice, polls, downloads.
void play(Emulated& world) {
  for (int n = 0; n < 3; ++n) again(world, "POST", test::kSubmit, R"({"prompt":"x"})");
  world.advance(std::chrono::hours(1));
  for (int n = 0; n < 5; ++n)
    for (const Job& job : world.state().jobs()) {
      again(world, "GET", "/api/v3/predictions/" + job.id + "/result");
      again(world, "GET", "/output/" + world.state().id() + "/" + job.id + ".mp4");
    }
}

}  // namespace

TEST_CASE("every scenario with faults loads, says what it is about, and strikes a client that plays it",
          "[contract][fault][scenario]") {
  const std::filesystem::path folder = std::filesystem::path(MOCKLING_SOURCE_DIR) / "fixtures/scenarios";
  int struck = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    INFO(entry.path());
    const Json document = test::read_document("fixtures/scenarios/" + entry.path().filename().string());
    const auto scenario = parse_scenario(document);
    REQUIRE(scenario);
    CHECK(detail::fits(*scenario, *test::default_catalog()));
    CHECK(text_of(document, "about").size() > 20);
    CHECK(scenario->name == entry.path().stem().string());
    if (scenario->faults.empty()) continue;
    ++struck;
    Emulated world(document);
    play(world);
    for (const FaultBook::Armed& armed : world.state().faults().armed()) {
      INFO(dump(armed.rule->document));
      CHECK(armed.struck > 0);
    }
  }
  CHECK(struck >= 25);
}

TEST_CASE("the same seed and the same inputs have the same faults and receipts", "[contract][fault]") {
  const auto run = [] {
    Emulated world(Json{{"faults", Json::array({"lost-response@submit:2", "html@poll:%3", "gzip@file"})}});
    play(world);
    return dump(faults_view(world.state().faults()));
  };
  CHECK(run() == run());
}

TEST_CASE("every kind is in the reference", "[contract][fault]") {
  std::ifstream file(std::filesystem::path(MOCKLING_SOURCE_DIR) / "docs/reference/faults.md");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  for (const FaultKind& kind : kFaultKinds) {
    INFO(kind.name);
    const std::size_t row = text.find("\n| `" + std::string(kind.name) + "` | " + std::string(kind.at));
    REQUIRE(row != std::string::npos);
    const std::string line = text.substr(row + 1, text.find('\n', row + 1) - row - 1);
    CHECK(line.find(kind.sees) != std::string::npos);
    CHECK(line.find(kind.accepts ? "| accept |" : "| refuse |") != std::string::npos);
    for (const std::string_view parameter : split(trim(kind.takes), ' '))
      if (!parameter.empty()) CHECK(line.find("`" + std::string(parameter) + "`") != std::string::npos);
  }
}
