#include "refclient/dialect.hpp"

#include "catch.hpp"

using namespace refclient;

namespace {

VideoRequest full_request(const std::string& model) {
  return request_from_json(model,
                           {{"prompt", "ein Fuchs 🦊"}, {"duration", 5}, {"sound", true}, {"aspect_ratio", "9:16"}});
}

}  // namespace

TEST_CASE("one request in three dialects") {
  const Json wavespeed = dialect_of("wavespeed").submit_body(full_request("m"), "");
  CHECK(wavespeed == Json{{"prompt", "ein Fuchs 🦊"}, {"duration", 5}, {"sound", true}, {"aspect_ratio", "9:16"}});
  const Json fal = dialect_of("fal").submit_body(full_request("m"), "");
  CHECK(fal ==
        Json{{"prompt", "ein Fuchs 🦊"}, {"duration", "5"}, {"generate_audio", true}, {"aspect_ratio", "9:16"}});
  const Json evolink = dialect_of("evolink").submit_body(full_request("m"), "https://h.example/?a=1&b=ü");
  CHECK(evolink == Json{{"model", "m"},
                        {"prompt", "ein Fuchs 🦊"},
                        {"duration", 5},
                        {"sound", "on"},
                        {"aspect_ratio", "9:16"},
                        {"callback_url", "https://h.example/?a=1&b=ü"}});
}

TEST_CASE("what is not set is not sent") {
  for (const char* name : {"wavespeed", "fal"})
    CHECK(dialect_of(name).submit_body({"m", "x"}, "") == Json{{"prompt", "x"}});
  CHECK(dialect_of("evolink").submit_body({"m", "x"}, "") == Json{{"model", "m"}, {"prompt", "x"}});
}

TEST_CASE("shots in three dialects") {
  const VideoRequest request =
      request_from_json("m", {{"shots", Json::array({Json{{"prompt", "one"}, {"duration", 4}}})}});
  const Json shot = Json::array({Json{{"prompt", "one"}, {"duration", 4}}});
  CHECK(dialect_of("wavespeed").submit_body(request, "") == Json{{"duration", 4}, {"multi_prompt", shot}});
  CHECK(dialect_of("fal").submit_body(request, "")["multi_prompt"][0]["duration"] == "4");
  const Json params = dialect_of("evolink").submit_body(request, "")["model_params"];
  CHECK(params["multi_shot"] == true);
  CHECK(params["multi_prompt"] == Json::array({Json{{"index", 1}, {"prompt", "one"}, {"duration", "4"}}}));
}

TEST_CASE("paths: the model at WaveSpeed, the app at fal, neither at EvoLink") {
  const Task task{"fal-ai/kling-video/o3/4k/text-to-video", "0%/7"};
  CHECK(dialect_of("wavespeed").status_path(task) == "/api/v3/predictions/0%25%2F7/result");
  CHECK(dialect_of("fal").status_path(task) == "/fal-ai/kling-video/requests/0%25%2F7/status");
  CHECK(dialect_of("fal").result_path(task) == "/fal-ai/kling-video/requests/0%25%2F7");
  CHECK(dialect_of("fal").result_path({"workflows/me/mine/x", "1"}) == "/workflows/me/mine/requests/1");
  CHECK(dialect_of("evolink").status_path(task) == "/v1/tasks/0%25%2F7");
  const VideoRequest request{"a/b", "x"};
  CHECK(dialect_of("wavespeed").submit_path(request, "https://h/?a=1&b=ü") ==
        "/api/v3/a/b?webhook=https%3A%2F%2Fh%2F%3Fa%3D1%26b%3D%C3%BC");
  CHECK(dialect_of("fal").submit_path(request, "https://h") == "/a/b?fal_webhook=https%3A%2F%2Fh");
}

TEST_CASE("an unknown word is neither an end nor a success") {
  CHECK(dialect_of("wavespeed").read_status({{"data", {{"status", "paused"}}}}).phase == Phase::unknown);
  CHECK(dialect_of("fal").read_status({{"status", "PAUSED"}}).phase == Phase::unknown);
  CHECK(dialect_of("evolink").read_status({{"status", "paused"}}).phase == Phase::unknown);
  for (const char* name : {"wavespeed", "fal", "evolink"}) {
    for (const Json& nonsense : {Json(), Json(1), Json::array(), Json{{"data", 1}}, Json{{"status", 1}},
                                 Json{{"data", {{"status", nullptr}}}}}) {
      CHECK(dialect_of(name).read_status(nonsense).phase == Phase::unknown);
      CHECK(dialect_of(name).task_id(nonsense).empty());
      CHECK(dialect_of(name).read_webhook(nonsense).first.empty());
      CHECK_NOTHROW(dialect_of(name).refusal(Reply{}, nonsense));
    }
  }
}

TEST_CASE("outputs and flags of WaveSpeed come in every published shape") {
  const auto outputs = [](const Json& data) { return dialect_of("wavespeed").read_status({{"data", data}}).outputs; };
  Json data{{"status", "completed"}, {"outputs", "https://f/1"}};
  CHECK(outputs(data).size() == 1);
  CHECK_FALSE(outputs(data)[0].nsfw.has_value());
  data["outputs"] = {"https://f/1", Json{{"url", "https://f/2"}}, nullptr};
  data["has_nsfw_contents"] = Json::array({true});
  REQUIRE(outputs(data).size() == 2);
  CHECK(outputs(data)[0].nsfw == true);
  CHECK_FALSE(outputs(data)[1].nsfw.has_value());
  data["has_nsfw_contents"] = nullptr;
  CHECK_FALSE(outputs(data)[0].nsfw.has_value());
}

TEST_CASE("a result of fal that fails keeps its text, and a queue's trouble is asked again") {
  const Dialect fal = dialect_of("fal");
  const Snapshot done = fal.read_status({{"status", "COMPLETED"}});
  REQUIRE(done.more);
  Reply reply;
  reply.status = 422;
  const Json detail{
      {"detail",
       Json::array({Json{{"loc", {"body", "prompt"}}, {"msg", "flagged"}, {"type", "content_policy_violation"}}})}};
  const Snapshot refused = fal.read_result(reply, detail, done);
  CHECK(refused.phase == Phase::failed);
  CHECK(refused.failure.category == Category::content_policy);
  CHECK(refused.failure.message == "body.prompt: flagged");
  reply.status = 503;
  CHECK(fal.read_result(reply, {{"detail", "busy"}}, done).phase == Phase::alive);
  reply.status = 400;
  CHECK(fal.read_result(reply, {{"detail", "Request is still in progress"}}, done).phase == Phase::alive);
}

TEST_CASE("json is found behind a byte order mark") {
  CHECK(parsed("\xEF\xBB\xBF{}") == Json::object());
  CHECK_FALSE(parsed("{\"a\":"));
  CHECK_FALSE(parsed(""));
}
