// The life of a job as a client sees it: phases, endings, deletion, retention, levels; and that it is always the same.
#include "catch.hpp"

#include "client.hpp"

using namespace mockling;
using namespace mockling::test;

TEST_CASE("created, processing, completed", "[contract][lifecycle]") {
  Emulated world;
  const std::string id = submit(world);
  const Job& job = world.state().jobs().back();
  CHECK(status(world, id) == "created");
  world.advance(job.plan.starts - world.now() - Nanos(1));
  CHECK(status(world, id) == "created");
  world.advance(Nanos(1));
  CHECK(status(world, id) == "processing");
  CHECK(result(world, id).at("outputs").empty());
  world.advance(job.plan.ends - world.now() - Nanos(1));
  CHECK(status(world, id) == "processing");
  world.advance(Nanos(1));
  const Json done = result(world, id);
  CHECK(done.at("status") == "completed");
  CHECK(done.at("code") == 0);
  CHECK(done.at("error") == "");
  CHECK(done.at("has_nsfw_contents") == Json{false});
  CHECK(done.at("executionTime") == (job.plan.ends - job.plan.starts).count() / 1'000'000);
  CHECK(done.at("timings").at("inference") == done.at("executionTime"));
  REQUIRE(done.at("outputs").size() == 1);
  const Reply clip = world.ask(test::request_for("GET", done.at("outputs")[0].get<std::string>()));
  CHECK(clip.status == 200);
  REQUIRE(clip.clip);
  CHECK(clip.clip->job == id);
  CHECK(clip.clip->shape.length == Seconds(5));
  CHECK(clip.clip->prompt == "a quiet harbour");
}

TEST_CASE("a result is the same on every path that leads to it", "[contract][lifecycle]") {
  Emulated world;
  const std::string id = submit(world);
  for (int round = 0; round < 2; ++round, world.advance(kLong)) {
    const std::string first = world.get("/api/v3/predictions/" + id + "/result").text;
    CHECK(world.get("/api/v3/predictions/" + id).text == first);
    CHECK(world.get("/api/v2/predictions/" + id + "/result").text == first);
    CHECK(world.get(result(world, id).at("urls").at("get").get<std::string>()).text == first);
  }
}

TEST_CASE("there is no clip before the job is completed", "[contract][lifecycle]") {
  Emulated world;
  const std::string id = submit(world);
  const std::string link = "/output/" + world.state().id() + "/" + id + ".mp4";
  CHECK(world.ask(test::request_for("GET", link)).status == 404);
  world.advance(kLong);
  CHECK(world.ask(test::request_for("GET", link)).status == 200);
  CHECK(world.ask(test::request_for("HEAD", link)).status == 200);
  CHECK(world.ask(test::request_for("GET", "/output/" + world.state().id() + "/0.mp4")).status == 404);
}

TEST_CASE("every ending can be provoked by a marker and by a scenario", "[contract][lifecycle]") {
  const auto& endings = test::default_catalog()->provider("wavespeed")->spec.endings;
  REQUIRE(endings.size() >= 15);
  for (const auto& [name, ending] : endings) {
    INFO(name);
    if (test::is_odd(*test::default_catalog()->provider("wavespeed"), name)) continue;
    Emulated marked;
    const std::string one = submit(marked, "rain [[mockling: " + name + "]] on glass");
    Emulated scripted(Json{{"endings", Json::array({Json{{"nth", 2}, {"ending", name}}})}});
    const std::string ordinary = submit(scripted);
    const std::string two = submit(scripted);
    marked.advance(kLong), scripted.advance(kLong);
    CHECK(status(scripted, ordinary) == "completed");
    for (const Json& view : {result(marked, one), result(scripted, two)}) {
      const bool succeeded = ending.phase == Phase::succeeded;
      CHECK(view.at("status") ==
            marked.provider().spec.status_word(ending.phase == Phase::never ? Phase::running : ending.phase));
      CHECK(view.at("code") == ending.code);
      CHECK(view.at("error") == ending.text);
      CHECK(view.at("outputs").size() == (succeeded ? 1 : 0));
      CHECK(view.at("has_nsfw_contents") == (succeeded ? ending.flags : Json::array()));
    }
    if (ending.phase == Phase::never) continue;
    CHECK(balance(marked) == (ending.phase == Phase::succeeded ? "999999.44" : "1000000"));
  }
}

TEST_CASE("a marker sets the times of its job", "[contract][lifecycle]") {
  Emulated world;
  const std::string id = submit(world, "[[mockling: moderated, queue=10s, run=1m]]");
  world.advance(Seconds(10) - Nanos(1));
  CHECK(status(world, id) == "created");
  world.advance(Nanos(1));
  CHECK(status(world, id) == "processing");
  world.advance(Seconds(60));
  CHECK(status(world, id) == "failed");
  CHECK(result(world, id).at("executionTime") == 60'000);
}

TEST_CASE("a marker that means nothing is refused and says what there is", "[contract][lifecycle]") {
  Emulated world;
  for (const char* wrong :
       {"[[mockling: moderatd]]", "[[mockling: run=5]]", "[[mockling: walk=5s]]", "[[mockling: ok"}) {
    const Reply reply = world.post(kSubmit, {{"prompt", wrong}});
    INFO(reply.text);
    CHECK(reply.status == 400);
    CHECK(said(reply).size() > 20);
  }
  CHECK(said(world.post(kSubmit, {{"prompt", "[[mockling: moderatd]]"}})).find("moderated") != std::string::npos);
  CHECK(balance(world) == "1000000");
}

TEST_CASE("deleting a job: queued, running, done, twice", "[contract][delete]") {
  for (const Nanos when : {Nanos(0), Nanos(Millis(1500)), Nanos(kLong)}) {
    Emulated world;
    const std::string id = submit(world);
    world.advance(when);
    const bool done = status(world, id) == "completed";
    const Reply gone = world.del("/api/v3/predictions/" + id);
    CHECK(gone.status == 200);
    CHECK(gone.data() == Json{{"id", id}, {"status", "deleted"}});
    CHECK(world.get("/api/v3/predictions/" + id).status == 404);
    CHECK(world.del("/api/v3/predictions/" + id).status == 404);
    CHECK(history(world).at("total") == 0);
    CHECK(world.ask(test::request_for("GET", "/output/" + world.state().id() + "/" + id + ".mp4")).status == 404);
    CHECK(balance(world) == (done ? "999999.44" : "1000000"));
    world.advance(kLong);
    CHECK(balance(world) == (done ? "999999.44" : "1000000"));
  }
}

TEST_CASE("deleting several counts those that were there", "[contract][delete]") {
  Emulated world;
  const std::string one = submit(world), two = submit(world), three = submit(world);
  const auto remove = [&](Json ids) { return world.post("/api/v3/predictions/delete", {{"ids", std::move(ids)}}); };
  CHECK(remove({one, two, "0123456789abcdef0123456789abcdef", one}).data() == Json{{"deleted_count", 2}});
  CHECK(remove({one}).data() == Json{{"deleted_count", 0}});
  CHECK(remove(Json::array()).data() == Json{{"deleted_count", 0}});
  CHECK(status(world, three) == "created");
  CHECK(remove(one).status == 400);
  CHECK(remove(Json{1}).status == 400);
}

TEST_CASE("jobs are kept for seven days", "[contract][retention]") {
  Emulated world;
  const std::string id = submit(world);
  const std::string stalled = submit(world, "[[mockling: stalled]]");
  world.advance(std::chrono::hours(24 * 7));
  CHECK(status(world, id) == "completed");
  CHECK(status(world, stalled) == "processing");
  CHECK(history(world).at("total") == 2);
  world.advance(Nanos(1));
  CHECK(history(world).at("total") == 0);
  CHECK(world.post("/api/v3/predictions/delete", {{"ids", Json{id, stalled}}}).data() == Json{{"deleted_count", 0}});
  for (const std::string& gone : {id, stalled}) {
    CHECK(world.get("/api/v3/predictions/" + gone).status == 404);
    CHECK(world.del("/api/v3/predictions/" + gone).status == 404);
    CHECK(world.ask(test::request_for("GET", "/output/" + world.state().id() + "/" + gone + ".mp4")).status == 404);
  }
  world.advance(std::chrono::minutes(2));
  world.get("/api/v3/balance");
  CHECK(world.state().jobs().empty());
  CHECK(balance(world) == "999999.44");
}

TEST_CASE("above the concurrency limit jobs wait for a slot", "[contract][levels]") {
  const Json steady{{"queued_ms", {1000, 1000}}, {"running_ms", {90'000, 90'000}}};
  Emulated world(Json{{"level", "bronze"}, {"lifecycle", steady}});
  const std::string one = submit(world), two = submit(world);
  world.advance(Seconds(60));
  const std::string three = submit(world), four = submit(world);
  world.advance(Seconds(30));
  CHECK(status(world, one) == "processing");
  CHECK(status(world, three) == "created");
  world.advance(Seconds(1));
  CHECK(status(world, one) == "completed");
  CHECK(status(world, two) == "completed");
  CHECK(status(world, three) == "processing");
  CHECK(status(world, four) == "processing");
}

TEST_CASE("submits of one minute are limited by the level, and the next minute starts anew", "[contract][levels]") {
  Emulated world(Json{{"level", "bronze"}});
  submit(world), submit(world);
  const Reply third = world.post(kSubmit, {{"prompt", "third of the minute"}});
  CHECK(third.status == 429);
  CHECK(said(third) == "You have reached your rate limit");
  world.advance(Seconds(60));
  submit(world);
}

TEST_CASE("a waiting job starts when another is deleted, and still ends", "[contract][levels]") {
  for (const std::string before : {"[[mockling: ok, run=1h]]", "[[mockling: stalled]]"}) {
    INFO(before);
    Emulated world(Json{{"level", "bronze"}});
    const std::string one = submit(world, before), two = submit(world, before);
    world.advance(std::chrono::minutes(1));
    const std::string waiting = submit(world);
    world.advance(std::chrono::minutes(1));
    CHECK(status(world, waiting) == "created");
    CHECK(world.del("/api/v3/predictions/" + one).status == 200);
    CHECK(status(world, waiting) == "processing");
    world.advance(std::chrono::minutes(1));
    CHECK(status(world, waiting) == "completed");
    CHECK(status(world, two) == "processing");
  }
}

TEST_CASE("the same world asked twice answers the same bytes", "[contract][determinism]") {
  const auto run = [](bool poll) {
    Emulated world(Json{{"endings", Json::array({Json{{"every", 3}, {"ending", "moderated"}}})}});
    std::string all;
    for (int i = 0; i < 12; ++i) {
      const Reply reply = world.post(kSubmit, {{"prompt", "shot " + std::to_string(i)}, {"duration", 3 + i}});
      all += reply.text;
      const std::string id = text_of(reply.data(), "id");
      if (i % 4 == 3) all += world.del("/api/v3/predictions/" + id).text;
      world.advance(Millis(700));
      if (poll) world.get("/api/v3/predictions/" + id), world.get("/api/v3/balance");
    }
    world.advance(kLong);
    return all + world.post("/api/v3/predictions", {{"page", 1}, {"page_size", 50}}).text +
           world.post("/api/v3/billings/search", Json::object()).text + world.get("/api/v3/balance").text +
           world.get("/api/v3/webhook/secret").text;
  };
  CHECK(run(false) == run(false));
  CHECK(run(false) == run(true));
}
