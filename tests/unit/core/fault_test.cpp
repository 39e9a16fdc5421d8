// Rules of faults: every kind is readable, every field says what it accepts.
#include "catch.hpp"

#include <mockling/core/fault.hpp>

using namespace mockling;

namespace {

FaultRule rule(const Json& written) {
  INFO(dump(written));
  auto parsed = parse_fault(written);
  if (!parsed) FAIL(parsed.error().message);
  return std::move(parsed).value();
}

std::string refused(const Json& written) {
  INFO(dump(written));
  const auto parsed = parse_fault(written);
  REQUIRE_FALSE(parsed);
  return parsed.error().message;
}

bool says(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every kind can be armed by its name alone, and read again from its own document", "[fault]") {
  for (const FaultKind& kind : kFaultKinds) {
    INFO(kind.name);
    const FaultRule one = rule(std::string(kind.name) == "edit" ? Json{{"do", "edit"}, {"patch", Json::array()}}
                                                                : Json(std::string(kind.name)));
    CHECK(one.kind == &kind);
    CHECK(one.accepts == kind.accepts);
    CHECK(one.at.operation == kind.at);
    const FaultRule again = rule(one.document);
    CHECK(again.document == one.document);
    CHECK(again.spot.phase == one.spot.phase);
  }
}

TEST_CASE("what the client sees and whether the job is made are two things", "[fault]") {
  CHECK(rule("lost-response").accepts);
  CHECK(rule("status@submit code=500 job=accept").accepts);
  CHECK_FALSE(rule("status@submit code=500").accepts);
  CHECK_FALSE(rule("reset@submit job=refuse").accepts);
  CHECK_FALSE(rule("reset@submit phase=before_accept").accepts);
  CHECK(says(refused("reset phase=before_accept job=accept"), "job \"refuse\""));
  CHECK(says(refused("reset job=maybe"), "\"accept\" or \"refuse\""));
}

TEST_CASE("a spot is a phase, in the body with its depth", "[fault]") {
  CHECK(rule("reset phase=after_headers").spot.phase == FaultPhase::after_headers);
  const FaultRule deep = rule("close phase=mid_body@60%");
  CHECK(deep.spot.depth.of(1000) == 600);
  CHECK(rule("close phase=mid_body@17").spot.depth.of(1000) == 17);
  CHECK(rule("close phase=mid_body@17").spot.depth.of(5) == 5);
  CHECK(rule("close phase=mid_body").spot.depth.of(10) == 5);
  for (const char* wrong : {"x", "mid_body@", "mid_body@101%", "mid_body@-1", "after_status@3", ""})
    CHECK(says(refused(Json{{"do", "reset"}, {"phase", wrong}}), "before_last_byte"));
  CHECK(says(refused(Json{{"do", "reset"}, {"phase", 7}}), "before_last_byte"));
  CHECK(says(refused("empty phase=after_headers"), "before_accept or after_request"));
}

TEST_CASE("turns are nth, ranges, every and after", "[fault]") {
  const auto turns = [](const Json& written) {
    std::string text;
    const FaultRule one = rule(written);
    for (std::uint64_t n = 1; n <= 9; ++n) text += one.turn.is(n) ? 'x' : '.';
    return text;
  };
  CHECK(turns("reset") == "xxxxxxxxx");
  CHECK(turns("reset:2") == ".x.......");
  CHECK(turns("reset:2-4") == ".xxx.....");
  CHECK(turns("reset:3+") == "..xxxxxxx");
  CHECK(turns("reset:%3") == "..x..x..x");
  CHECK(turns({{"do", "reset"}, {"nth", 2}}) == ".x.......");
  CHECK(turns({{"do", "reset"}, {"every", 2}}) == ".x.x.x.x.");
  CHECK(turns({{"do", "reset"}, {"after", 4}}) == "....xxxxx");
  CHECK(turns({{"do", "reset"}, {"after", 1}, {"every", 4}}) == "....x...x");
  CHECK(rule("reset times=2").turn.times == 2);
  for (const char* wrong : {"reset:0", "reset:x", "reset:4-2", "reset:-", "reset:1-2+", "reset:%0", "reset times=0",
                            "reset after=-1", "reset every=x", "reset:1 every=2", "reset:99999999999999999999"})
    CHECK_FALSE(refused(wrong).empty());
}

TEST_CASE("a place is a text or an object", "[fault]") {
  const FaultRule one = rule({{"do", "reset"}, {"at", "fal/poll"}});
  CHECK(one.at.provider == "fal");
  CHECK(one.at.operation == "poll");
  CHECK(rule({{"do", "lost-response"}, {"at", {{"of", "x"}}}}).at.operation == "submit");
  CHECK(rule("stale-connection").at.reused);
  CHECK(says(refused({{"do", "reset"}, {"at", {{"where", "x"}}}}), "it has: operation, provider"));
  CHECK(says(refused({{"do", "reset"}, {"at", 3}}), "a fault's at is"));
  CHECK(says(refused({{"do", "reset"}, {"at", "poll:3"}}), "[PROVIDER/]OPERATION"));
  CHECK(says(refused({{"do", "reset"}, {"at", {{"path", 1}}}}), "at.path"));
  CHECK(says(refused({{"do", "reset"}, {"at", {{"reused", "maybe"}}}}), "true or false"));
}

TEST_CASE("parameters have a kind and a range, and an unknown one names those there are", "[fault]") {
  const FaultRule one = rule({{"do", "status"}, {"code", 503}, {"retry_after", "1.5s"}, {"header", {{"X-A", "b"}}}});
  CHECK(one.how.code == 503);
  CHECK_FALSE(one.how.error);
  CHECK(*one.how.retry_after == Millis(1500));
  CHECK(one.how.headers.get("x-a") == "b");
  CHECK(rule("rate-limit").how.error == ErrorKind::rate_limited);
  CHECK(rule("rate-limit retry_after=7s").how.retry_after == Nanos(Seconds(7)));
  CHECK(rule("status header=X-Fine:yes").how.headers.get("X-Fine") == "yes");
  CHECK(rule("long-length by=5").how.by == 5);
  CHECK(rule("short-length").how.by == -10);
  for (const char* wrong : {"status code=99",
                            "status code=600",
                            "status code=x",
                            "status error=none",
                            "status retry_after=x",
                            "status retry_after=25h",
                            "status retry_form=weeks",
                            "status header=nocolon",
                            "status header=a\x01:b",
                            "latency for=-1s",
                            "latency for=2d",
                            "redirect to=ftp://x",
                            "redirect to=elsewhere",
                            "truncated-json keep=x",
                            "duplicate-header name=a:b",
                            "long-length by=x",
                            "drip bytes=0",
                            "drip pace=0ms",
                            "slow pace=2h",
                            "edit patch={}",
                            R"(edit patch=[{"op":"fly","path":""}])",
                            R"(edit patch=[{"op":"add","path":"x","value":1}])"})
    CHECK(says(refused(wrong), " is "));
  CHECK(says(refused("reset code=500"), "a fault \"reset\" has no \"code\""));
  CHECK(says(refused("status for=1s"), "retry_after"));
  CHECK(says(refused("explode"), "one of: lost-response"));
  CHECK(says(refused(Json::array()), "a JSON object"));
  CHECK(says(refused({{"do", "reset"}, {"id", "a b"}}), "a fault's id"));
  CHECK(says(refused({{"do", "status"}, {"body", std::string(70'000, 'x')}}), "65536"));
}

TEST_CASE("a list is read whole, and ids are used once", "[fault]") {
  const auto two = parse_faults(Json::array({"reset", {{"do", "empty"}, {"id", "e"}}}));
  REQUIRE(two);
  CHECK(two->size() == 2);
  CHECK_FALSE(parse_faults(Json::array({"reset", "explode"})));
  CHECK_FALSE(parse_faults(Json::array({{{"do", "reset"}, {"id", "a"}}, {{"do", "empty"}, {"id", "a"}}})));
}
