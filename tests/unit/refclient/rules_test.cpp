#include "refclient/rules.hpp"

#include "catch.hpp"

using namespace refclient;

namespace {

Reply answer(int status, Headers headers = {}, const std::string& body = "{}") {
  Reply reply;
  reply.status = status;
  reply.headers = std::move(headers);
  reply.body = body;
  return reply;
}

Reply broken(Wire wire, bool sent) {
  Reply reply;
  reply.wire = wire;
  reply.sent = sent;
  return reply;
}

AfterSubmit judged(const char* provider, const Reply& reply) {
  return Rules().after_submit(dialect_of(provider), reply, parsed(reply.body).value_or(Json()));
}

}  // namespace

TEST_CASE("a submit is repeated only when it certainly bought nothing") {
  CHECK(judged("fal", broken(Wire::reset, true)) == AfterSubmit::unknown);
  CHECK(judged("fal", broken(Wire::timed_out, true)) == AfterSubmit::unknown);
  CHECK(judged("fal", broken(Wire::cut_short, true)) == AfterSubmit::unknown);
  CHECK(judged("fal", broken(Wire::not_connected, false)) == AfterSubmit::again);
  CHECK(judged("fal", broken(Wire::untrusted, false)) == AfterSubmit::refused);
  CHECK(judged("fal", answer(500)) == AfterSubmit::unknown);
  CHECK(judged("fal", answer(503)) == AfterSubmit::unknown);
  CHECK(judged("fal", answer(503, {{"Retry-After", "2"}})) == AfterSubmit::again);
  CHECK(judged("fal", answer(503, {{"Retry-After", "2"}, {"x-fal-retryable", "false"}})) == AfterSubmit::unknown);
  CHECK(judged("fal", answer(429)) == AfterSubmit::again);
  CHECK(judged("fal", answer(401)) == AfterSubmit::refused);
  CHECK(judged("fal", answer(302)) == AfterSubmit::refused);
  CHECK(judged("fal", answer(200)) == AfterSubmit::unknown);
  CHECK(judged("fal", answer(200, {}, R"({"request_id":""})")) == AfterSubmit::unknown);
  CHECK(judged("fal", answer(200, {}, R"({"request_id":"x"})")) == AfterSubmit::accepted);
  CHECK(judged("wavespeed", answer(200, {}, R"({"code":400,"message":"no"})")) == AfterSubmit::refused);
}

TEST_CASE("Retry-After is seconds, or a date by the server's clock") {
  using std::chrono::seconds;
  CHECK(retry_after(answer(429)) == seconds(0));
  CHECK(retry_after(answer(429, {{"retry-after", "2"}})) == seconds(2));
  CHECK(retry_after(answer(429, {{"Retry-After", "soon"}})) == seconds(0));
  CHECK(retry_after(answer(429, {{"Retry-After", "-1"}})) == seconds(0));
  const Headers dates{{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"Retry-After", "Sun, 06 Nov 1994 08:49:40 GMT"}};
  CHECK(retry_after(answer(429, dates)) == seconds(3));
}

TEST_CASE("pauses grow, and are never shorter than asked for") {
  const Rules rules;
  CHECK(rules.pause(answer(503), 1, Millis(40)) == Millis(40));
  CHECK(rules.pause(answer(503), 3, Millis(40)) == Millis(160));
  CHECK(rules.pause(answer(503), 60, Millis(40)) == Millis(1280));
  CHECK(rules.pause(answer(503), 60, Millis(5000)) == Millis(60000));
  CHECK(rules.pause(answer(503, {{"Retry-After", "2"}}), 1, Millis(40)) == Millis(2000));
  for (int each = 0; each < 100; ++each) {
    CHECK(rules.spread(Millis(100)) >= Millis(100));
    CHECK(rules.spread(Millis(100)) <= Millis(120));
  }
}

TEST_CASE("a file name stays in its folder") {
  CHECK(safe_file_name("clip.mp4") == "clip.mp4");
  CHECK(safe_file_name("../../x.mp4") == "x.mp4");
  CHECK(safe_file_name("..\\x.mp4") == "x.mp4");
  CHECK(safe_file_name("/etc/passwd") == "passwd.mp4");
  CHECK(safe_file_name("..") == "video.mp4");
  CHECK(safe_file_name("") == "video.mp4");
  CHECK(safe_file_name("CON") == "videoCON.mp4");
  CHECK(safe_file_name("com1.mp4") == "videocom1.mp4");
  CHECK(safe_file_name("a:b\n.mp4") == "a_b_.mp4");
  CHECK(safe_file_name(std::string(300, 'x') + ".mp4").size() == 94);
  CHECK(safe_file_name(std::string("a\0b.mp4", 7)) == "a_b.mp4");
}

TEST_CASE("a page is no video") {
  const Rules rules;
  CHECK(rules.no_video(answer(200, {{"Content-Type", "video/mp4"}}), "\0\0\0").empty());
  CHECK(rules.no_video(answer(200), "\0").empty());
  CHECK_FALSE(rules.no_video(answer(200, {{"Content-Type", "text/html"}}), "x").empty());
  CHECK_FALSE(rules.no_video(answer(200, {{"Content-Type", "video/mp4"}}), "<html>").empty());
}
