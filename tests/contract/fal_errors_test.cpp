// fal: every kind of refusal that a request can meet, with the status and body of its row.
#include "catch.hpp"

#include "emulated.hpp"
#include "error_table.hpp"

using namespace mockling;
using test::Emulated;
using test::Reply;
using test::request_for;

namespace {

const std::string kQueue = "/queue.fal.run/fal-ai/kling-video";
const std::string kSubmit = kQueue + "/o3/4k/text-to-video";
const std::string kRun = "/fal.run/fal-ai/kling-video/o3/4k/text-to-video";
const std::string kInitiate = "/rest.fal.ai/storage/upload/initiate";
const Json kFine{{"prompt", "x"}};

Emulated fal_world(Json scenario = Json::object()) {
  return Emulated(std::move(scenario), test::default_catalog(), "mk:test", "fal");
}

Reply with_authorization(Emulated& world, const std::string& value) {
  Request request = request_for("GET", kQueue + "/requests/nothing/status");
  if (!value.empty()) request.headers.add("Authorization", value);
  return world.ask(request);
}

std::string upload_url(Emulated& world) {
  return text_of(world.post(kInitiate, {{"file_name", "a.png"}, {"content_type", "image/png"}}).json(), "upload_url");
}

}  // namespace

TEST_CASE("fal: every kind of refusal is met, as its row in the data says", "[contract][errors][fal]") {
  test::ErrorsMet table("fal");
  Emulated world = fal_world();

  table.meets(ErrorKind::unauthorized, with_authorization(world, ""));
  for (const char* value : {"Key nocolon", "Key ", "Basic mk:test", "Key"})
    table.meets(ErrorKind::bad_key, with_authorization(world, value));
  table.meets(ErrorKind::live_key,
              with_authorization(world, "Key 01234567-89ab-cdef-0123-456789abcdef:" + std::string(32, 'a')));
  Emulated forbidden = fal_world({{"standing", "forbidden"}}), suspended = fal_world({{"standing", "suspended"}});
  table.meets(ErrorKind::forbidden, forbidden.post(kSubmit, kFine));
  table.meets(ErrorKind::suspended, suspended.post(kSubmit, kFine));
  Emulated poor = fal_world({{"balance", "2.09"}});
  table.meets(ErrorKind::no_credit, poor.post(kSubmit, kFine));
  table.meets(ErrorKind::no_credit, poor.post(kRun, kFine));

  Emulated busy = fal_world({{"level", "new"}});
  for (int i = 0; i < 3; ++i) busy.post(kSubmit, {{"prompt", "[[mockling: stalled]]"}});
  busy.advance(Seconds(60));
  table.meets(ErrorKind::rate_limited, busy.post(kSubmit + "?fal_max_queue_length=0", kFine));
  table.meets(ErrorKind::over_concurrency, busy.post(kRun, kFine));

  table.meets(ErrorKind::unknown_model, world.post("/queue.fal.run/fal-ai/nothing/here", kFine));
  table.meets(ErrorKind::unknown_model, world.post("/queue.fal.run/nothing", kFine));
  for (const char* body : {"", "{", "[]", "null", "{\"file_name\":\"\xff\"}"})
    table.meets(ErrorKind::bad_json, world.ask(world.with_key(request_for("POST", kInitiate, body))));
  table.meets(ErrorKind::invalid_input, world.get("/api.fal.ai/v1/models?limit=0"), "platform");
  table.meets(ErrorKind::bad_marker, world.post(kSubmit, {{"prompt", "[[mockling: nonsense]]"}}));
  Request soon = world.with_key(request_for("POST", kSubmit, dump(kFine)));
  soon.headers.add("X-Fal-Request-Start-Timeout", "soon");
  table.meets(ErrorKind::bad_request, world.ask(soon));
  table.meets(ErrorKind::too_large,
              world.ask(world.with_key(request_for("POST", kSubmit, std::string(20'971'521, ' ')))));

  table.meets(ErrorKind::unknown_job, world.get(kQueue + "/requests/nothing/status"));
  table.meets(ErrorKind::unknown_job, world.get(kQueue + "/requests/nothing"));
  table.meets(ErrorKind::unknown_route, world.get("/rest.fal.ai/nothing"));
  table.meets(ErrorKind::unknown_route, world.post("/queue.fal.run/fal-ai%2Fkling-video", kFine));
  table.meets(ErrorKind::method_not_allowed, world.get(kRun));
  table.meets(ErrorKind::method_not_allowed, world.get(kInitiate));

  Request large = request_for("PUT", upload_url(world));
  large.body.size = 335'544'321;
  table.meets(ErrorKind::upload_too_large, world.ask(large));
  const std::string url = upload_url(world);
  CHECK(world.put(url, "meow").status == 200);
  table.meets(ErrorKind::upload_exists, world.put(url, "meow"));
  const Json none{{"parts", Json::array({{{"partNumber", 1}, {"etag", "x"}}})}};
  const std::string in_parts = text_of(
      world.post(kInitiate + "-multipart", {{"file_name", "a.mp4"}, {"content_type", "video/mp4"}}).json(), "file_url");
  table.meets(ErrorKind::upload_size, world.post(in_parts + "/complete", none));
  table.meets(ErrorKind::upload_size, world.put(in_parts + "/0", "meow"));
  const std::string late = upload_url(world);
  world.advance(std::chrono::hours(1) + Nanos(1));
  table.meets(ErrorKind::upload_expired, world.put(late, "meow"));
  table.meets(ErrorKind::unknown_file, world.get("/v3.fal.media/files/b/" + world.state().id() + "/nothing.png"));
  table.meets(ErrorKind::unknown_file, world.get("/v3.fal.media/files/b/another-world/nothing.png"));

  table.are_all_but(
      {// Only the listener meets these; it words them by the same table.
       ErrorKind::request_timeout, ErrorKind::uri_too_long, ErrorKind::headers_too_large, ErrorKind::unavailable,
       ErrorKind::not_implemented, ErrorKind::upload_quota,
       // fal has no such thing: no webhook goes with base64, and a call that takes too long ends as its job does.
       ErrorKind::webhook_with_base64, ErrorKind::gateway_timeout,
       // Must never happen.
       ErrorKind::internal});
}

TEST_CASE("fal: a request that is turned away costs nothing and makes nothing", "[contract][errors][fal]") {
  Emulated world = fal_world();
  world.post(kSubmit, {{"prompt", "[[mockling: nonsense]]"}});
  world.post("/queue.fal.run/fal-ai/nothing/here", kFine);
  Request soon = world.with_key(request_for("POST", kRun, dump(kFine)));
  soon.headers.add("X-Fal-Request-Timeout", "0");
  CHECK(world.ask(soon).status == 400);
  CHECK(world.state().jobs().empty());
  CHECK(to_text(world.state().accounts().at("fal").ledger.available()) == "100");
}

TEST_CASE("fal: one world does not see another's requests and files", "[contract][errors][fal]") {
  Emulated one = fal_world(), two(Json::object(), test::default_catalog(), "mk:other", "fal");
  const std::string id = text_of(one.post(kSubmit, kFine).json(), "request_id");
  one.advance(std::chrono::minutes(1));
  CHECK(one.get(kQueue + "/requests/" + id).status == 200);
  CHECK(two.get(kQueue + "/requests/" + id).status == 404);
  CHECK(two.ask(request_for("PUT", kQueue + "/requests/" + id + "/cancel")).status == 401);
  const std::string clip = "/v3.fal.media/files/b/" + one.state().id() + "/" + id + "_output.mp4";
  CHECK(one.ask(request_for("GET", clip)).clip);
  CHECK(two.ask(request_for("GET", clip)).status == 404);
}
