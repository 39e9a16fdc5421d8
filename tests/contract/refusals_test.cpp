// Submits that a scenario turns away: in each provider's own words, and without any cost.
#include "catch.hpp"

#include "error_table.hpp"

using namespace mockling;
using test::Emulated;

namespace {

struct Door {
  const char* provider;
  const char* key;
  const char* path;
  const char* family;     // of hosts
  const char* operation;  // whose errors count
  Json body;
};

const Door kDoors[] = {
    {"wavespeed", "mk_refused", "/api/v3/kwaivgi/kling-v3.0-pro/text-to-video", "", "submit", {{"prompt", "x"}}},
    {"fal",
     "mk:refused",
     "/queue.fal.run/fal-ai/kling-video/o3/4k/text-to-video",
     "queue",
     "submit",
     {{"prompt", "x"}}},
    {"evolink",
     "sk-refused",
     "/api.evolink.ai/v1/videos/generations",
     "api",
     "generate",
     {{"model", "kling-o3-text-to-video"}, {"prompt", "x"}}}};

}  // namespace

TEST_CASE("a scenario turns submits away in the provider's words, whichever they are", "[contract][refusals]") {
  for (const Door& door : kDoors)
    for (const ErrorKind kind : {ErrorKind::internal, ErrorKind::unavailable, ErrorKind::gateway_timeout,
                                 ErrorKind::rate_limited, ErrorKind::forbidden, ErrorKind::no_credit}) {
      INFO(door.provider << " " << name_of(kind));
      Emulated world(Json{{"refusals", Json::array({Json{{"nth", 2}, {"kind", name_of(kind)}}})}},
                     test::default_catalog(), door.key, door.provider);
      REQUIRE(world.post(door.path, door.body).status == 200);
      const Decimal before = world.state().accounts().at(door.provider).ledger.available();
      const test::Reply reply = world.post(door.path, door.body);
      const ErrorRow& row =
          world.provider().spec.errors_at(door.family, door.operation)[static_cast<std::size_t>(kind)];
      CHECK(reply.status == row.status);
      CHECK(test::is_row(row.body, reply.json()));
      CHECK(world.state().jobs().size() == 1);
      CHECK(world.state().accounts().at(door.provider).ledger.available() == before);
      CHECK(world.post(door.path, door.body).status == 200);
    }
}

TEST_CASE("refusals are counted by submits, those that were refused among them", "[contract][refusals]") {
  const Door& door = kDoors[0];
  Emulated world(Json{{"refusals", Json::array({Json{{"every", 3}, {"kind", "unavailable"}}})}},
                 test::default_catalog(), door.key, door.provider);
  std::string statuses;
  for (int n = 0; n < 9; ++n) statuses += std::to_string(world.post(door.path, door.body).status) + " ";
  CHECK(statuses == "200 200 503 200 200 503 200 200 503 ");
  CHECK(world.state().submits() == 9);
}
