// Every kind of refusal of EvoLink's task API, as its row says, in both dialects.
#include "catch.hpp"

#include "emulated.hpp"
#include "error_table.hpp"

using namespace mockling;
using test::Emulated;
using test::Reply;
using test::request_for;

namespace {

const std::string kGenerate = "/v1/videos/generations";
const std::string kTask = "/v1/tasks/task-unified-1756817821-4x3rx6ny";
const Json kFine{{"model", "kling-o3-text-to-video"}, {"prompt", "x"}};

Emulated evolink_world(Json scenario = Json::object(),
                       std::shared_ptr<const Catalog> catalog = test::default_catalog()) {
  return Emulated(std::move(scenario), std::move(catalog), "sk-test", "evolink");
}

std::shared_ptr<const Catalog> reading(const std::string& name, const std::string& value) {
  return test::catalog_in({{"evolink", {{name, value}}}});
}

Json error_of(const Reply& reply) { return reply.json().at("error"); }

}  // namespace

TEST_CASE("every kind of refusal of EvoLink is met, as its row in the data says", "[contract][errors][evolink]") {
  test::ErrorsMet table("evolink");
  Emulated world = evolink_world();
  const auto meets = [&](ErrorKind kind, const Reply& reply, const char* operation) {
    table.meets(kind, reply, "api", operation);
  };

  for (const auto& [path, operation] : {std::pair{"/v1/credits", "credits"}, std::pair{kTask.c_str(), "task"}}) {
    meets(ErrorKind::unauthorized, world.ask(request_for("GET", path)), operation);
    Request wrong_scheme = request_for("GET", path);
    wrong_scheme.headers.add("Authorization", "Key sk-test");
    meets(ErrorKind::bad_key, world.ask(wrong_scheme), operation);
    Emulated forbidden = evolink_world(Json{{"standing", "forbidden"}}),
             suspended = evolink_world(Json{{"standing", "suspended"}});
    meets(ErrorKind::forbidden, forbidden.get(path), operation);
    meets(ErrorKind::suspended, suspended.get(path), operation);
  }
  Emulated forbidden = evolink_world(Json{{"standing", "forbidden"}});
  meets(ErrorKind::forbidden, forbidden.post(kGenerate, kFine), "generate");

  Emulated limited = evolink_world(Json{{"level", "limited"}});
  for (int i = 0; i < 5; ++i) CHECK(limited.post(kGenerate, kFine).status == 200);
  meets(ErrorKind::rate_limited, limited.post(kGenerate, kFine), "generate");
  Emulated busy = evolink_world(Json{{"level", "limited"}}, reading("over-concurrency", "refused"));
  for (int i = 0; i < 3; ++i) CHECK(busy.post(kGenerate, kFine).status == 200);
  meets(ErrorKind::over_concurrency, busy.post(kGenerate, kFine), "generate");
  Emulated poor = evolink_world(Json{{"balance", "26.9999"}});
  meets(ErrorKind::no_credit, poor.post(kGenerate, kFine), "generate");

  meets(ErrorKind::unknown_model, world.post(kGenerate, {{"model", "kling-o9"}, {"prompt", "x"}}), "generate");
  for (const char* body : {"", "{", "[]", "null", "7", "\"x\"", "{\"model\":\"\xff\"}"})
    meets(ErrorKind::bad_json, world.ask(world.with_key(request_for("POST", kGenerate, body))), "generate");
  for (const Json& model : {Json(), Json(""), Json(7), Json::array()}) {
    const Reply reply = world.post(kGenerate, {{"model", model}, {"prompt", "x"}});
    meets(ErrorKind::invalid_input, reply, "generate");
    CHECK(error_of(reply).at("param") == "model");
  }
  meets(ErrorKind::bad_marker,
        world.post(kGenerate, {{"model", kFine.at("model")}, {"prompt", "[[mockling: nonsense]]"}}), "generate");
  meets(ErrorKind::too_large,
        world.ask(world.with_key(request_for("POST", kGenerate, std::string((64U << 20) + 1, ' ')))), "generate");
  meets(ErrorKind::bad_request, world.get("/v1/tasks/abc"), "task");
  meets(ErrorKind::unknown_job, world.get(kTask), "task");
  meets(ErrorKind::unknown_route, world.get("/v1/nothing"), "");
  meets(ErrorKind::method_not_allowed, world.get(kGenerate), "");
  meets(ErrorKind::unknown_file,
        world.ask(request_for("GET", "/cdn.evolink.ai/output/" + world.state().id() + "/nothing.mp4")), "output");

  // Kinds of the file service are met in evolink_files_test.cpp; the others only by a listener, or never.
  table.are_all_but({ErrorKind::live_key, ErrorKind::request_timeout, ErrorKind::uri_too_long,
                     ErrorKind::headers_too_large, ErrorKind::upload_too_large, ErrorKind::upload_quota,
                     ErrorKind::upload_exists, ErrorKind::upload_size, ErrorKind::upload_expired,
                     ErrorKind::webhook_with_base64, ErrorKind::gateway_timeout, ErrorKind::not_implemented,
                     ErrorKind::unavailable, ErrorKind::internal});
  CHECK(world.state().jobs().empty());
}

TEST_CASE("the older dialect has numbers for codes, and words in the type", "[contract][errors][evolink]") {
  Emulated world = evolink_world(Json{{"balance", "1"}}, reading("error-dialect", "older"));
  const auto meets = [&](const Reply& reply, int status, const char* type) {
    INFO(reply.text);
    CHECK(reply.status == status);
    CHECK(error_of(reply).at("code") == status);
    CHECK(error_of(reply).at("type") == type);
  };
  meets(world.ask(request_for("GET", "/v1/credits")), 401, "authentication_error");
  meets(world.post(kGenerate, kFine), 402, "insufficient_quota_error");
  meets(world.post(kGenerate, {{"model", "kling-o9"}}), 404, "not_found_error");
  meets(world.get(kTask), 404, "not_found_error");
  meets(world.get("/v1/tasks/abc"), 400, "invalid_request_error");
  const Reply wrong = world.post(kGenerate, {{"model", kFine.at("model")}, {"prompt", 7}});
  meets(wrong, 400, "invalid_request_error");
  CHECK(error_of(wrong).at("param") == "prompt");
  CHECK(error_of(wrong).at("fallback_suggestion") == "provide a valid prompt");
  Emulated limited = evolink_world(Json{{"level", "limited"}}, reading("error-dialect", "older"));
  for (int i = 0; i < 5; ++i) limited.post(kGenerate, kFine);
  const Reply throttled = limited.post(kGenerate, kFine);
  meets(throttled, 429, "rate_limit_error");
  CHECK(error_of(throttled).at("fallback_suggestion") == "retry after 60 seconds");
}

TEST_CASE("moderation may refuse at once, and the scenario goes on", "[contract][errors][evolink]") {
  const Json first{{"endings", Json::array({{{"nth", 1}, {"ending", "moderated-people"}}})}};
  Emulated world = evolink_world(first, reading("moderation", "at-once"));
  const Reply refused = world.post(kGenerate, kFine);
  CHECK(refused.status == 400);
  CHECK(error_of(refused).at("code") == "content_policy_violation");
  CHECK(error_of(refused).at("type") == "content_policy_violation");
  CHECK(text_of(error_of(refused), "message").find("photorealistic people detected") != std::string::npos);
  CHECK(world.state().jobs().empty());
  CHECK(world.post(kGenerate, kFine).status == 200);
}
