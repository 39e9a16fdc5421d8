// Every kind of refusal that a request can meet, with the provider's status and body; and never a 500.
#include "catch.hpp"

#include "emulated.hpp"
#include "error_table.hpp"

using namespace mockling;
using test::Emulated;
using test::Reply;
using test::request_for;

namespace {

const std::string kSubmit = "/api/v3/kwaivgi/kling-v3.0-pro/text-to-video";

Json ticket(Emulated& world, std::size_t size) {
  return world.post("/api/v3/media/uploads", {{"filename", "a.png"}, {"size", size}, {"content_type", "image/png"}})
      .data();
}

Reply upload_form(Emulated& world, std::uint64_t size) {
  Request request = world.with_key(request_for("POST", "/api/v3/media/upload/binary"));
  request.parts.push_back({"file", "a.png", "image/png", {{}, "/spooled", size}});
  return world.ask(request);
}

}  // namespace

TEST_CASE("every kind of refusal is met, as its row in the data says", "[contract][errors]") {
  test::ErrorsMet table("wavespeed");
  Emulated world;
  const Json fine{{"prompt", "x"}};

  table.meets(ErrorKind::unauthorized, world.ask(request_for("GET", "/api/v3/balance")));
  Request wrong_scheme = request_for("GET", "/api/v3/balance");
  wrong_scheme.headers.add("Authorization", "Key mk_test");
  table.meets(ErrorKind::bad_key, world.ask(wrong_scheme));
  Request live = request_for("GET", "/api/v3/balance");
  live.headers.add("Authorization", "Bearer " + std::string(64, 'a'));
  table.meets(ErrorKind::live_key, world.ask(live));

  Emulated forbidden(Json{{"standing", "forbidden"}}), suspended(Json{{"standing", "suspended"}});
  table.meets(ErrorKind::forbidden, forbidden.get("/api/v3/balance"));
  table.meets(ErrorKind::suspended, suspended.post(kSubmit, fine));

  Emulated bronze(Json{{"level", "bronze"}});
  bronze.post(kSubmit, fine), bronze.post(kSubmit, fine);
  table.meets(ErrorKind::rate_limited, bronze.post(kSubmit, fine));
  Emulated refusing(Json{{"level", "bronze"}}, test::catalog_in({{"wavespeed", {{"over-concurrency", "refused"}}}}));
  refusing.post(kSubmit, {{"prompt", "[[mockling: stalled]]"}}),
      refusing.post(kSubmit, {{"prompt", "[[mockling: stalled]]"}});
  refusing.advance(Seconds(60));
  table.meets(ErrorKind::over_concurrency, refusing.post(kSubmit, fine));

  table.meets(ErrorKind::unknown_model, world.post("/api/v3/kwaivgi/nothing", fine));
  table.meets(ErrorKind::unknown_model, world.post("/api/v3/model/price", {{"model_id", "nothing"}}));
  for (const char* body : {"", "{", "[]", "null", "7", "\"x\"", "{\"prompt\":\"\xff\"}"}) {
    table.meets(ErrorKind::bad_json, world.ask(world.with_key(request_for("POST", kSubmit, body))));
    table.meets(ErrorKind::bad_json, world.ask(world.with_key(request_for("POST", "/api/v3/predictions", body))));
  }
  table.meets(ErrorKind::bad_json, world.ask(world.with_key(request_for("POST", kSubmit, std::string(100'000, '[')))));
  table.meets(ErrorKind::invalid_input, world.post(kSubmit, {{"prompt", "x"}, {"duration", 16}}));
  table.meets(ErrorKind::invalid_input, world.post("/api/v3/predictions", {{"page", 0}, {"page_size", 5}}));
  table.meets(ErrorKind::invalid_input,
              world.post("/api/v3/predictions", {{"page", 1}, {"page_size", 5}, {"created_after", "soon"}}));
  table.meets(ErrorKind::invalid_input, world.post("/api/v3/media/uploads", {{"filename", ""}, {"size", 1}}));
  table.meets(ErrorKind::bad_marker, world.post(kSubmit, {{"prompt", "[[mockling: nonsense]]"}}));
  Emulated poor(Json{{"balance", "0.55"}});
  table.meets(ErrorKind::no_credit, poor.post(kSubmit, fine));

  table.meets(ErrorKind::unknown_job, world.get("/api/v3/predictions/0123456789abcdef0123456789abcdef/result"));
  table.meets(ErrorKind::unknown_job, world.del("/api/v3/predictions/nothing"));
  table.meets(ErrorKind::unknown_route, world.get("/api/v3/nothing"));
  table.meets(ErrorKind::unknown_route, world.post("/api/v3/upload", fine));
  table.meets(ErrorKind::unknown_route, world.post(kSubmit + "/stream", fine));
  table.meets(ErrorKind::method_not_allowed, world.ask(world.with_key(request_for("PUT", "/api/v3/balance"))));
  table.meets(ErrorKind::method_not_allowed, world.get("/api/v3/model/price"));
  table.meets(ErrorKind::too_large,
              world.ask(world.with_key(request_for("POST", kSubmit, std::string(10'485'761, ' ')))));

  table.meets(ErrorKind::upload_too_large,
              world.post("/api/v3/media/uploads", {{"filename", "a.mp4"}, {"size", 209'715'201}}));
  table.meets(ErrorKind::upload_too_large, upload_form(world, 314'572'801));
  const std::string put = text_of(ticket(world, 4).at("upload"), "url");
  table.meets(ErrorKind::upload_size, world.put(put, "meo"));
  table.meets(ErrorKind::upload_size, world.put(put, "meoww"));
  CHECK(world.put(put, "meow").status == 200);
  table.meets(ErrorKind::upload_exists, world.put(put, "meow"));
  const std::string late = text_of(ticket(world, 4).at("upload"), "url");
  world.advance(std::chrono::minutes(15) + Nanos(1));
  table.meets(ErrorKind::upload_expired, world.put(late, "meow"));
  table.meets(ErrorKind::unknown_file, world.put("/uploads/" + world.state().id() + "/nothing/a.png", "meow"));
  table.meets(ErrorKind::unknown_file, world.get("/media/" + world.state().id() + "/nothing/a.png"));
  table.meets(ErrorKind::unknown_file, world.get("/output/" + world.state().id() + "/nothing.mp4"));
  table.meets(ErrorKind::unknown_file, world.get("/output/another-world/nothing.mp4"));
  table.meets(ErrorKind::webhook_with_base64, world.post(kSubmit + "?webhook=https://hook.invalid/",
                                                         {{"prompt", "x"}, {"enable_base64_output", true}}));

  Emulated gateway(Json::object(),
                   test::catalog_in({{"wavespeed", {{"sync-mode", "honoured"}, {"sync-expiry", "gateway"}}}}));
  const Request waiting = gateway.with_key(
      request_for("POST", kSubmit, dump(Json{{"prompt", "[[mockling: stalled]]"}, {"enable_sync_mode", true}})));
  CHECK(gateway.ask(waiting).held);
  gateway.advance(Seconds(90));
  table.meets(ErrorKind::gateway_timeout, gateway.resume(waiting));

  // What only the listener can meet (it words them by the same table), and what must never happen.
  table.are_all_but({ErrorKind::bad_request, ErrorKind::request_timeout, ErrorKind::uri_too_long,
                     ErrorKind::headers_too_large, ErrorKind::unavailable, ErrorKind::not_implemented,
                     ErrorKind::upload_quota, ErrorKind::internal});
}

TEST_CASE("a refused submit costs nothing and makes nothing", "[contract][errors]") {
  Emulated world;
  world.post(kSubmit, {{"duration", 99}});
  world.post(kSubmit, {{"prompt", "[[mockling: nonsense]]"}});
  world.post("/api/v3/kwaivgi/nothing", {{"prompt", "x"}});
  CHECK(world.state().jobs().empty());
  CHECK(world.get("/api/v3/balance").data().at("balance") == 1'000'000);
}

TEST_CASE("one world does not see another's jobs and files", "[contract][errors]") {
  Emulated one, two(Json::object(), test::default_catalog(), "mk_other");
  const std::string id = text_of(one.post(kSubmit, {{"prompt", "x"}}).data(), "id");
  CHECK(two.get("/api/v3/predictions/" + id).status == 404);
  CHECK(two.ask(request_for("GET", "/output/" + one.state().id() + "/" + id + ".mp4")).status == 404);
}

TEST_CASE("the first violation is that of the first field on the provider's page", "[contract][errors]") {
  Emulated world;
  const auto said = [&](const Json& body) { return text_of(world.post(kSubmit, body).json(), "message"); };
  CHECK(said({{"cfg_scale", 2}, {"duration", 16}}) ==
        "field \"duration\" must be one of [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]");
  CHECK(said({{"cfg_scale", 2}}) == "field \"cfg_scale\" must be between 0 and 1");
  CHECK(said({{"sound", "yes"}, {"prompt", 7}}) == "field \"prompt\" must be a string");
  CHECK(said({{"multi_prompt", Json::array({{{"duration", 2}}})}}) ==
        "field \"multi_prompt[0].duration\" must be one of [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]");
}

TEST_CASE("a huge wrong body is refused in a short sentence", "[contract][errors]") {
  Emulated world;
  std::string list = "{\"multi_prompt\":[0";
  for (int i = 0; i < 1'000'000; ++i) list += ",0";
  const Reply reply = world.ask(world.with_key(request_for("POST", kSubmit, list + "]}")));
  CHECK(reply.status == 400);
  CHECK(reply.text.size() < 500);
  const Reply long_key = world.post(kSubmit, {{"duration", std::string(1'000'000, 'x')}});
  CHECK(long_key.status == 400);
  CHECK(long_key.text.size() < 1000);
}
