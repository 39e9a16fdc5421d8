#include "driver_message.hpp"

#include "catch.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

Json hello() {
  return Json::parse(
      R"({"type":"hello","protocol":1,"client":{"name":"a","version":"1","language":"c"},"providers":["fal"],"ops":["generate"],
    "capabilities":[]})");
}

Json with(Json document, const char* pointer, const Json& value) {
  document[Json::json_pointer(pointer)] = value;
  return document;
}

}  // namespace

TEST_CASE("what an adapter may say", "[driver_message]") {
  CHECK(mistake_in(hello()).empty());
  CHECK(mistake_in(Json::parse(R"({"type":"event","seq":1,"event":"submitted","task_id":"t","more":5})")).empty());
  CHECK(
      mistake_in(
          Json::parse(
              R"({"type":"result","seq":1,"outcome":"ok","value":{"task_id":null,"outputs":[{"nsfw":null}],"cost":null}})"))
          .empty());
  CHECK(mistake_in(
            Json::parse(R"({"type":"result","seq":1,"outcome":"error","error":{"category":"timeout","message":""}})"))
            .empty());
  CHECK(mistake_in(Json::parse(R"({"type":"result","seq":1,"outcome":"unsupported"})")).empty());
}

TEST_CASE("the first mistake is told with its place", "[driver_message]") {
  CHECK(mistake_in(with(hello(), "/protocol", 2)).find("protocol") != std::string::npos);
  CHECK(mistake_in(with(hello(), "/providers", Json::array())).find("providers") != std::string::npos);
  CHECK(mistake_in(with(hello(), "/ops/0", "fly")).find("ops") != std::string::npos);
  CHECK(mistake_in(with(hello(), "/max_in_flight", 0)).find("max_in_flight") != std::string::npos);
  for (const char* wrong :
       {R"(5)", R"([])", R"("hello")", R"({})", R"({"type":"bye"})",
        R"({"type":"result","seq":"1","outcome":"ok","value":{}})", R"({"type":"result","seq":1,"outcome":"ok"})",
        R"({"type":"result","seq":1,"outcome":"ok","value":null})", R"({"type":"result","seq":1,"outcome":"error"})",
        R"({"type":"result","seq":1,"outcome":"error","error":{"category":"bad luck","message":""}})",
        R"({"type":"result","seq":1,"outcome":"fine","value":{}})",
        R"({"type":"result","seq":1,"outcome":"ok","value":{"cost":{"amount":2.1,"currency":"USD"}}})",
        R"({"type":"event","seq":1})"}) {
    INFO(wrong);
    CHECK_FALSE(mistake_in(Json::parse(wrong)).empty());
  }
}
