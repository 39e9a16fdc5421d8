// EvoLink's tasks as a client sees them: their life, credits, elements, files and hosts.
#include "catch.hpp"

#include <set>

#include "emulated.hpp"

using namespace mockling;
using test::Emulated;
using test::Reply;
using test::request_for;

namespace {

const std::string kGenerate = "/v1/videos/generations";

Emulated evolink_world(Json scenario = Json::object(), Choices choices = {}) {
  return Emulated(std::move(scenario),
                  choices.empty() ? test::default_catalog() : test::catalog_in({{"evolink", choices}}), "sk-test",
                  "evolink");
}

Json text_job(const std::string& prompt = "x") { return {{"model", "kling-o3-text-to-video"}, {"prompt", prompt}}; }

Json element_job(const std::string& kind = "image_refer") {
  Json params{{"element_name", "Hero"}, {"element_description", "a hero"}, {"reference_type", kind}};
  params["element_image_list"] = {{"frontal_image", "https://media.example/front.png"}};
  params["element_video_list"] = {{"video_url", "https://media.example/hero.mp4"}};
  return {{"model", "kling-custom-element"}, {"model_params", params}};
}

Json with_element(Json job, const Json& id) {
  job["model_params"]["element_list"] = Json::array({{{"element_id", id}}});
  return job;
}

std::string created(Emulated& world, const Json& job) {
  const Reply reply = world.post(kGenerate, job);
  INFO(dump(job) << reply.text);
  REQUIRE(reply.status == 200);
  return reply.json().at("id");
}

Json ended(Emulated& world, const std::string& id) {
  world.advance(Seconds(60));
  return world.get("/v1/tasks/" + id).json();
}

Json end_of(Emulated& world, const Json& job) { return ended(world, created(world, job)); }

std::string keys_of(const Json& object) {
  std::string keys;
  for (const auto& [key, ignored] : object.items()) keys += (keys.empty() ? "" : " ") + key;
  return keys;
}

// A stored upload of this world, and the link to it.
std::string stored(Emulated& world, const std::string& type, FileFacts facts) {
  FileRecord file;
  file.id = "upload" + std::to_string(world.state().files().size());
  file.content_type = type;
  file.size = facts.size;
  file.stored = file.claimed = true;
  file.expires = world.now() + Seconds(86400);
  file.facts = facts;
  world.state().add_file(file);
  return "https://files.evolink.ai/" + world.state().id() + "/" + file.id + ".bin";
}

}  // namespace

TEST_CASE("the members of a task come in the order of the published bodies", "[contract][evolink]") {
  Emulated world = evolink_world();
  const Json first = world.post(kGenerate, text_job()).json();
  CHECK(keys_of(first) == "created id model object progress status task_info type usage");
  CHECK(keys_of(first.at("task_info")) == "can_cancel estimated_time video_duration");
  CHECK(keys_of(first.at("usage")) == "billing_rule credits_reserved user_group");
  const std::string id = first.at("id");
  CHECK(id.substr(0, 24) == "task-unified-" + std::to_string(first.at("created").get<std::int64_t>()) + "-");
  CHECK(id.size() == 32);
  CHECK(keys_of(ended(world, id)) ==
        "created duration id model object progress result_data results status task_info type usage");
  CHECK(keys_of(end_of(world, text_job("[[mockling: failed]]"))) ==
        "created id model object progress status error task_info type usage");
}

TEST_CASE("progress never falls, takes the steps of the data, and does not depend on who asks", "[contract][evolink]") {
  Emulated watched = evolink_world(), left_alone = evolink_world();
  const std::string id = created(watched, text_job());
  CHECK(created(left_alone, text_job()) == id);
  std::set<std::int64_t> seen;
  std::int64_t last = 0;
  for (int i = 0; i < 60; ++i) {
    watched.advance(Millis(100)), left_alone.advance(Millis(100));
    const std::int64_t now = watched.get("/v1/tasks/" + id).json().at("progress");
    CHECK(now >= last);
    seen.insert(last = now);
    if (i == 29) CHECK(left_alone.get("/v1/tasks/" + id).json().at("progress") == now);
  }
  CHECK(seen == std::set<std::int64_t>{0, 10, 30, 50, 70, 90, 100});
  CHECK(end_of(watched, text_job("[[mockling: stalled]]")).at("progress") == 10);
}

TEST_CASE("a failed task may keep its progress", "[contract][evolink]") {
  const Json job = text_job("[[mockling: failed]]");
  Emulated zero = evolink_world(), kept = evolink_world(Json::object(), {{"failed-progress", "kept"}});
  CHECK(end_of(zero, job).at("progress") == 0);
  CHECK(end_of(kept, job).at("progress") == 90);
}

TEST_CASE("every ending is reached by prompt and by scenario", "[contract][evolink]") {
  const auto& spec = test::default_catalog()->provider("evolink")->spec;
  std::set<std::string> codes;
  for (const auto& [name, ending] : spec.endings) {
    INFO(name);
    if (test::is_odd(*test::default_catalog()->provider("evolink"), name)) continue;
    const Json& facts = spec.document["endings"][name];
    Emulated asked = evolink_world();
    Emulated scripted = evolink_world(Json{{"endings", Json::array({{{"every", 1}, {"ending", name}}})}});
    for (const Json& task : {end_of(asked, text_job("[[mockling: " + name + "]]")), end_of(scripted, text_job())}) {
      CHECK(task.at("status") == spec.status_word(ending.phase == Phase::never ? Phase::running : ending.phase));
      CHECK(task.contains("error") == (text_of(facts, "code") != ""));
      if (!task.contains("error")) continue;
      CHECK(task.at("error") == Json{{"code", facts["code"]}, {"message", facts["text"]}, {"type", "task_error"}});
      CHECK(task.at("usage").at("credits_used") == 0);
      codes.insert(text_of(facts, "code"));
    }
    if (ending.phase != Phase::succeeded && ending.phase != Phase::never)
      CHECK(asked.get("/v1/credits").data().at("user").at("remaining_credits") == 1'000'000);
  }
  CHECK(codes.size() == 13);  // every code of the provider's list
}

TEST_CASE("an element can be used in its world once it is made, and only there", "[contract][evolink]") {
  Emulated world = evolink_world();
  const std::string maker = created(world, element_job());
  CHECK(world.effects().empty());  // there is no clip to make
  const std::string id = ended(world, maker).at("result_data").at("element_id");
  CHECK(id.size() == 18);
  CHECK(world.get("/v1/tasks/" + maker).json().at("result_data").at("elements").at(0).at("element_id") == id);
  CHECK_FALSE(world.get("/v1/tasks/" + maker).json().contains("results"));
  CHECK(world.post(kGenerate, with_element(text_job(), id)).status == 200);
  CHECK(world.post(kGenerate, with_element(text_job(), Json::parse(id))).status == 200);
  for (const Json& other : {Json("0" + id), Json(id + "0"), Json(Json::parse(id).get<std::int64_t>() + 1)})
    CHECK(world.post(kGenerate, with_element(text_job(), other)).status == 400);
  Emulated stranger(Json::object(), test::default_catalog(), "sk-other", "evolink");
  CHECK(stranger.post(kGenerate, with_element(text_job(), id)).status == 400);
}

TEST_CASE("an element that is not made yet, or failed, does not exist", "[contract][evolink]") {
  Emulated world = evolink_world();
  const std::string maker = created(world, element_job());
  Emulated twin = evolink_world();
  created(twin, element_job());
  const std::string id = ended(twin, maker).at("result_data").at("element_id");
  CHECK(world.post(kGenerate, with_element(text_job(), id)).status == 400);
  world.advance(Seconds(60));
  CHECK(world.post(kGenerate, with_element(text_job(), id)).status == 200);
  Emulated failing = evolink_world(Json{{"endings", Json::array({{{"nth", 1}, {"ending", "failed"}}})}});
  CHECK_FALSE(end_of(failing, element_job()).contains("result_data"));
  CHECK(failing.post(kGenerate, with_element(text_job(), id)).status == 400);
}

TEST_CASE("an element made of a video cannot be used to edit", "[contract][evolink]") {
  Emulated world = evolink_world();
  const Json edit{{"model", "kling-o3-video-edit"}, {"prompt", "x"}, {"video_url", "https://media.example/a.mp4"}};
  const std::string pictures = end_of(world, element_job()).at("result_data").at("element_id");
  const std::string video = end_of(world, element_job("video_refer")).at("result_data").at("element_id");
  CHECK(world.post(kGenerate, with_element(edit, pictures)).status == 200);
  CHECK(world.post(kGenerate, with_element(edit, video)).status == 400);
  CHECK(world.post(kGenerate, with_element(text_job(), video)).status == 200);
}

TEST_CASE("an unknown element may be found out by the task, or not at all", "[contract][evolink]") {
  const Json job = with_element(text_job(), "123");
  Emulated late = evolink_world(Json::object(), {{"unknown-element", "fails"}});
  CHECK(end_of(late, job).at("error").at("code") == "invalid_parameters");
  Emulated never = evolink_world(Json::object(), {{"unknown-element", "accepted"}});
  CHECK(end_of(never, job).at("status") == "completed");
}

TEST_CASE("clips have the size of quality and ratio, or of the file they follow", "[contract][evolink]") {
  Emulated world = evolink_world();
  const auto size = [&](Json job) {
    const Job& made = *world.state().find_job(created(world, job));
    return std::to_string(made.shape.size.width) + "x" + std::to_string(made.shape.size.height);
  };
  const auto text = [&](const char* quality, const char* ratio) {
    Json job = text_job();
    job["quality"] = quality, job["aspect_ratio"] = ratio;
    return size(job);
  };
  CHECK(text("720p", "16:9") == "1280x720");
  CHECK(text("720p", "9:16") == "720x1280");
  CHECK(text("720p", "1:1") == "960x960");
  CHECK(text("1080p", "16:9") == "1920x1080");
  CHECK(text("1080p", "9:16") == "1080x1920");
  CHECK(text("1080p", "1:1") == "1440x1440");
  Json frame{{"model", "kling-o3-image-to-video"}, {"prompt", "x"}};
  frame["image_start"] = stored(world, "image/png", {800, 1000, Millis(0), false, 9});
  CHECK(size(frame) == "858x1074");  // 4:5 with the area of 720p
  frame["aspect_ratio"] = "1:1";
  CHECK(size(frame) == "960x960");
  Json edit{{"model", "kling-o3-video-edit"}, {"prompt", "x"}, {"quality", "1080p"}};
  edit["video_url"] = stored(world, "video/mp4", {720, 1280, Millis(7600), true, 9});
  CHECK(size(edit) == "1080x1920");
  CHECK(world.state().jobs().back().shape.length == Millis(7600));
  CHECK(to_text(world.state().jobs().back().price.amount) == "86.4432");
}

TEST_CASE("sound is there exactly when it is asked for, or kept", "[contract][evolink]") {
  Emulated world = evolink_world();
  const auto sounds = [&](const Json& job) { return world.state().find_job(created(world, job))->shape.sound; };
  Json job = text_job();
  CHECK_FALSE(sounds(job));
  job["sound"] = "off";
  CHECK_FALSE(sounds(job));
  job["sound"] = "on";
  CHECK(sounds(job));
  Json edit{{"model", "kling-o3-video-edit"}, {"prompt", "x"}, {"sound", "on"}};
  edit["video_url"] = stored(world, "video/mp4", {1280, 720, Millis(5000), false, 9});
  CHECK_FALSE(sounds(edit));  // sound is no parameter of it, and the source is silent
  edit["video_url"] = stored(world, "video/mp4", {1280, 720, Millis(5000), true, 9});
  CHECK(sounds(edit));
  edit["keep_original_sound"] = false;
  CHECK_FALSE(sounds(edit));
}

TEST_CASE("files of this world are held against the limits, and break the task", "[contract][evolink]") {
  struct Given {
    const char* field;
    const char* type;
    FileFacts facts;
    const char* code;  // empty: it is fine
    const char* says;
  };
  const Given table[] = {
      {"image_start", "image/png", {300, 300, Millis(0), false, 10'485'760}, "", ""},
      {"image_start", "image/jpeg", {300, 750, Millis(0), false, 1}, "", ""},
      {"image_start", "image/png", {299, 300, Millis(0), false, 1}, "invalid_parameters", "at least 300"},
      {"image_start", "image/png", {300, 751, Millis(0), false, 1}, "image_dimension_mismatch", "2.5"},
      {"image_start", "image/png", {751, 300, Millis(0), false, 1}, "image_dimension_mismatch", "2.5"},
      {"image_start", "image/png", {300, 300, Millis(0), false, 10'485'761}, "invalid_parameters", "exceeds 10MB"},
      {"image_start", "image/heic", {300, 300, Millis(0), false, 1}, "invalid_parameters", "unsupported file type"},
      {"video_url", "video/mp4", {720, 2160, Millis(3000), false, 209'715'200}, "", ""},
      {"video_url", "video/quicktime", {1280, 720, Millis(10050), false, 1}, "", ""},
      {"video_url", "video/mp4", {1280, 720, Millis(2999), false, 1}, "invalid_parameters", "at least 3 seconds"},
      {"video_url", "video/mp4", {1280, 720, Millis(10051), false, 1}, "invalid_parameters", "at most 10 seconds"},
      {"video_url", "video/mp4", {1280, 718, Millis(5000), false, 1}, "invalid_parameters", "between 720 and 2160"},
      {"video_url", "video/mp4", {2162, 1280, Millis(5000), false, 1}, "invalid_parameters", "between 720 and 2160"},
      {"video_url", "video/mp4", {1280, 720, Millis(5000), false, 209'715'201}, "invalid_parameters", "exceeds 200MB"},
      {"video_url", "video/mp4", {1280, 720, Millis(5000), false, 1, 24}, "", ""},
      {"video_url", "video/mp4", {1280, 720, Millis(5000), false, 1, 60}, "", ""},
      {"video_url",
       "video/mp4",
       {1280, 720, Millis(5000), false, 1, 23.976},
       "invalid_parameters",
       "between 24 and 60"},
      {"video_url", "video/mp4", {1280, 720, Millis(5000), false, 1, 60.5}, "invalid_parameters", "between 24 and 60"},
      {"video_url", "video/webm", {1280, 720, Millis(5000), false, 1}, "invalid_parameters", "unsupported file type"}};
  for (const Given& given : table) {
    INFO(given.field << " " << given.type << " " << given.facts.width << "x" << given.facts.height << " "
                     << given.says);
    Emulated world = evolink_world();
    const bool image = std::string_view(given.field) == "image_start";
    Json job{{"model", image ? "kling-o3-image-to-video" : "kling-o3-video-edit"}, {"prompt", "x"}};
    job[given.field] = stored(world, given.type, given.facts);
    const Json task = end_of(world, job);
    CHECK(task.at("status") == (*given.code == '\0' ? "completed" : "failed"));
    if (*given.code == '\0') continue;
    CHECK(task.at("error").at("code") == given.code);
    CHECK(text_of(task.at("error"), "message").find(given.says) != std::string::npos);
    CHECK(task.at("usage").at("credits_used") == 0);
  }
}

TEST_CASE("files that cannot be fetched break the task", "[contract][evolink]") {
  Emulated world = evolink_world();
  for (const std::string url : {"https://a.invalid/x.png", "file.png", "data:image/png;base64,xx", "ftp://a.example/x",
                                "https://files.evolink.ai/WORLD/nothing.png"}) {
    const Json job{{"model", "kling-o3-image-to-video"},
                   {"prompt", "x"},
                   {"image_urls", Json::array({replace_all(url, "WORLD", world.state().id())})}};
    INFO(url);
    CHECK(end_of(world, job).at("error").at("code") == "image_processing_error");
  }
}

TEST_CASE("EvoLink is found by host, by the first segment, and by its own paths", "[contract][evolink]") {
  Emulated world = evolink_world();
  Request by_host = world.with_key(request_for("GET", "/v1/credits"));
  by_host.host = "api.evolink.ai";
  CHECK(world.ask(by_host).status == 200);
  for (const char* path : {"/v1/credits", "/api.evolink.ai/v1/credits", "/beta-api.evolink.ai/v1/credits"})
    CHECK(world.get(path).status == 200);
  CHECK(world.get("/files-api.evolink.ai/v1/credits").status == 404);
  CHECK(world.get("/api/v3/nothing").json().contains("message"));  // the others' paths stay theirs
  CHECK(world.get("/api/v3/balance").json().contains("data"));
  CHECK(world.get("/v1/nothing").json().contains("error"));
  CHECK(test::default_catalog()->spokesman().spec.name == "wavespeed");
}

TEST_CASE("a callback may lead to this machine only where the switch says so", "[contract][evolink]") {
  Emulated world = evolink_world(Json::object(), {{"callback-hosts", "loopback"}});
  for (const char* model : {"kling-o3-text-to-video", "kling-o3-image-to-video", "kling-o3-reference-to-video",
                            "kling-o3-video-edit", "kling-custom-element"}) {
    Json job = std::string_view(model) == "kling-custom-element" ? element_job() : text_job();
    job["model"] = model;
    job["image_start"] = "https://media.example/a.png", job["video_url"] = "https://media.example/a.mp4";
    job["callback_url"] = "http://127.0.0.1:9000/hook";
    CHECK(world.post(kGenerate, job).status == 200);
    CHECK(world.state().jobs().back().webhook == "http://127.0.0.1:9000/hook");
    job["callback_url"] = "http://192.168.0.1:9000/hook";
    CHECK(world.post(kGenerate, job).json().at("error").at("param") == "callback_url");
  }
}

TEST_CASE("every reading of every switch of EvoLink loads, alone and with all others", "[contract][evolink]") {
  const Json& switches = test::default_catalog()->provider("evolink")->switches;
  Choices all;
  for (const Json& entry : switches)
    for (const auto& [reading, facts] : entry.at("readings").items()) {
      INFO(text_of(entry, "name") << "=" << reading);
      CHECK_NOTHROW(test::catalog_in({{"evolink", {{text_of(entry, "name"), reading}}}}));
      all[text_of(entry, "name")] = reading;
    }
  Emulated world = evolink_world(Json::object(), all);
  CHECK(world.post(kGenerate, text_job()).status == 200);
}
