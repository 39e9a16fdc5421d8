// fal: nothing is judged at the door, the end tells; every ending in its words.
#include "catch.hpp"

#include "emulated.hpp"

using namespace mockling;
using test::Emulated;
using test::Reply;

namespace {

const std::string kQueue = "/queue.fal.run/fal-ai/kling-video";
const std::string kSubmit = kQueue + "/o3/4k/text-to-video";

Emulated fal_world(Json scenario = Json::object(), const Universe& universe = {}) {
  return Emulated(std::move(scenario), universe.empty() ? test::default_catalog() : test::catalog_in(universe),
                  "mk:test", "fal");
}

std::string submitted(Emulated& world, const std::string& path, const Json& input) {
  const Reply reply = world.post(path, input);
  REQUIRE(reply.status == 200);
  return text_of(reply.json(), "request_id");
}

}  // namespace

TEST_CASE("fal: what pydantic says of each kind of mistake", "[contract][fal]") {
  const Json expected = Json::parse(R"([
    [{"prompt": 5}, {"type": "string_type", "loc": ["body", "prompt"], "msg": "Input should be a valid string", "input": 5}],
    [{"prompt": "x", "generate_audio": "maybe"}, {"type": "bool_parsing", "loc": ["body", "generate_audio"], "msg": "Input should be a valid boolean, unable to interpret input", "input": "maybe"}],
    [{"prompt": "x", "generate_audio": null}, {"type": "bool_type", "loc": ["body", "generate_audio"], "msg": "Input should be a valid boolean", "input": null}],
    [{"prompt": "x", "shot_type": 3}, {"type": "literal_error", "loc": ["body", "shot_type"], "msg": "Input should be 'customize' or 'intelligent'", "input": 3, "ctx": {"expected": "'customize' or 'intelligent'"}}],
    [{"multi_prompt": "x"}, {"type": "list_type", "loc": ["body", "multi_prompt"], "msg": "Input should be a valid list", "input": "x"}],
    [{"multi_prompt": ["x"]}, {"type": "model_attributes_type", "loc": ["body", "multi_prompt", 0], "msg": "Input should be a valid dictionary or object to extract fields from", "input": "x"}],
    [{"multi_prompt": [{"duration": "3"}]}, {"type": "missing", "loc": ["body", "multi_prompt", 0, "prompt"], "msg": "Field required", "input": {"duration": "3"}}],
    [[1], {"type": "model_attributes_type", "loc": ["body"], "msg": "Input should be a valid dictionary or object to extract fields from", "input": [1]}]
  ])");
  for (const Json& row : expected) {
    Emulated world = fal_world();
    const Reply reply = world.post("/fal.run/fal-ai/kling-video/o3/4k/text-to-video", row[0]);
    INFO(dump(row[0]) << " → " << reply.text);
    CHECK(reply.status == 422);
    CHECK(reply.headers.get("x-fal-billable-units") == "0");
    CHECK(reply.json() == Json{{"detail", Json::array({row[1]})}});
  }
  Emulated world = fal_world();
  const Reply number =
      world.post("/fal.run/fal-ai/kling-video/v3/pro/text-to-video", {{"prompt", "x"}, {"cfg_scale", 1.5}});
  CHECK(number.json().at("detail")[0].at("msg") == "Input should be less than or equal to 1");
  CHECK(dump(number.json().at("detail")[0].at("ctx")) == R"({"le":1.0})");
}

TEST_CASE("fal: a body that is no JSON is a job, too", "[contract][fal]") {
  const std::pair<const char*, const char*> bodies[] = {
      {"", R"({"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]})"},
      {"{\"a\": x}",
       R"({"detail":[{"type":"json_invalid","loc":["body",6],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting value"}}]})"}};
  for (const auto& [body, expected] : bodies) {
    Emulated world = fal_world();
    const Reply accepted = world.ask(world.with_key(test::request_for("POST", kSubmit, body)));
    CHECK(accepted.status == 200);
    world.advance(Seconds(60));
    const Reply reply = world.get(kQueue + "/requests/" + text_of(accepted.json(), "request_id"));
    CHECK(reply.status == 422);
    CHECK(reply.text == expected);
  }
}

TEST_CASE("fal: every ending is told by the result in its own form, and charges nothing", "[contract][fal]") {
  const auto& spec = test::default_catalog()->provider("fal")->spec;
  for (const auto& [name, ending] : spec.endings) {
    if (ending.phase == Phase::never || ending.phase == Phase::succeeded || name == "invalid") continue;
    INFO(name);
    const Json rule{{"every", 1}, {"ending", name}};
    Emulated world = fal_world(Json{{"endings", Json::array({rule})}});
    const std::string id = submitted(world, kSubmit, {{"prompt", "x"}, {"duration", "5"}});
    world.advance(Seconds(60));
    const Json& facts = spec.document["endings"][name];
    const Reply status = world.get(kQueue + "/requests/" + id + "/status");
    const Reply result = world.get(kQueue + "/requests/" + id);
    CHECK(status.status == 200);
    CHECK(status.json().at("status") == "COMPLETED");
    CHECK(result.status == ending.code);
    CHECK(result.headers.get("x-fal-request-id") == id);
    CHECK(result.headers.get("x-fal-billable-units") == "0");
    const bool infrastructure = text_of(facts, "kind") == "infrastructure";
    CHECK(status.json().contains("error") == infrastructure);
    CHECK(status.json().value("error_type", "") == (infrastructure ? text_of(facts, "type") : ""));
    CHECK(result.headers.get("X-Fal-Error-Type") == (infrastructure ? text_of(facts, "type") : ""));
    if (text_of(facts, "kind") == "model") {
      CHECK(result.json().at("detail")[0].at("type") == facts.at("type"));
      CHECK(result.json().at("detail")[0].at("msg") == facts.at("text"));
      CHECK(result.json().at("detail")[0].at("input").at("duration") == "5");
    }
    CHECK(to_text(world.state().accounts().at("fal").ledger.available()) == "100");
  }
}

TEST_CASE("fal: polling at any rate never changes when a job ends, and two pollers agree", "[contract][fal]") {
  Emulated quick = fal_world(), slow = fal_world();
  const std::string one = submitted(quick, kSubmit, {{"prompt", "x"}}),
                    two = submitted(slow, kSubmit, {{"prompt", "x"}});
  REQUIRE(one == two);
  for (int i = 0; i < 4500; ++i) {
    quick.advance(Millis(1));
    const Reply first = quick.get(kQueue + "/requests/" + one + "/status?logs=1");
    if (i % 500 == 0) CHECK(first.text == quick.get(kQueue + "/requests/" + one + "/status?logs=true").text);
  }
  slow.advance(Millis(4500));
  CHECK(quick.get(kQueue + "/requests/" + one + "/status?logs=1").text ==
        slow.get(kQueue + "/requests/" + two + "/status?logs=1").text);
  CHECK(quick.state().jobs().back().plan.ends == slow.state().jobs().back().plan.ends);
}

TEST_CASE("fal: requests over the concurrency limit wait in line, and fal_max_queue_length bounds the line",
          "[contract][fal]") {
  Emulated world = fal_world(Json{{"level", "new"}});
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i)
    ids.push_back(submitted(world, kSubmit, {{"prompt", "[[mockling: queue=1ms, run=10s]]"}}));
  world.advance(Seconds(1));
  const auto view = [&](std::size_t i) { return world.get(kQueue + "/requests/" + ids[i] + "/status"); };
  CHECK(view(0).json().at("status") == "IN_PROGRESS");
  CHECK_FALSE(view(0).json().contains("queue_position"));
  CHECK(view(2).status == 202);
  CHECK(view(2).json().at("queue_position") == 0);
  CHECK(view(4).json().at("queue_position") == 2);
  CHECK(world.post(kSubmit + "?fal_max_queue_length=2", {{"prompt", "x"}}).status == 429);
  CHECK(world.post(kSubmit + "?fal_max_queue_length=3", {{"prompt", "x"}}).status == 200);
  const Reply sync = world.post("/fal.run/fal-ai/kling-video/o3/4k/text-to-video", {{"prompt", "x"}});
  CHECK(sync.status == 429);
  CHECK(sync.json().at("error_type") == "concurrent_requests_limit");
}

TEST_CASE("fal: a file keeps the lifetime it was given, and an upload is taken once", "[contract][fal]") {
  Emulated world = fal_world();
  Request ask = world.with_key(test::request_for("POST", "/rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3",
                                                 R"({"content_type":"image/png","file_name":"start.png"})"));
  ask.headers.add("X-Fal-Object-Lifecycle", R"({"expiration_duration_seconds":3600})");
  const Json ticket = world.ask(ask).json();
  Request put = test::request_for("PUT", text_of(ticket, "upload_url"), "meow");
  CHECK(world.ask(put).status == 200);
  CHECK(world.ask(put).status == 409);
  CHECK(world.get(text_of(ticket, "file_url")).text == "meow");
  world.advance(Seconds(3599));
  CHECK(world.get(text_of(ticket, "file_url")).status == 200);
  world.advance(Seconds(2));
  CHECK(world.get(text_of(ticket, "file_url")).status == 404);
}

TEST_CASE("fal: a result lives an hour after its end, its clip for days or as long as was asked", "[contract][fal]") {
  const auto life = [](const char* wish, Nanos later) {
    Emulated world = fal_world();
    Request ask = world.with_key(test::request_for("POST", kSubmit, R"({"prompt":"x"})"));
    if (*wish != '\0') ask.headers.add("X-Fal-Object-Lifecycle-Preference", wish);
    const std::string id = text_of(world.ask(ask).json(), "request_id");
    world.advance(Seconds(10));
    const std::string clip = text_of(world.get(kQueue + "/requests/" + id).json().at("video"), "url");
    world.advance(later);
    return std::pair(world.get(kQueue + "/requests/" + id).status,
                     world.ask(test::request_for("GET", clip)).clip.has_value());
  };
  CHECK(life("", Seconds(3500)) == std::pair(200, true));
  CHECK(life("", Seconds(3700)) == std::pair(404, true));
  CHECK(life("", Seconds(6 * 86400)) == std::pair(404, true));
  CHECK(life("", Seconds(8 * 86400)) == std::pair(404, false));
  CHECK(life(R"({"expiration_duration_seconds":60})", Seconds(100)) == std::pair(200, false));
}

TEST_CASE("fal: a file comes in parts, by both of the clients' ways", "[contract][fal]") {
  Emulated world = fal_world();
  const auto ask = [&](const char* method, const std::string& url, std::string body) {
    return world.ask(test::request_for(method, url, std::move(body)));
  };
  const Json ticket = world.post("/rest.fal.ai/storage/upload/initiate-multipart", {{"file_name", "a.bin"}}).json();
  const std::string url = text_of(ticket, "upload_url"), path = url.substr(0, url.find('?')),
                    query = url.substr(path.size());
  CHECK(ask("PUT", path + "/2" + query, "ow").json().at("partNumber") == 2);
  CHECK(ask("PUT", path + "/1" + query, "me").status == 200);
  CHECK(ask("PUT", path + "/0" + query, "no").status == 400);
  CHECK(ask("POST", path + "/complete" + query, R"({"parts":[{"partNumber":3}]})").status == 400);
  CHECK(ask("GET", text_of(ticket, "file_url"), "").status == 404);
  CHECK(ask("POST", path + "/complete" + query, R"({"parts":[{"partNumber":1},{"partNumber":1}]})").status == 400);
  CHECK(ask("POST", path + "/complete" + query, R"({"parts":[{"partNumber":1},{"partNumber":2}]})").status == 200);
  CHECK(ask("GET", text_of(ticket, "file_url"), "").text == "meow");
  CHECK(ask("PUT", path + "/1" + query, "me").status == 409);

  Request begin = world.with_key(test::request_for("POST", "/v3.fal.media/files/upload/multipart"));
  begin.headers.add("X-Fal-File-Name", "b.bin");
  const Json begun = world.ask(begin).json();
  const std::string parts = text_of(begun, "access_url") + "/multipart/" + text_of(begun, "uploadId");
  const Reply part = ask("PUT", parts + "/1", "purr");
  CHECK_FALSE(part.headers.get("etag").empty());
  CHECK(ask("POST", parts + "/complete", R"({"parts":[{"partNumber":1,"etag":"x"}]})").status == 200);
  CHECK(ask("GET", text_of(begun, "access_url"), "").text == "purr");
}

TEST_CASE("fal: a file of this world that breaks a limit fails the job in its own words", "[contract][fal]") {
  const auto outcome = [](const std::string& path, const char* field, FileFacts facts, std::size_t bytes,
                          const Json& others = Json::object()) {
    Emulated world = fal_world();
    const Json ticket = world.post("/rest.fal.ai/storage/upload/initiate", {{"file_name", "a"}}).json();
    world.ask(test::request_for("PUT", text_of(ticket, "upload_url"), std::string(bytes, 'x')));
    const std::string url = text_of(ticket, "file_url"), name = url.substr(url.rfind('/') + 1);
    world.state().note_file(name.substr(0, name.find('_')), true, facts);
    Json input = others;
    input["prompt"] = "x";
    input[Json::json_pointer(field)] = url;
    const std::string id = submitted(world, kQueue + path, input);
    world.advance(Seconds(60));
    const Reply reply = world.get(kQueue + "/requests/" + id);
    CHECK((to_text(world.state().accounts().at("fal").ledger.holds(Purse::spent)) != "0") == (reply.status == 200));
    return reply.status == 200 ? Json("fine") : reply.json().at("detail").at(0);
  };
  const std::string i2v = "/o3/4k/image-to-video", edit = "/o3/pro/video-to-video/edit";
  CHECK(outcome(i2v, "/image_url", {300, 300, {}, false}, 9) == "fine");
  CHECK(outcome(i2v, "/image_url", {750, 300, {}, false}, 9) == "fine");
  const Json small = outcome(i2v, "/image_url", {299, 400, {}, false}, 9);
  CHECK(small.at("type") == "image_too_small");
  CHECK(small.at("loc") == Json::array({"body", "image_url"}));
  CHECK(small.at("msg") == "Image too small");
  CHECK(small.at("ctx") == Json{{"min_height", 300}, {"min_width", 300}});
  CHECK(small.at("url") == "https://docs.fal.ai/errors#image_too_small");
  CHECK(outcome(i2v, "/image_url", {751, 300, {}, false}, 9).at("type") == "image_aspect_ratio_error");
  CHECK(outcome(i2v, "/image_url", {300, 300, {}, false}, 10485761).at("ctx") == Json{{"max_size", 10485760}});
  const Json late = outcome(edit, "/video_url", {1280, 720, Millis(12000), true}, 9);
  CHECK(late.at("type") == "video_duration_too_long");
  CHECK(late.at("msg") ==
        "Video duration exceeds the maximum allowed. Maximum is 10.05 seconds, provided is 12.0 seconds.");
  CHECK(outcome(edit, "/video_url", {1280, 720, Millis(2999), true}, 9).at("type") == "video_duration_too_short");
  CHECK(outcome(edit, "/video_url", {640, 720, Millis(5000), true}, 9).at("type") == "image_too_small");
  const Json deep = outcome("/o3/4k/reference-to-video", "/elements/0/reference_image_urls/0", {10, 10, {}, false}, 9);
  CHECK(deep.at("loc") == Json::array({"body", "elements", 0, "reference_image_urls", 0}));
  const auto film = [](int ms, double rate, const char* format) {
    return FileFacts{1280, 720, Millis(ms), true, 0, rate, format};
  };
  CHECK(outcome(edit, "/video_url", film(5000, 24, "mov,mp4,m4a"), 9) == "fine");
  CHECK(outcome(edit, "/video_url", film(5000, 60, ""), 9) == "fine");
  const Json slow = outcome(edit, "/video_url", film(5000, 23.9, ""), 9);
  CHECK(slow.at("type") == "greater_than_equal");
  CHECK(slow.at("msg") == "Input should be greater than or equal to 24");
  CHECK(slow.at("ctx") == Json{{"ge", 24}});
  CHECK(outcome(edit, "/video_url", film(5000, 60.1, ""), 9).at("ctx") == Json{{"le", 60}});
  const Json foreign = outcome(edit, "/video_url", film(5000, 30, "matroska,webm"), 9);
  CHECK(foreign.at("type") == "unsupported_video_format");
  CHECK(foreign.at("msg") == "Unsupported video format. Supported formats are .mp4, .mov.");
  CHECK(foreign.at("ctx") == Json{{"supported_formats", {".mp4", ".mov"}}});
  const std::string turbo = "/v3/turbo/pro/image-to-video";
  CHECK(outcome(turbo, "/image_url", {300, 300, {}, false, 0, 0, "png"}, 9) == "fine");
  CHECK(outcome(turbo, "/image_url", {300, 300, {}, false, 0, 0, "webp"}, 9).at("type") == "unsupported_image_format");
  const auto moved = [&](const char* orientation, int ms) {
    return outcome("/v3/pro/motion-control", "/video_url", film(ms, 24, "mp4"), 9,
                   {{"image_url", "https://media.example/a.png"}, {"character_orientation", orientation}});
  };
  CHECK(moved("image", 10'050) == "fine");
  CHECK(moved("image", 10'051).at("msg") ==
        "Video duration exceeds the maximum allowed. Maximum is 10.05 seconds, provided is 10.051 seconds.");
  CHECK(moved("video", 10'051) == "fine");
  CHECK(moved("video", 30'051).at("ctx") == Json{{"max_duration", 30.05}, {"provided_duration", 30.051}});
}

TEST_CASE("fal: the clip of an earlier request keeps the limits on rate and format", "[contract][fal]") {
  Emulated world = fal_world();
  const std::string first = submitted(world, kQueue + "/o3/pro/text-to-video", {{"prompt", "x"}});
  world.advance(Seconds(60));
  const std::string clip = text_of(world.get(kQueue + "/requests/" + first).json().at("video"), "url");
  const std::string second =
      submitted(world, kQueue + "/o3/pro/video-to-video/edit", {{"prompt", "x"}, {"video_url", clip}});
  world.advance(Seconds(60));
  CHECK(world.get(kQueue + "/requests/" + second).status == 200);
}

TEST_CASE("fal: rules across fields speak as validators of their fields, one a field", "[contract][fal]") {
  const auto detail = [](const std::string& path, const Json& input) {
    Emulated world = fal_world();
    const Reply reply = world.post("/fal.run/fal-ai/kling-video" + path, input);
    return reply.status == 422 ? reply.json().at("detail") : Json("fine");
  };
  const auto says = [](Json loc, const char* text, Json input) {
    return Json{{"type", "value_error"},
                {"loc", std::move(loc)},
                {"msg", std::string("Value error, ") + text},
                {"input", std::move(input)},
                {"ctx", {{"error", Json::object()}}}};
  };
  const Json element{{"frontal_image_url", "https://media.example/a.png"}},
      video{{"video_url", "https://media.example/a.mp4"}}, voice{{"voice_id", "one"}};
  Json motion{{"image_url", "https://media.example/a.png"},
              {"video_url", "https://media.example/a.mp4"},
              {"character_orientation", "image"},
              {"elements", Json::array({element})}};
  CHECK(detail("/v3/pro/motion-control", motion) ==
        Json::array({says({"body", "elements"}, "elements can only be provided when character_orientation is 'video'",
                          Json::array({element}))}));
  motion["character_orientation"] = "video";
  CHECK(detail("/v3/pro/motion-control", motion) == "fine");
  const auto with = [](Json elements, int images = 0) {
    return Json{
        {"prompt", "x"},
        {"elements", std::move(elements)},
        {"image_urls", std::vector<std::string>(static_cast<std::size_t>(images), "https://media.example/b.png")}};
  };
  const std::string reference = "/o3/pro/reference-to-video";
  CHECK(detail(reference, with({video, element}, 2)) == "fine");
  CHECK(detail(reference, with(Json::array({element}), 6)) == "fine");
  CHECK(detail(reference, with({video, element}, 3)) ==
        Json::array({says({"body", "elements"},
                          "At most 4 elements and reference images can be provided in total when a video is used",
                          Json::array({video, element}))}));
  CHECK(detail(reference, with({video, video}, 6)).size() == 1);
  CHECK(detail("/o3/4k/reference-to-video", with({video, element}, 5)) == "fine");
  CHECK(detail("/v3/pro/image-to-video",
               {{"prompt", "x"}, {"start_image_url", "https://media.example/a.png"}, {"elements", {video, video}}}) ==
        Json::array({says({"body", "elements"}, "Only one element with a video can be provided", {video, video})}));
  CHECK(detail(reference, with({element, voice})) ==
        Json::array({says({"body", "elements", 1, "frontal_image_url"},
                          "At least one image or a video must be provided for an element", voice),
                     says({"body", "elements", 1, "voice_id"},
                          "voice_id can only be provided for an element with a video", "one")}));
}

TEST_CASE("fal: what is not to be stored is not shown in records", "[contract][fal]") {
  for (const bool store : {true, false}) {
    Emulated world = fal_world();
    Request ask = world.with_key(test::request_for("POST", kSubmit, R"({"prompt":"x"})"));
    if (!store) ask.headers.add("X-Fal-Store-IO", "0");
    CHECK(world.ask(ask).status == 200);
    world.advance(Seconds(60));
    const Json items = world
                           .get("/api.fal.ai/v1/models/requests/by-endpoint?expand=payloads&endpoint_id=" +
                                std::string("fal-ai/kling-video/o3/4k/text-to-video"))
                           .json()
                           .at("items");
    REQUIRE(items.size() == 1);
    CHECK(items[0].at("json_input").is_object() == store);
    CHECK(items[0].at("json_output").is_object() == store);
  }
}

TEST_CASE("fal: a storage token opens the world of the key it was given to", "[contract][fal]") {
  Emulated world = fal_world();
  const Json token = world.post("/rest.fal.ai/storage/auth/token?storage_type=fal-cdn-v3", Json::object()).json();
  CHECK(ends_with(text_of(token, "expires_at"), "+00:00"));
  Request upload = test::request_for("POST", "/v3.fal.media/files/upload", "meow");
  upload.headers.add("Authorization", text_of(token, "token_type") + " " + text_of(token, "token"));
  upload.headers.add("Content-Type", "image/png");
  upload.headers.add("X-Fal-File-Name", "cat.png");
  const Reply kept = world.ask(upload);
  REQUIRE(kept.status == 200);
  const Reply back = world.ask(test::request_for("GET", text_of(kept.json(), "access_url")));
  CHECK(back.text == "meow");
  CHECK(back.type == "image/png");
}

TEST_CASE("fal: links lead back the way the client came", "[contract][fal]") {
  const auto status_url = [](Request request, const Universe& universe = {}) {
    Emulated world = fal_world(Json::object(), universe);
    request = world.with_key(std::move(request));
    const Json view = world.ask(std::move(request)).json();
    const std::string url = text_of(view, "status_url"), app = "/fal-ai/kling-video/";
    REQUIRE(url.find(app) != std::string::npos);
    return url.substr(0, url.find(app));
  };
  const std::string body = R"({"prompt":"x"})";
  Request by_host = test::request_for("POST", "/fal-ai/kling-video/o3/4k/text-to-video", body);
  by_host.host = "queue.fal.run:8443";
  by_host.scheme = "https";
  CHECK(status_url(by_host) == "https://queue.fal.run:8443");
  CHECK(status_url(test::request_for("POST", kSubmit, body)) == "http://emulator.test/queue.fal.run");
  Request by_proxy = test::request_for("POST", "/api/fal/proxy", body);
  by_proxy.headers.add("x-fal-target-url", "https://queue.fal.run/fal-ai/kling-video/o3/4k/text-to-video");
  CHECK(status_url(by_proxy) == "https://queue.fal.run");
  CHECK(status_url(test::request_for("POST", kSubmit, body), {{"fal", {{"links", "public"}}}}) ==
        "https://queue.fal.run");
}
