// fal's platform API: endpoints, prices, estimates, usage, requests, the account; and its errors' own shape.
#include "catch.hpp"

#include <set>

#include "emulated.hpp"

using namespace mockling;
using namespace std::chrono_literals;

namespace {

const std::string kApi = "/api.fal.ai/v1";
const std::string kId = "fal-ai/kling-video/o3/4k/text-to-video";
const std::string kPro = "fal-ai/kling-video/o3/pro/text-to-video";

struct World : test::Emulated {
  explicit World(std::string key = "mk:test", const Json& scenario = Json::object())
      : Emulated(scenario, test::default_catalog(), std::move(key), "fal") {}
};

std::string submit(test::Emulated& world, const std::string& id, const Json& input) {
  return world.post("/queue.fal.run/" + id, input).json().at("request_id");
}

// The answer must be an error of the platform's shape.
void check_error(const test::Reply& reply, int status, const std::string& type, const std::string& message = {}) {
  INFO(reply.text);
  REQUIRE(reply.status == status);
  const Json error = reply.json().at("error");
  CHECK(error.at("type") == type);
  if (message.empty())
    CHECK_FALSE(text_of(error, "message").empty());
  else
    CHECK(error.at("message") == message);
}

}  // namespace

TEST_CASE("the platform lists the endpoints, to anybody", "[contract][fal][platform]") {
  World world("");
  const test::Reply reply = world.ask(test::request_for("GET", kApi + "/models?endpoint_id=" + kId));
  REQUIRE(reply.status == 200);
  CHECK(reply.text ==
        R"({"models":[{"endpoint_id":"fal-ai/kling-video/o3/4k/text-to-video","metadata":{"display_name":)"
        R"("Kling Video O3 4K [Text to Video]","category":"text-to-video","description":"Kling's Native 4K is a video )"
        R"(generation model that directly outputs professional-grade 4K video in one step, eliminating the need for )"
        R"(post-production upscaling","status":"active","tags":[],"updated_at":"2026-05-01T00:00:00.000Z",)"
        R"("is_favorited":null,"thumbnail_url":)"
        R"("http://emulator.test/fal.ai/models/fal-ai/kling-video/o3/4k/text-to-video/thumbnail.webp","model_url":)"
        R"("http://emulator.test/fal.run/fal-ai/kling-video/o3/4k/text-to-video","license_type":"commercial",)"
        R"j("date":"2026-05-01T00:00:00.000Z","group":{"key":"kling-video-o3","label":"Text to Video (4K)"},)j"
        R"("highlighted":false,"pinned":false}}],"next_cursor":null,"has_more":false})");
  World known;
  CHECK(known.get(kApi + "/models?endpoint_id=" + kId).json()["models"][0]["metadata"]["is_favorited"] == false);
}

TEST_CASE("every endpoint has a group and a task of its own", "[contract][fal][platform]") {
  World world;
  std::set<std::string> labels;
  const Json models = world.get(kApi + "/models?limit=100").json().at("models");
  CHECK(models.size() == world.provider().models.size());
  for (const Json& model : models) {
    const Json& group = model.at("metadata").at("group");
    INFO(dump(model));
    CHECK(text_of(group, "key").find('{') == std::string::npos);
    CHECK(text_of(group, "label").find_first_of("{}") == std::string::npos);
    labels.insert(dump(group));
  }
  CHECK(labels.size() == models.size());
}

TEST_CASE("cursors lead through all pages", "[contract][fal][platform]") {
  World world;
  std::vector<std::string> ids;
  std::string cursor;
  for (int page = 1; page <= 100; ++page) {
    const Json list = world.get(kApi + "/models?limit=5" + (cursor.empty() ? "" : "&cursor=" + cursor)).json();
    for (const Json& model : list.at("models")) ids.push_back(model.at("endpoint_id"));
    CHECK(list.at("has_more") == !list.at("next_cursor").is_null());
    if (!list.at("has_more")) break;
    cursor = list.at("next_cursor");
    if (page == 1) CHECK(cursor == "Mg==");
  }
  REQUIRE(ids.size() == world.provider().models.size());
  for (std::size_t i = 0; i < ids.size(); ++i) CHECK(ids[i] == world.provider().models[i].id);
  const Json beyond = world.get(kApi + "/models?cursor=OTk5OTk5OTk5OTk5").json();
  CHECK(beyond.at("models").empty());
  CHECK(beyond.at("has_more") == false);
  for (const char* wrong : {"2", "Mg", "Mg==x", "MA==", "%2B%2B", "////", "LTE="})
    check_error(world.get(kApi + "/models?cursor=" + wrong), 400, "validation_error");
  for (const char* wrong : {"0", "-1", "101", "x", "1.5"})
    check_error(world.get(kApi + "/models?limit=" + wrong), 400, "validation_error");
}

TEST_CASE("filters choose among the endpoints", "[contract][fal][platform]") {
  World world;
  const auto found = [&](const std::string& query) {
    return world.get(kApi + "/models?limit=100&" + query).json().at("models").size();
  };
  const std::size_t all = world.provider().models.size();
  std::size_t texts = 0;
  for (const Model& model : world.provider().models) texts += model.type == "text-to-video";
  CHECK(found("category=text-to-video") == texts);
  CHECK(found("category=none") == 0);
  CHECK(found("q=mOtIoN-CoNtRoL") == 2);
  CHECK(found("status=active") == all);
  CHECK(found("status=deprecated") == 0);
  CHECK(found("endpoint_id=" + kId + "," + kPro) == 2);
  CHECK(found("endpoint_id=" + kId + "&endpoint_id=" + kPro + "&endpoint_id=" + kId) == 2);
  check_error(world.get(kApi + "/models?status=new"), 400, "validation_error",
              "status must be one of: active, deprecated");
  check_error(world.get(kApi + "/models?expand=all"), 400, "validation_error");
  check_error(world.get(kApi + "/models?endpoint_id=fal-ai/none"), 404, "not_found",
              "Endpoint \"fal-ai/none\" not found");
  check_error(world.get(kApi + "/models?endpoint_id=" + std::string(50, ',') + "x"), 404, "not_found");
  std::string many = "x";
  for (int i = 0; i < 50; ++i) many += ",x";
  check_error(world.get(kApi + "/models?endpoint_id=" + many), 400, "validation_error");
}

TEST_CASE("the catalogue carries the same OpenAPI document as the site", "[contract][fal][platform]") {
  World world;
  const Json plain = world.get(kApi + "/models?endpoint_id=" + kId).json().at("models").at(0);
  CHECK_FALSE(plain.contains("openapi"));
  const Json full = world.get(kApi + "/models?expand=openapi-3.0&endpoint_id=" + kId).json().at("models").at(0);
  const test::Reply site = world.get("/fal.ai/api/openapi/queue/openapi.json?endpoint_id=" + kId);
  CHECK(dump(full.at("openapi")) == site.text);
}

TEST_CASE("prices are those of the data, to the last digit", "[contract][fal][platform]") {
  World world;
  CHECK(world.get(kApi + "/models/pricing?endpoint_id=" + kId).text ==
        R"({"prices":[{"endpoint_id":"fal-ai/kling-video/o3/4k/text-to-video","unit_price":0.42,"unit":"seconds",)"
        R"("currency":"USD"}],"next_cursor":null,"has_more":false})");
  for (const Model& model : world.provider().models) {
    const Json price = world.get(kApi + "/models/pricing?endpoint_id=" + model.id).json().at("prices").at(0);
    CHECK(dump(price.at("unit_price")) == text_of(model.document.at("price"), "base"));
  }
  check_error(world.get(kApi + "/models/pricing"), 400, "validation_error");
  check_error(world.get(kApi + "/models/pricing?endpoint_id=fal-ai/none"), 404, "not_found");
}

TEST_CASE("an estimate by units multiplies exactly", "[contract][fal][platform]") {
  World world;
  const auto estimate = [&](const Json& endpoints, const std::string& type = "unit_price") {
    return world.post(kApi + "/models/pricing/estimate", {{"estimate_type", type}, {"endpoints", endpoints}});
  };
  CHECK(estimate({{kId, {{"unit_quantity", 5}}}}).text ==
        R"({"estimate_type":"unit_price","total_cost":2.1,"currency":"USD"})");
  CHECK(dump(estimate({{kId, {{"unit_quantity", 10}}}, {kPro, {{"unit_quantity", 3}}}}).json()["total_cost"]) ==
        "4.536");
  CHECK(dump(estimate({{kPro, {{"unit_quantity", 3.008}}}}).json()["total_cost"]) == "0.336896");
  CHECK(dump(estimate({{kPro, {{"unit_quantity", 0.000001}}}}).json()["total_cost"]) == "1.12e-07");
  CHECK(dump(estimate({{kId, {{"unit_quantity", 12e-7}}}}).json()["total_cost"]) == "5.04e-07");
  for (const Json& wrong : {Json(0), Json(-1), Json("5"), Json(), Json(1e300), Json(0.000000001)})
    check_error(estimate({{kPro, {{"unit_quantity", wrong}}}}), 400, "validation_error");
  check_error(estimate({{kId, {{"call_quantity", 5}}}}), 400, "validation_error");
  check_error(estimate({{kId, 5}}), 400, "validation_error");
  Json vast = Json::object();
  for (const char* input : {"text", "image", "reference"})
    vast["fal-ai/kling-video/o3/4k/" + std::string(input) + "-to-video"] = {{"unit_quantity", 9e9}};
  check_error(estimate(vast), 400, "validation_error");
  check_error(estimate(Json::object()), 400, "validation_error");
  check_error(estimate(Json::array()), 400, "validation_error");
  check_error(estimate({{"fal-ai/none", {{"unit_quantity", 5}}}}), 404, "not_found");
  check_error(estimate({{kId, {{"unit_quantity", 5}}}}, "guess"), 400, "validation_error");
  Request broken = world.with_key(test::request_for("POST", kApi + "/models/pricing/estimate", "{"));
  check_error(world.ask(broken), 400, "validation_error");
}

TEST_CASE("an estimate by calls follows the world's own history", "[contract][fal][platform]") {
  World world;
  const auto estimate = [&](int calls) {
    return dump(world
                    .post(kApi + "/models/pricing/estimate", {{"estimate_type", "historical_api_price"},
                                                              {"endpoints", {{kId, {{"call_quantity", calls}}}}}})
                    .json()
                    .at("total_cost"));
  };
  CHECK(estimate(1) == "2.1");
  submit(world, kId, {{"prompt", "a"}, {"duration", "3"}});
  CHECK(estimate(100) == "210");
  world.advance(30s);
  CHECK(estimate(100) == "126");
  submit(world, kId, {{"prompt", "a"}, {"duration", "10"}});
  submit(world, kId, {{"prompt", "[[mockling: failed]]"}, {"duration", "15"}});
  world.advance(30s);
  CHECK(estimate(2) == "5.46");
}

TEST_CASE("usage is what was delivered, by endpoint and time", "[contract][fal][platform]") {
  World world;
  CHECK(world.get(kApi + "/models/usage").text == R"({"time_series":[],"next_cursor":null,"has_more":false})");
  submit(world, kId, {{"prompt", "a"}});
  submit(world, kPro, {{"prompt", "a"}, {"duration", "3"}, {"generate_audio", true}});
  submit(world, kId, {{"prompt", "[[mockling: failed]]"}});
  world.advance(10min);
  submit(world, kId, {{"prompt", "a"}, {"duration", "10"}});
  world.advance(10min);
  const std::string audio = R"({"endpoint_id":"fal-ai/kling-video/o3/pro/text-to-video","unit":"seconds","quantity":)"
                            R"(3.75,"unit_price":0.112,"cost_subtotal":0.42,"cost_discount":0,"cost_total":0.42,)"
                            R"("currency":"USD"})";
  const auto line = [](const char* units, const char* cost) {
    return std::string(R"({"endpoint_id":"fal-ai/kling-video/o3/4k/text-to-video","unit":"seconds","quantity":)") +
           units + R"(,"unit_price":0.42,"cost_subtotal":)" + cost + R"(,"cost_discount":0,"cost_total":)" + cost +
           R"(,"currency":"USD"})";
  };
  const auto bucket = [](const std::string& at, const std::string& lines) {
    return R"({"bucket":")" + at + R"(+00:00","results":[)" + lines + "]}";
  };
  const std::string end = R"(],"next_cursor":null,"has_more":false})";
  CHECK(world.get(kApi + "/models/usage?timeframe=minute").text ==
        R"({"time_series":[)" + bucket("2026-08-18T12:00:00", line("5", "2.1") + "," + audio) + "," +
            bucket("2026-08-18T12:10:00", line("10", "4.2")) + end);
  const std::string whole = line("15", "6.3") + "," + audio;
  for (const auto& [timeframe, start] : {std::pair("hour", "2026-08-18T12:00:00"),
                                         {"day", "2026-08-18T00:00:00"},
                                         {"week", "2026-08-17T00:00:00"},
                                         {"month", "2026-08-01T00:00:00"}})
    CHECK(world.get(kApi + "/models/usage?timeframe=" + timeframe).text ==
          R"({"time_series":[)" + bucket(start, whole) + end);
  CHECK(world.get(kApi + "/models/usage").text == R"({"time_series":[)" + bucket("2026-08-18T12:00:00", whole) + end);
  CHECK(world.get(kApi + "/models/usage?endpoint_id=" + kPro).text ==
        R"({"time_series":[)" + bucket("2026-08-18T12:00:00", audio) + end);
  const Json summary = world.get(kApi + "/models/usage?expand=summary&expand=auth_method").json();
  CHECK_FALSE(summary.contains("time_series"));
  REQUIRE(summary.at("summary").size() == 2);
  CHECK(summary.at("summary").at(1).at("auth_method") == "Key 1");
}

TEST_CASE("usage is bound to its timeframe unless told otherwise", "[contract][fal][platform]") {
  World world;
  submit(world, kId, {{"prompt", "a"}});
  world.advance(10min);
  submit(world, kId, {{"prompt", "a"}});
  world.advance(1min);
  const auto quantity = [&](const std::string& query) {
    const Json summary = world.get(kApi + "/models/usage?expand=summary&" + query).json().at("summary");
    return summary.empty() ? "0" : dump(summary.at(0).at("quantity"));
  };
  const std::string from = "start=2026-08-18T12:05:00Z&end=2026-08-18T12:06:00Z&timeframe=hour";
  CHECK(quantity(from) == "10");
  CHECK(quantity(from + "&bound_to_timeframe=false") == "0");
  CHECK(quantity("start=2026-08-18T12:05:00Z&bound_to_timeframe=false") == "5");
  CHECK(quantity("end=2026-08-18T12:05:00Z&bound_to_timeframe=false") == "5");
  CHECK(quantity("start=2026-08-18&end=2026-08-18&timeframe=day") == "0");
  CHECK(quantity("start=2026-08-18&end=2026-08-19&timeframe=day") == "10");
  const Json first = world.get(kApi + "/models/usage?timeframe=minute&limit=1").json();
  CHECK(first.at("has_more") == true);
  const Json second = world.get(kApi + "/models/usage?timeframe=minute&limit=1&cursor=Mg==").json();
  CHECK(second.at("time_series").at(0).at("bucket") == "2026-08-18T12:10:00+00:00");
  for (const char* wrong : {"timezone=Mars", "timeframe=year", "bound_to_timeframe=1", "expand=auth_method",
                            "start=soon", "end=x", "start=2026-08-18&end=2026-08-17"})
    check_error(world.get(kApi + "/models/usage?" + wrong), 400, "validation_error");
}

TEST_CASE("requests are listed by endpoint once they have ended", "[contract][fal][platform]") {
  World world;
  const std::string good = submit(world, kId, {{"prompt", "a"}});
  world.advance(1s);
  const std::string moderated = submit(world, kId, {{"prompt", "[[mockling: content_policy_violation]]"}});
  const std::string list = kApi + "/models/requests/by-endpoint?endpoint_id=" + kId;
  CHECK(world.get(list).json().at("items").empty());
  world.advance(1min);
  const std::string broken = submit(world, kId, {{"prompt", "[[mockling: failed]]"}});
  submit(world, kPro, {{"prompt", "a"}});
  world.advance(1min);
  const auto ids = [&](const std::string& query) {
    std::vector<std::string> found;
    const Json items = world.get(list + query).json().at("items");
    for (const Json& item : items) found.push_back(item.at("request_id"));
    return found;
  };
  const std::vector<std::string> all = ids("");
  CHECK(all.size() == 3);
  CHECK(all.front() == broken);
  CHECK(ids("&status=success") == std::vector{good});
  CHECK(ids("&status=user_error") == std::vector{moderated});
  CHECK(ids("&status=error") == std::vector{broken});
  CHECK(ids("&request_id=" + good) == std::vector{good});
  CHECK(ids("&sort_by=duration").front() == good);
  CHECK(ids("&limit=1&cursor=Mw==").size() == 1);
  CHECK(ids("&start=2026-08-18T12:01:00Z") == std::vector{broken});
  const Json item = world.get(list + "&request_id=" + good).json().at("items").at(0);
  CHECK(item.size() == 7);
  CHECK(item.at("sent_at") == "2026-08-18T12:00:00.000Z");
  CHECK(item.at("status_code") == 200);
  const double duration = item.at("duration");
  CHECK(duration >= 2.4);
  check_error(world.get(kApi + "/models/requests/by-endpoint"), 400, "validation_error");
  check_error(world.get(list + "&status=ok"), 400, "validation_error");
  check_error(world.get(list + "&sort_by=cost"), 400, "validation_error");
  check_error(world.get(list + "&limit=101"), 400, "validation_error");
}

TEST_CASE("payloads are shown on request, and can be deleted", "[contract][fal][platform]") {
  World world;
  const std::string id = submit(world, kId, {{"prompt", "a"}});
  const std::string payloads = kApi + "/models/requests/" + id + "/payloads";
  check_error(world.del(payloads), 400, "validation_error");
  world.advance(1min);
  const std::string list = kApi + "/models/requests/by-endpoint?expand=payloads&endpoint_id=" + kId;
  const test::Reply shown = world.get(list);
  const Json item = shown.json().at("items").at(0);
  CHECK(item.at("json_input").at("prompt") == "a");
  CHECK(item.at("json_output") == world.get("/queue.fal.run/fal-ai/kling-video/requests/" + id).json());
  CHECK(shown.clip);
  const std::string link = item.at("json_output").at("video").at("url");
  CHECK(world.ask(test::request_for("GET", link)).status == 200);

  CHECK(world.del(payloads).json() == Json{{"cdn_delete_results", {{{"link", link}, {"exception", nullptr}}}}});
  check_error(world.del(payloads), 404, "not_found");
  CHECK(world.ask(test::request_for("GET", link)).status == 404);
  CHECK(world.get("/queue.fal.run/fal-ai/kling-video/requests/" + id).status == 404);
  CHECK(world.get("/queue.fal.run/fal-ai/kling-video/requests/" + id + "/status").status == 404);
  const Json after = world.get(list).json().at("items").at(0);
  CHECK(after.at("status_code") == 200);
  CHECK(after.at("json_input").is_null());
  CHECK(after.at("json_output").is_null());
  CHECK(world.get(kApi + "/models/usage?expand=summary").json().at("summary").at(0).at("quantity") == 5);
  check_error(world.del(kApi + "/models/requests/none/payloads"), 404, "not_found");
}

TEST_CASE("the account tells its balance when asked for it", "[contract][fal][platform]") {
  World world;
  CHECK(world.get(kApi + "/account/billing").text == R"({"username":"mockling"})");
  submit(world, kId, {{"prompt", "a"}});
  CHECK(world.get(kApi + "/account/billing?expand=credits").text ==
        R"({"username":"mockling","credits":{"current_balance":97.9,"currency":"USD"}})");
  check_error(world.get(kApi + "/account/billing?expand=debts"), 400, "validation_error");
}

TEST_CASE("anybody may ask where webhooks come from", "[contract][fal][platform]") {
  World world("");
  const Json meta = world.ask(test::request_for("GET", kApi + "/meta")).json();
  CHECK(meta.at("webhook_ip_ranges").at(0) == "127.0.0.0/8");
}

TEST_CASE("whatever the platform refuses has the platform's shape", "[contract][fal][platform]") {
  World world;
  check_error(world.ask(test::request_for("GET", kApi + "/models/usage")), 401, "authorization_error",
              "API key authentication required");
  Request request = test::request_for("GET", kApi + "/models/usage");
  request.headers.set("Authorization", "Key none");
  check_error(world.ask(request), 401, "authorization_error");
  check_error(world.get(kApi + "/none"), 404, "not_found");
  check_error(world.post(kApi + "/models/pricing", Json::object()), 405, "validation_error");
  Request by_host = world.with_key(test::request_for("GET", "/v1/none"));
  by_host.host = "api.fal.ai";
  check_error(world.ask(by_host), 404, "not_found");
  Request queue = test::request_for("GET", "/queue.fal.run/fal-ai/kling-video/requests/x");
  CHECK(world.ask(queue).json().contains("detail"));

  World locked("mk:test", {{"standing", "forbidden"}});
  check_error(locked.get(kApi + "/models/usage"), 403, "authorization_error", "Access denied");
}
