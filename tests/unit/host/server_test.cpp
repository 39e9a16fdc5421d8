// The server as programs meet it: many at once, large bodies, held answers, the control plane, kept state.
#include "catch.hpp"

#include <atomic>
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

Request keyed(Request request, const std::string& key) {
  request.headers.set("Authorization", "Bearer " + key);
  return request;
}

Reply ask(const Loopback& server, Request request, const std::string& key) {
  RawClient client(server.port());
  client.send(server.written(keyed(std::move(request), key)));
  return Loopback::read(client);
}

// What one client does all day: submit, poll, upload, fetch, search, delete. Returns how many answers were wrong.
int live(const Loopback& server, const std::string& key, int rounds) {
  int wrong = 0;
  const auto expect = [&](int status, const Reply& reply) { wrong += reply.status != status; };
  for (int i = 0; i < rounds; ++i) {
    const Reply submitted = ask(server, request_for("POST", kSubmit, R"({"prompt":"x"})"), key);
    expect(200, submitted);
    const std::string path = "/api/v3/predictions/" + text_of(submitted.data(), "id");
    expect(200, ask(server, request_for("GET", path + "/result"), key));
    const Json ticket =
        ask(server, request_for("POST", "/api/v3/media/uploads", R"({"filename":"a.png","size":4})"), key).data();
    expect(200, ask(server, request_for("PUT", text_of(ticket.at("upload"), "url"), "meow"), key));
    const Reply back = ask(server, request_for("GET", text_of(ticket, "download_url")), key);
    wrong += back.text != "meow";
    expect(200, ask(server, request_for("POST", "/api/v3/predictions", R"({"page":1,"page_size":9})"), key));
    expect(200, ask(server, request_for("PATCH", "/_mockling/world", R"({"advance":"100ms"})"), key));
    expect(200, ask(server, request_for("GET", "/_mockling/world"), key));
    if (i % 2 == 0) expect(200, ask(server, request_for("DELETE", path), key));
  }
  return wrong;
}

}  // namespace

TEST_CASE("eight clients with the same and with different keys are all answered rightly", "[server][threads]") {
  Loopback server;
  std::atomic<int> wrong{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i)
    clients.emplace_back([&, key = i % 2 == 0 ? std::string("mk_shared") : "mk_" + std::to_string(i)] {
      wrong += live(server, key, 6);
    });
  for (std::thread& client : clients) client.join();
  CHECK(wrong == 0);
  const Json shared = ask(server, request_for("GET", "/_mockling/world"), "mk_shared").json();
  const Json own = ask(server, request_for("GET", "/_mockling/world"), "mk_1").json();
  std::int64_t jobs = 0;
  for (const auto& [phase, count] : shared.at("jobs").items()) jobs += count.get<std::int64_t>();
  CHECK(jobs == 4 * 6);
  CHECK(shared.at("jobs").at("deleted") == 4 * 3);
  CHECK(own.at("jobs").at("deleted") == 3);
}

TEST_CASE("a world may change its switches while others submit", "[server][threads]") {
  Loopback server;
  std::atomic<int> wrong{0};
  std::thread changer([&] {
    for (int i = 0; i < 10; ++i) {
      const char* reading = i % 2 == 0 ? "string" : "array";
      const Json body{{"switches", {{"wavespeed", {{"outputs", reading}}}}}};
      wrong += ask(server, request_for("PATCH", "/_mockling/world", dump(body)), "mk_one").status != 200;
    }
  });
  for (int i = 0; i < 20; ++i)
    wrong +=
        ask(server, request_for("POST", kSubmit, R"({"prompt":"x"})"), i % 2 == 0 ? "mk_one" : "mk_two").status != 200;
  changer.join();
  CHECK(wrong == 0);
}

TEST_CASE("a JSON body of several megabytes is taken as the data allow", "[server]") {
  Loopback server;
  const auto submit = [&](std::size_t bytes) {
    return server.post("/api/v3/kwaivgi/kling-v3.0-pro/image-to-video",
                       {{"prompt", "x"}, {"image", "data:image/png;base64," + std::string(bytes, 'A')}});
  };
  CHECK(submit(500'000).status == 200);
  CHECK(submit(3'000'000).status == 200);
  const Reply refused = submit(11'000'000);
  CHECK(refused.status == 413);
  CHECK(text_of(refused.json(), "message") == "request body too large");
}

TEST_CASE("what the listener refuses is worded by the provider", "[server]") {
  Loopback server;
  const auto raw = [&](const std::string& bytes) {
    RawClient client(server.port());
    client.send(bytes);
    return Loopback::read(client);
  };
  const Reply nonsense = raw("nonsense\r\n\r\n");
  CHECK(nonsense.status == 400);
  CHECK(nonsense.json() == Json{{"code", 400}, {"message", "bad request"}});
  const Reply head = raw("GET /api/v3/balance HTTP/1.1\r\nHost: x\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n");
  CHECK(head.status == 431);
  CHECK(head.json().at("code") == 431);
  const Reply body = raw("POST " + kSubmit + " HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");
  CHECK(body.status == 413);
  CHECK(body.json().at("code") == 413);
}

TEST_CASE("a path that is nobody's, a preflight, and no key", "[server]") {
  Loopback server;
  CHECK(ask(server, request_for("GET", "/nobody"), "k").status == 404);
  RawClient client(server.port());
  CHECK(client.ask("GET /api/v3/balance HTTP/1.1\r\nHost: x\r\n\r\n").status == 401);
  Request preflight = request_for("OPTIONS", kSubmit);
  preflight.headers.add("Origin", "http://page.test");
  const Reply allowed = ask(server, preflight, "k");
  CHECK(allowed.status == 204);
  CHECK(allowed.headers.get("Access-Control-Allow-Origin") == "*");
  Request foreign = request_for("GET", "/api/v3/balance");
  foreign.headers.add("Origin", "http://page.test");
  CHECK(ask(server, foreign, "k").headers.get("Access-Control-Allow-Origin") == "*");
}

TEST_CASE("links lead back to the host that the client used", "[server]") {
  Loopback server;
  RawClient client(server.port());
  const auto answer =
      client.ask("POST " + kSubmit + " HTTP/1.1\r\nHost: mockling.test:99\r\nAuthorization: Bearer k\r\n" +
                 "Content-Length: 14\r\n\r\n{\"prompt\":\"x\"}");
  CHECK(answer.body.find("\"get\":\"http://mockling.test:99/api/v3/predictions/") != std::string::npos);
}

TEST_CASE("a held answer comes when the world's clock gets there", "[server]") {
  Loopback server(Json::object(), {{"wavespeed", {{"sync-mode", "honoured"}}}}, "mk_sync");
  RawClient waiting(server.port());
  waiting.send(
      server.written(keyed(request_for("POST", kSubmit, R"({"prompt":"x","enable_sync_mode":true})"), server.key())));
  CHECK_FALSE(waiting.more(std::chrono::milliseconds(100)));
  server.advance(Seconds(30));
  const Reply reply = Loopback::read(waiting);
  CHECK(reply.status == 200);
  CHECK(reply.data().at("status") == "completed");
}

TEST_CASE("a job deleted while its answer is held ends the wait", "[server]") {
  Loopback server(Json::object(), {{"wavespeed", {{"sync-mode", "honoured"}}}}, "mk_sync");
  RawClient waiting(server.port());
  waiting.send(
      server.written(keyed(request_for("POST", kSubmit, R"({"prompt":"x","enable_sync_mode":true})"), server.key())));
  CHECK_FALSE(waiting.more(std::chrono::milliseconds(50)));
  const Json jobs = server.post("/api/v3/predictions", {{"page", 1}, {"page_size", 1}}).data().at("items");
  REQUIRE(jobs.size() == 1);
  ask(server, request_for("DELETE", "/api/v3/predictions/" + text_of(jobs[0], "id")), server.key());
  CHECK(Loopback::read(waiting).status == 200);
}

TEST_CASE("a client that goes away while its answer is held is noticed", "[server]") {
  Loopback server(Json::object(), {{"fal", {{"left-early", "broken-off"}}}}, "mk:left");
  const std::string endpoint = "fal-ai/kling-video/o3/4k/text-to-video";
  const auto with_key = [&](Request request) {
    request.headers.set("Authorization", "Key " + server.key());
    return request;
  };
  const auto ended = [&] {
    const std::string list = "/api.fal.ai/v1/models/requests/by-endpoint?endpoint_id=" + endpoint;
    return server.ask(with_key(request_for("GET", list))).json().at("items");
  };
  {
    RawClient leaving(server.port());
    leaving.send(server.written(with_key(request_for("POST", "/fal.run/" + endpoint, R"({"prompt":"x"})"))));
    CHECK_FALSE(leaving.more(std::chrono::milliseconds(100)));
    CHECK(ended().empty());
  }
  Json items = ended();
  for (int tries = 0; items.empty() && tries < 2000; ++tries) items = ended();
  REQUIRE(items.size() == 1);
  CHECK(items[0].at("status_code") == 499);
}

TEST_CASE("the control plane tells what was paid, what was asked, and what a moved clock brings about", "[server]") {
  Loopback server;
  const std::string submit = "/api/v3/kwaivgi/kling-v3.0-pro/text-to-video";
  REQUIRE(server.post(submit, {{"prompt", "x"}}).status == 200);
  REQUIRE(server.post(submit, {{"prompt", 5}}).status == 400);
  const Json started = server.change({{"advance", "next"}}).at("happened");
  REQUIRE(started.size() == 1);
  CHECK(started[0].at("what") == "running");
  CHECK(server.change({{"advance", "1h"}}).at("happened").size() == 2);
  const Json bill = server.get("/_mockling/ledger").json().at("accounts").at("wavespeed");
  CHECK(bill.at("in_words") == "spent 0.56 USD for no clip; 0.56 USD wasted");
  CHECK(bill.at("wasted_on")[0].at("requests") == Json::array({1}));
  CHECK(server.get("/_mockling/journal").json().at("of") == 2);
  const Json refused = server.get("/_mockling/journal?status=400").json().at("entries");
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].at("number") == 2);
  CHECK(server.get("/_mockling/journal?state=done").status == 400);
  CHECK(server.post("/_mockling/ledger", Json::object()).status == 405);
}

TEST_CASE("the control plane refuses with a reason, and can be switched off", "[server]") {
  Loopback server;
  for (const char* body :
       {"", "[]", "{\"advance\":5}", "{\"scenario\":\"nothing\"}", "{\"switches\":5}",
        "{\"switches\":{\"wavespeed\":{\"promt\":\"x\"}}}", "{\"scenario\":{\"lifecycle\":5}}",
        "{\"scenario\":{\"lifecycle\":{\"running_ms\":[\"x\",1]}}}", "{\"switches\":{\"wavespeed\":[]}}"}) {
    const Reply reply = ask(server, request_for("PATCH", "/_mockling/world", body), "k");
    INFO(body << " " << reply.text);
    CHECK(reply.status == 400);
    CHECK(text_of(reply.json(), "error").size() > 10);
  }
  CHECK(ask(server, request_for("DELETE", "/_mockling/ledger"), "k").status == 405);
  CHECK(ask(server, request_for("GET", "/_mockling/nothing"), "k").status == 404);
  CHECK(ask(server, request_for("GET", "/_mockling/health"), "k").status == 200);
  Loopback closed(Json::object(), {}, "k", [](host::ServerOptions& options) { options.control = false; });
  CHECK(closed.get("/_mockling/health").status == 404);
}

TEST_CASE("worlds, jobs and uploads outlive the server when a folder is given", "[server]") {
  const test::TempFolder folder;
  const auto keep = [&](host::ServerOptions& options) { options.state_dir = folder.path().string(); };
  std::string id, link, before;
  {
    Loopback server(Json::object(), {}, "mk_kept", keep);
    id = text_of(server.post(kSubmit, {{"prompt", "x"}}).data(), "id");
    const Json ticket = server.post("/api/v3/media/uploads", {{"filename", "a.png"}, {"size", 4}}).data();
    link = text_of(ticket, "download_url");
    ask(server, request_for("PUT", text_of(ticket.at("upload"), "url"), "meow"), "k");
    server.advance(Seconds(60));
    before = server.get("/api/v3/balance").text;
  }
  Loopback server(Json::object(), {}, "mk_kept", keep);
  CHECK(server.get("/api/v3/predictions/" + id).data().at("status") == "completed");
  CHECK(server.get("/api/v3/balance").text == before);
  CHECK(ask(server, request_for("GET", link), "k").text == "meow");
  const std::string next =
      text_of(server.post("/api/v3/media/uploads", {{"filename", "a.png"}, {"size", 4}}).data(), "download_url");
  CHECK(next.substr(next.find("/media")) != link.substr(link.find("/media")));
}

TEST_CASE("data or state that cannot be used stops the start and says why", "[server]") {
  const test::TempFolder folder;
  folder.write("worlds.jsonl", "{\"kind\":\"world\",\"world\":\"w\"}\n");
  const auto keep = [&](host::ServerOptions& options) { options.state_dir = folder.path().string(); };
  CHECK_THROWS_WITH(Loopback(Json::object(), {}, "k", keep), Catch::Contains("w cannot be read"));
  CHECK_THROWS_WITH(Loopback(Json::object(), {{"wavespeed", {{"promt", "x"}}}}),
                    Catch::Contains("there is no switch promt"));
  CHECK_THROWS_WITH(Loopback(Json{{"level", "none"}}), Catch::Contains("no level is called"));
}
