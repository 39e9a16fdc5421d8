// Readings of the documentation that change behaviour, uploads, the catalog and prices.
#include "catch.hpp"

#include <set>

#include "emulated.hpp"

using namespace mockling;
using test::Emulated;
using test::Reply;
using test::request_for;

namespace {

const std::string kModel = "kwaivgi/kling-v3.0-pro/text-to-video";
const std::string kSubmit = "/api/v3/" + kModel;

std::shared_ptr<const Catalog> reading(Choices choices) {
  return test::catalog_in({{"wavespeed", std::move(choices)}});
}

Json completed(Emulated& world, Json body = {{"prompt", "x"}}) {
  const Reply reply = world.post(kSubmit, body);
  INFO(reply.text);
  REQUIRE(reply.status == 200);
  world.advance(std::chrono::minutes(1));
  return world.get("/api/v3/predictions/" + text_of(reply.data(), "id")).data();
}

}  // namespace

TEST_CASE("outputs as text, flags null or absent, no extra fields", "[contract][switches]") {
  Emulated text(Json::object(), reading({{"outputs", "string"}, {"nsfw-flags", "null"}}));
  Json view = completed(text);
  CHECK(view.at("outputs").is_string());
  CHECK(view.at("has_nsfw_contents").is_null());
  Emulated bare(Json::object(), reading({{"nsfw-flags", "absent"}, {"extra-fields", "absent"}}));
  view = completed(bare);
  for (const char* field : {"has_nsfw_contents", "code", "executionTime"}) CHECK_FALSE(view.contains(field));
  CHECK(view.at("timings").at("inference") > 0);
}

TEST_CASE("unknown keys, numbers as text, and null, each both ways", "[contract][switches]") {
  const Json unknown{{"prompt", "x"}, {"sed", 5}}, text{{"duration", "10"}}, null{{"duration", nullptr}};
  Emulated standard;
  CHECK(standard.post(kSubmit, unknown).status == 200);
  CHECK(standard.post(kSubmit, text).status == 400);
  CHECK(standard.post(kSubmit, null).status == 400);
  Emulated other(Json::object(),
                 reading({{"unknown-keys", "refused"}, {"number-text", "taken"}, {"null-input", "absent"}}));
  CHECK(text_of(other.post(kSubmit, unknown).json(), "message") == "field \"sed\" is not allowed");
  CHECK(other.post(kSubmit, text).status == 200);
  CHECK(parse_json(other.state().jobs().back().input)->at("duration") == 10);
  CHECK(other.post(kSubmit, null).status == 200);
  CHECK(parse_json(other.state().jobs().back().input)->at("duration") == 5);
  CHECK(other.post(kSubmit, {{"duration", "ten"}}).status == 400);
}

TEST_CASE("statuses of refusals, and of the answer to a submit", "[contract][switches]") {
  Emulated world(Json{{"balance", "0.56"}}, reading({{"unknown-model", "404"},
                                                     {"no-credit", "402"},
                                                     {"submit-status", "processing"},
                                                     {"after-delete", "deleted"}}));
  CHECK(world.post("/api/v3/nothing/here", {{"prompt", "x"}}).status == 404);
  const Json submitted = world.post(kSubmit, {{"prompt", "x"}}).data();
  CHECK(submitted.at("status") == "processing");
  CHECK(world.post(kSubmit, {{"prompt", "x"}}).status == 402);
  const std::string path = "/api/v3/predictions/" + text_of(submitted, "id");
  CHECK(world.del(path).status == 200);
  CHECK(world.get(path).data().at("status") == "deleted");
}

TEST_CASE("prices of billing records in micro-units", "[contract][switches]") {
  Emulated world(Json::object(), reading({{"billing-unit", "micro"}}));
  completed(world);
  const Json record = world.post("/api/v3/billings/search", Json::object()).data().at("items")[0];
  CHECK(record.at("price") == 560'000);
  CHECK(record.at("order").at("origin_price") == 560'000);
}

TEST_CASE("a sync submit is answered when its job ends", "[contract][switches][sync]") {
  Emulated world(Json::object(), reading({{"sync-mode", "honoured"}}));
  const Request request =
      world.with_key(request_for("POST", kSubmit, dump(Json{{"prompt", "x"}, {"enable_sync_mode", true}})));
  REQUIRE(world.ask(request).held);
  const Job& job = world.state().jobs().back();
  CHECK(world.held_until() == job.plan.ends);
  world.advance(Millis(10));
  CHECK(world.resume(request).held);
  world.advance(job.plan.ends - world.now());
  const Reply reply = world.resume(request);
  REQUIRE_FALSE(reply.held);
  CHECK(reply.data().at("status") == "completed");
  CHECK(reply.data().at("outputs").size() == 1);
  CHECK_FALSE(world.post(kSubmit, {{"prompt", "x"}}).held);
  Emulated ignoring;
  CHECK_FALSE(ignoring.ask(ignoring.with_key(request_for("POST", kSubmit, R"({"enable_sync_mode":true})"))).held);
}

TEST_CASE("a sync submit that takes more than 90 seconds gets the marker, and its job goes on",
          "[contract][switches][sync]") {
  Emulated world(Json::object(), reading({{"sync-mode", "honoured"}}));
  const Request request = world.with_key(
      request_for("POST", kSubmit, dump(Json{{"prompt", "[[mockling: ok, run=2m]]"}, {"enable_sync_mode", true}})));
  REQUIRE(world.ask(request).held);
  CHECK(world.held_until() == world.now() + Seconds(90));
  world.advance(Seconds(90) - Nanos(1));
  CHECK(world.resume(request).held);
  world.advance(Nanos(1));
  const Json view = world.resume(request).data();
  CHECK(view.at("code") == 5004);
  CHECK(view.at("status") == "processing");
  CHECK(text_of(view, "error").find("Sync mode timed out") != std::string::npos);
  world.advance(Seconds(60));
  CHECK(world.get("/api/v3/predictions/" + text_of(view, "id")).data().at("status") == "completed");
}

TEST_CASE("base64 in the place of the link where the reading says so", "[contract][switches]") {
  const Json body{{"prompt", "x"}, {"enable_base64_output", true}};
  Emulated ignoring;
  CHECK(starts_with(completed(ignoring, body).at("outputs")[0].get<std::string>(), "http"));
  Emulated world(Json::object(), reading({{"base64-output", "honoured"}}));
  const std::string id = text_of(world.post(kSubmit, body).data(), "id");
  world.advance(std::chrono::minutes(1));
  const Reply reply = world.get("/api/v3/predictions/" + id);
  CHECK(reply.data().at("outputs") == Json{kClipMarker});
  REQUIRE(reply.clip);
  CHECK(reply.clip->job == id);
}

TEST_CASE("fal: both a prompt and shots: refused, or the shots count", "[contract][switches][fal]") {
  const Json both{{"prompt", "x"}, {"multi_prompt", {{{"prompt", "y"}, {"duration", "3"}}}}};
  const auto asked = [&](const std::string& model, Choices choices) {
    Emulated world(Json::object(), test::catalog_in({{"fal", std::move(choices)}}), "mk:test", "fal");
    const Reply reply = world.post("/fal.run/fal-ai/kling-video/" + model + "/text-to-video", both);
    const Job& job = world.state().jobs().back();
    return std::pair(reply.status == 422 ? text_of(reply.json().at("detail")[0], "msg") : "", job.shape.length.count());
  };
  const std::string refusal = "Value error, Only one of prompt or multi_prompt can be provided";
  const Choices overridden{{"prompt-and-shots", "overridden"}};
  for (const char* model : {"v3/4k", "v3/pro", "v3/standard"}) {
    CHECK(asked(model, {}).first == refusal);
    CHECK(asked(model, overridden) == std::pair(std::string(), std::int64_t{3000}));
  }
  CHECK(asked("v3/turbo/pro", overridden).first == refusal);
  CHECK(asked("o3/pro", {}) == std::pair(std::string(), std::int64_t{3000}));
}

TEST_CASE("fal: a video of 4K and 15 seconds is too large, or is not", "[contract][switches][fal]") {
  const auto said = [](Choices choices, FileFacts facts) {
    Emulated world(Json::object(), test::catalog_in({{"fal", std::move(choices)}}), "mk:test", "fal");
    const Json ticket = world.post("/rest.fal.ai/storage/upload/initiate", {{"file_name", "a.mp4"}}).json();
    world.put(text_of(ticket, "upload_url"), "meow");
    world.state().note_file(world.state().files().begin()->first, true, facts);
    const Json input{{"prompt", "x"}, {"video_url", ticket.at("file_url")}};
    Request request = request_for("POST", "/queue.fal.run/fal-ai/kling-video/o3/pro/video-to-video/edit", dump(input));
    world.ask(world.with_key(request));
    return world.state().jobs().back().plan.ending;
  };
  const Choices later{{"given-videos", "3840p-15s"}};
  CHECK(said({}, {3840, 2160, Millis(5000), true}) == "image_too_large");
  CHECK(said({}, {1920, 1080, Millis(15'050), true}) == "video_duration_too_long");
  CHECK(said(later, {3840, 2160, Millis(15'050), true}) == "ok");
  CHECK(said(later, {3842, 2160, Millis(5000), true}) == "image_too_large");
  CHECK(said(later, {1920, 1080, Millis(15'051), true}) == "video_duration_too_long");
}

TEST_CASE("fal: a client that leaves early pays, or takes its work with it", "[contract][switches][fal]") {
  for (const bool broken_off : {false, true}) {
    const Choices choices = broken_off ? Choices{{"left-early", "broken-off"}} : Choices();
    Emulated world(Json::object(), test::catalog_in({{"fal", choices}}), "mk:test", "fal");
    const Request request =
        world.with_key(request_for("POST", "/fal.run/fal-ai/kling-video/o3/4k/text-to-video", R"({"prompt":"x"})"));
    REQUIRE(world.ask(request).held);
    world.advance(Millis(10));
    world.leave(request);
    const std::string path = "/queue.fal.run/fal-ai/kling-video/requests/" + world.state().jobs().back().id;
    const Reply status = world.get(path + "/status");
    CHECK(status.json().at("status") == (broken_off ? "COMPLETED" : "IN_PROGRESS"));
    CHECK(status.json().value("error_type", "") == (broken_off ? "client_disconnected" : ""));
    world.advance(std::chrono::minutes(1));
    CHECK(world.get(path).status == (broken_off ? 499 : 200));
    CHECK(to_text(world.state().accounts().at("fal").ledger.holds(Purse::spent)) == (broken_off ? "0" : "2.1"));
    world.leave(request);
    CHECK(world.get(path).status == (broken_off ? 499 : 200));
  }
}

TEST_CASE("without money: refused, or accepted and failed", "[contract][switches]") {
  Emulated world(Json{{"balance", "0.1"}}, reading({{"no-credit", "fails-at-run"}}));
  const Json view = completed(world);
  CHECK(view.at("status") == "failed");
  CHECK(view.at("code") == 1407);
  CHECK(dump(world.get("/api/v3/balance").data().at("balance")) == "0.1");
}

TEST_CASE("an upload goes up by its ticket and comes back as it was", "[contract][uploads]") {
  Emulated world;
  const Json ticket =
      world.post("/api/v3/media/uploads", {{"filename", "my cat.PNG"}, {"size", 4}, {"content_type", "image/png"}})
          .data();
  CHECK(ticket.at("type") == "image");
  CHECK(ticket.at("filename") == "my cat.PNG");
  CHECK(ticket.at("upload").at("headers").at("Content-Type") == "image/png");
  CHECK(ticket.at("upload").at("expires_at") == "2026-08-18T12:15:00Z");
  const std::string link = text_of(ticket, "download_url");
  CHECK(world.ask(request_for("GET", link)).status == 404);
  CHECK(world.put(text_of(ticket.at("upload"), "url"), "meow").status == 200);
  const Reply reply = world.ask(request_for("GET", link));
  CHECK(reply.status == 200);
  CHECK(reply.type == "image/png");
  CHECK(reply.text == "meow");
  world.advance(std::chrono::hours(24 * 7) + Nanos(1));
  CHECK(world.ask(request_for("GET", link)).status == 404);
}

TEST_CASE("what a file is follows its content type, else its name", "[contract][uploads]") {
  Emulated world;
  const auto type = [&](Json body) {
    body["size"] = 1;
    return text_of(world.post("/api/v3/media/uploads", body).data(), "type");
  };
  CHECK(type({{"filename", "a.mp4"}}) == "video");
  CHECK(type({{"filename", "a.MP3"}}) == "audio");
  CHECK(type({{"filename", "a.png"}, {"content_type", "video/mp4"}}) == "video");
  CHECK(type({{"filename", "noextension"}}) == "image");
}

TEST_CASE("no two uploads share a name, not even after a restart or when old ones are forgotten",
          "[contract][uploads]") {
  Emulated world;
  std::set<std::string> urls;
  const auto upload = [&] {
    return text_of(world.post("/api/v3/media/uploads", {{"filename", "a.png"}, {"size", 1}}).data(), "download_url");
  };
  for (int i = 0; i < 50; ++i) urls.insert(upload());
  world.advance(std::chrono::hours(24 * 6));
  for (int i = 0; i < 50; ++i) urls.insert(upload());
  world.advance(std::chrono::hours(24 * 2));
  for (int i = 0; i < 200; ++i) urls.insert(upload());
  CHECK(urls.size() == 300);
}

TEST_CASE("a followed picture gives the clip its shape", "[contract][uploads]") {
  Emulated world;
  Request form = world.with_key(request_for("POST", "/api/v3/media/upload/binary"));
  form.parts.push_back({"file", "tall.png", "image/png", {"bytes", {}, 5}});
  const std::string link = text_of(world.ask(form).data(), "download_url");
  const std::string id = world.state().files().begin()->first;
  world.state().find_file(id)->facts = {360, 640, Millis(0), false};
  REQUIRE(world.post("/api/v3/kwaivgi/kling-v3.0-pro/image-to-video", {{"image", link}, {"prompt", "x"}}).status ==
          200);
  const Size size = world.state().jobs().back().shape.size;
  CHECK((size.width == 1080 && size.height == 1920));
}

TEST_CASE("the catalog shows every model with its schema in the page's order", "[contract][catalog]") {
  Emulated world;
  const Json models = world.get("/api/v3/models").data();
  CHECK(models.size() == world.provider().models.size());
  for (const Json& entry : models) {
    INFO(dump(entry));
    const Model* model = world.provider().model(text_of(entry, "model_id"));
    REQUIRE(model != nullptr);
    CHECK(dump(entry.at("base_price")) == dump(Json::parse(to_text(model->price.base))));
    const Json& run = entry.at("api_schema").at("api_schemas").at(0);
    CHECK(run.at("api_path") == "/api/v3/" + model->id);
    const Json& schema = run.at("request_schema");
    CHECK_FALSE(schema.contains("$schema"));
    CHECK(schema.contains("required") == !model->input.required.empty());
    const Json& order = schema.at("x-order-properties");
    REQUIRE(order.size() == model->input.properties.size());
    for (std::size_t i = 0; i < order.size(); ++i) CHECK(order[i] == model->input.properties[i].name);
  }
}

TEST_CASE("a price is told for part of an input, and costs nothing", "[contract][price]") {
  Emulated world;
  const auto price = [&](Json inputs) {
    return world.post("/api/v3/model/price", {{"model_id", kModel}, {"inputs", std::move(inputs)}});
  };
  CHECK(price(Json::object()).data() == Json{{"model_id", kModel},
                                             {"price", 0.56},
                                             {"discounted_price", 0.56},
                                             {"discount_rate", 100},
                                             {"currency", "USD"}});
  CHECK(price({{"duration", 10}, {"unknown", 1}}).data().at("price") == 1.12);
  CHECK(price({{"duration", 10}, {"sound", true}}).data().at("price") == 1.68);
  CHECK(price({{"duration", 16}}).status == 400);
  CHECK(price({{"prompt", ""}}).status == 200);
  CHECK(price(nullptr).status == 400);
  CHECK(world.post("/api/v3/model/price", {{"model_id", kModel}}).data().at("price") == 0.56);
  const Json required{{"model_id", "kwaivgi/kling-video-o3-4k/image-to-video"}, {"inputs", {{"duration", 10}}}};
  CHECK(world.post("/api/v3/model/pricing", required).data() ==
        Json{{"model_id", "kwaivgi/kling-video-o3-4k/image-to-video"}, {"unit_price", 4.2}, {"currency", "USD"}});
  CHECK(world.state().jobs().empty());
  CHECK(world.get("/api/v3/balance").data().at("balance") == 1'000'000);
}

TEST_CASE("the webhook secret is one of its world", "[contract][webhook]") {
  Emulated one, two;
  const std::string secret = text_of(one.get("/api/v3/webhook/secret").data(), "secret");
  CHECK(starts_with(secret, "whsec_"));
  CHECK(secret.size() == 6 + 44);
  CHECK(text_of(two.get("/api/v3/webhook/secret").data(), "secret") == secret);
  one.post(kSubmit + "?webhook=https://hook.invalid/done", {{"prompt", "x"}});
  CHECK(one.state().jobs().back().webhook == "https://hook.invalid/done");
}
