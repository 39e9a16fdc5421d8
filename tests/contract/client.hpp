// Owns: what a client of the emulated service says all the time, in a word each.
// Never knows: what is tested.
// Used by: lifecycle_test.cpp, records_test.cpp.
#pragma once

#include "catch.hpp"
#include "emulated.hpp"

namespace mockling::test {

inline const std::string kModel = "kwaivgi/kling-v3.0-pro/text-to-video";  // 0.56 for 5 s
inline const std::string kSubmit = "/api/v3/" + kModel;
inline constexpr auto kLong = std::chrono::minutes(5);

inline std::string submit(Emulated& world, const std::string& prompt = "a quiet harbour") {
  const Reply reply = world.post(kSubmit, {{"prompt", prompt}});
  INFO(reply.text);
  REQUIRE(reply.status == 200);
  return text_of(reply.data(), "id");
}

inline Json result(Emulated& world, const std::string& id) {
  return world.get("/api/v3/predictions/" + id + "/result").data();
}
inline std::string status(Emulated& world, const std::string& id) { return text_of(result(world, id), "status"); }

inline std::string balance(Emulated& world) { return dump(world.get("/api/v3/balance").data().at("balance")); }

inline Json billing(Emulated& world, Json body = Json::object()) {
  const Reply reply = world.post("/api/v3/billings/search", body);
  INFO(reply.text);
  REQUIRE(reply.status == 200);
  return reply.data();
}

inline Json history(Emulated& world, Json filter = Json::object()) {
  Json body{{"page", 1}, {"page_size", 100}};
  body.update(filter);
  const Reply reply = world.post("/api/v3/predictions", body);
  INFO(reply.text);
  REQUIRE(reply.status == 200);
  return reply.data();
}

inline std::string said(const Reply& reply) { return text_of(reply.json(), "message"); }

}  // namespace mockling::test
