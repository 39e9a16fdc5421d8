// The worlds of a server: listed, reset, deleted, written out and taken over, while requests are on their way in them.
#include "catch.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "../../contract/loopback.hpp"
#include "../../support/temp_folder.hpp"

using namespace mockling;
using test::Loopback;
using test::RawClient;
using test::Reply;
using test::request_for;

namespace {

const std::string kSubmit = "/api/v3/kwaivgi/kling-v3.0-pro/text-to-video";

Reply ask(const Loopback& server, const std::string& key, std::string method, std::string_view target,
          std::string body = {}) {
  Request request = request_for(std::move(method), target, std::move(body));
  request.headers.set("Authorization", "Bearer " + key);
  RawClient client(server.port());
  client.send(server.written(request));
  return Loopback::read(client);
}

std::string submit(const Loopback& server, const std::string& key) {
  return text_of(ask(server, key, "POST", kSubmit, R"({"prompt":"x"})").data(), "id");
}

std::int64_t jobs(const Json& view) {
  std::int64_t count = 0;
  for (const auto& [phase, number] : view.at("jobs").items()) count += number.get<std::int64_t>();
  return count;
}

Json view(const Loopback& server, const std::string& key) { return ask(server, key, "GET", "/_mockling/world").json(); }

std::string error_of(const Reply& reply) { return text_of(reply.json(), "error"); }

}  // namespace

TEST_CASE("worlds are listed by id, a page at a time", "[worlds]") {
  Loopback server;
  for (const char* key : {"mk_alpha", "mk_beta_secret", "other"}) submit(server, key);
  const Json all = ask(server, "", "GET", "/_mockling/worlds").json();
  REQUIRE(all.at("of") == 3);
  CHECK(all.at("next") == nullptr);
  std::vector<std::string> ids, names;
  for (const Json& world : all.at("worlds")) {
    ids.push_back(world.at("world"));
    names.push_back(world.at("name").is_null() ? "" : world.at("name").get<std::string>());
    CHECK(world.at("jobs") == 1);
    CHECK(world.at("open") == 1);
    CHECK(world.at("spent") == Json::array({"0 USD"}));
  }
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"", "alpha", "beta"});
  CHECK(dump(all).find("secret") == std::string::npos);
  const Json first = ask(server, "", "GET", "/_mockling/worlds?limit=2").json();
  CHECK(first.at("next") == ids[1]);
  const Json rest = ask(server, "", "GET", "/_mockling/worlds?after=" + ids[1]).json();
  REQUIRE(rest.at("worlds").size() == 1);
  CHECK(rest.at("worlds")[0].at("world") == ids[2]);
  CHECK(error_of(ask(server, "", "GET", "/_mockling/worlds?limit=0")) == "limit is a number from 1 to 1000");
  CHECK(error_of(ask(server, "", "GET", "/_mockling/worlds?name=x")).find("after") != std::string::npos);
}

TEST_CASE("a world that is reset is as it was when it was opened, ids included", "[worlds]") {
  Loopback server;
  const Json opened = view(server, "mk_a");
  const std::string first = submit(server, "mk_a");
  ask(server, "mk_a", "PATCH", "/_mockling/world",
      R"({"scenario":{"level":"gold"},"advance":"1h","spending_limit":"5 USD"})");
  const Reply reset = ask(server, "mk_a", "POST", "/_mockling/world/reset");
  REQUIRE(reset.status == 200);
  for (const char* same : {"seed", "scenario", "spending_limit", "jobs", "accounts", "requests", "name"}) {
    CAPTURE(same);
    CHECK(reset.json().at(same) == (std::string(same) == "accounts" ? Json::object() : opened.at(same)));
  }
  CHECK(ask(server, "mk_a", "GET", "/api/v3/predictions/" + first + "/result").status == 404);
  ask(server, "mk_a", "POST", "/_mockling/world/reset", R"({"seed":77})");
  CHECK(view(server, "mk_a").at("seed") == 77);
  const std::string again = submit(server, "mk_a");
  ask(server, "mk_a", "POST", "/_mockling/world/reset");
  CHECK(view(server, "mk_a").at("seed") == 77);
  CHECK(submit(server, "mk_a") == again);
  CHECK(
      error_of(ask(server, "mk_a", "POST", "/_mockling/world/reset", R"({"seed":-1})")).find("0 to 9007199254740992") !=
      std::string::npos);
  CHECK(error_of(ask(server, "mk_a", "POST", "/_mockling/world/reset", R"({"speed":1})")).find("\"speed\"") !=
        std::string::npos);
  CHECK(jobs(view(server, "mk_a")) == 1);
}

TEST_CASE("a deleted world takes its files with it", "[worlds]") {
  const test::TempFolder folder;
  std::string link;
  {
    Loopback server(Json::object(), {}, "mk_a", [&](auto& options) { options.state_dir = folder.path().string(); });
    const Json ticket = server.post("/api/v3/media/uploads", Json{{"filename", "a.png"}, {"size", 4}}).data();
    REQUIRE(ask(server, "mk_a", "PUT", text_of(ticket.at("upload"), "url"), "meow").status == 200);
    link = text_of(ticket, "download_url");
    CHECK(ask(server, "mk_a", "GET", link).text == "meow");
    CHECK(ask(server, "mk_a", "DELETE", "/_mockling/world").json().at("deleted") == true);
    CHECK(ask(server, "mk_a", "GET", link).status == 404);
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "uploads"))
    files += entry.is_regular_file();
  CHECK(files == 0);
  Loopback server(Json::object(), {}, "mk_a", [&](auto& options) { options.state_dir = folder.path().string(); });
  CHECK(ask(server, "", "GET", "/_mockling/worlds").json().at("of") == 0);
}

TEST_CASE("an exported world goes on under another key, in another server", "[worlds]") {
  Loopback here, there(Json::object(), {}, "mk_there");
  const std::string job = submit(here, "mk_a");
  here.change({{"advance", "1s"}});
  const std::string exported = ask(here, "mk_a", "GET", "/_mockling/world/export").text;
  CHECK(exported.find("mk_a") == std::string::npos);
  for (const char* method : {"PUT", "POST"}) {
    const Reply imported = ask(there, "mk_there", method, "/_mockling/world/import", exported);
    REQUIRE(imported.status == 200);
    CHECK(imported.json().at("name") == "there");
  }
  CHECK(ask(there, "mk_there", "GET", "/_mockling/world/export").text == exported);
  there.advance(std::chrono::hours(1));
  CHECK(there.get("/api/v3/predictions/" + job + "/result").data().at("status") == "completed");
  const Json before = view(there, "mk_there");
  const Reply broken =
      ask(there, "mk_there", "PUT", "/_mockling/world/import", R"({"mockling_world":1,"records":[{"kind":"job"}]})");
  CHECK(broken.status == 400);
  CHECK(error_of(broken).find("records[0]") != std::string::npos);
  CHECK(view(there, "mk_there") == before);
}

TEST_CASE("a held answer ends when its world is closed", "[worlds][threads]") {
  Loopback server(Json{{"lifecycle", {{"queued_ms", {0, 0}}, {"running_ms", {60000, 60000}}}}},
                  {{"wavespeed", {{"sync-mode", "honoured"}}}});
  Request request = request_for("POST", kSubmit, R"({"prompt":"x","enable_sync_mode":true})");
  request.headers.set("Authorization", "Bearer mk_held");
  RawClient client(server.port());
  client.send(server.written(request));
  while (jobs(view(server, "mk_held")) == 0) std::this_thread::yield();
  ask(server, "mk_held", "POST", "/_mockling/world/reset");
  const Reply reply = Loopback::read(client);
  CHECK(reply.status == 404);
  CHECK(reply.type.find("json") != std::string::npos);
}

TEST_CASE("worlds come and go under load, and nobody notices but by a fresh world", "[worlds][threads]") {
  Loopback server;
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&, t] {
      const std::string key = "mk_" + std::to_string(t % 2);
      for (int i = 0; i < 15; ++i) {
        wrong += ask(server, key, "POST", kSubmit, R"({"prompt":"x"})").status != 200;
        if (t < 2 && i % 3 == 0) wrong += ask(server, key, "DELETE", "/_mockling/world").status != 200;
        if (t == 2 && i % 4 == 0) wrong += ask(server, key, "POST", "/_mockling/world/reset").status != 200;
        const Json ticket =
            ask(server, key, "POST", "/api/v3/media/uploads", R"({"filename":"a.png","size":4})").data();
        ask(server, key, "PUT", text_of(ticket.at("upload"), "url"), "meow");  // 404 when the world went meanwhile
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(ask(server, "", "GET", "/_mockling/worlds").json().at("of").get<int>() <= 2);
}

TEST_CASE("two hundred tests in parallel, each with its own world, do not meet", "[worlds][threads]") {
  Loopback server;
  std::atomic<int> wrong{0}, next{0};
  const auto test_of = [&](int number) {
    const std::string key = "mk_test-" + std::to_string(number);
    const int shots = 1 + number % 4;
    const bool fails = number % 3 == 0;
    const Json scenario{
        {"endings", Json::array({Json{{"every", 1}, {"ending", fails ? "failed" : "ok"}}})},
        {"refusals", Json::array({Json{{"nth", shots + 1}, {"kind", "rate_limited"}}})},
        {"faults", Json::array({number % 2 == 0 ? "status@poll:1 code=503" : "status@poll:2 code=502"})},
        {"lifecycle", {{"queued_ms", {0, 0}}, {"running_ms", {number * 10, number * 10}}}}};
    ask(server, key, "PATCH", "/_mockling/world", dump(Json{{"scenario", scenario}}));
    std::string job;
    for (int i = 0; i < shots; ++i) wrong += (job = submit(server, key)).empty();
    const std::string poll = "/api/v3/predictions/" + job + "/result";
    wrong += ask(server, key, "GET", poll).status != (number % 2 == 0 ? 503 : 200);
    wrong += ask(server, key, "GET", poll).status != (number % 2 == 0 ? 200 : 502);
    wrong += ask(server, key, "POST", kSubmit, R"({"prompt":"x"})").status != 429;
    const Json moved =
        ask(server, key, "PATCH", "/_mockling/world", dump(Json{{"advance", std::to_string(number * 10 + 1) + "ms"}}))
            .json();
    wrong += moved.at("jobs") != Json{{fails ? "failed" : "succeeded", shots}};
    wrong += moved.at("requests") != shots + 3;
    const Json bill = ask(server, key, "GET", "/_mockling/ledger").json().at("accounts").at("wavespeed");
    const std::string spent = to_text(Decimal{fails ? 0 : shots * (Decimal::kOne * 56 / 100)});
    wrong += bill.at("spent") != spent || bill.at("reserved") != "0";
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t)
    threads.emplace_back([&] {
      for (int number = next++; number < 200; number = next++) test_of(number);
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(ask(server, "", "GET", "/_mockling/worlds").json().at("of") == 200);
}
