// Endings whose answers no page has: what the data's patches make of them, with every provider.
#include "client.hpp"

using namespace mockling;
using test::Emulated;

namespace {

struct Client {
  const char* provider;
  const char* submit;
  Json input;
  const char* id;                          // where a submit's answer has it
  std::map<std::string, std::string> ask;  // operation → path
};

const std::vector<Client>& clients() {
  static const std::vector<Client> all{{"wavespeed",
                                        "/api/v3/kwaivgi/kling-v3.0-pro/text-to-video",
                                        {},
                                        "/data/id",
                                        {{"result", "/api/v3/predictions/{id}/result"}}},
                                       {"fal",
                                        "/queue.fal.run/fal-ai/kling-video/v3/pro/text-to-video",
                                        {},
                                        "/request_id",
                                        {{"status", "/queue.fal.run/fal-ai/kling-video/requests/{id}/status"},
                                         {"result", "/queue.fal.run/fal-ai/kling-video/requests/{id}"}}},
                                       {"evolink",
                                        "/v1/videos/generations",
                                        {{"model", "kling-o3-text-to-video"}},
                                        "/id",
                                        {{"task", "/v1/tasks/{id}"}}}};
  return all;
}

Emulated world_of(const Client& client, const Json& scenario = Json::object()) {
  return Emulated(scenario, test::default_catalog(), std::string(client.provider) == "fal" ? "mk:test" : "mk_test",
                  client.provider);
}

std::string submitted(Emulated& world, const Client& client, const std::string& ending) {
  Json input = client.input.is_null() ? Json::object() : client.input;
  input["prompt"] = "x [[mockling: " + ending + ", queue=10s, run=10s]]";
  const test::Reply reply = world.post(client.submit, input);
  INFO(reply.text);
  REQUIRE(reply.status == 200);
  return reply.json().at(Json::json_pointer(client.id));
}

// Whether the step has been taken in the answer.
void check_step(const Json& step, const Json& answer) {
  const std::string op = text_of(step, "op"), path = text_of(step, "path");
  if (op == "copy") {
    CHECK(answer.at(Json::json_pointer(path.substr(0, path.size() - 2))).size() == 2);
    return;
  }
  const Json::json_pointer place(path);
  CHECK(answer.contains(place) == (op != "remove"));
  if (op != "remove" && answer.contains(place)) CHECK(answer.at(place) == step.at("value"));
}

}  // namespace

TEST_CASE("every patch of an ending shows in the phase it is for, and in no other", "[contract][ending]") {
  for (const Client& client : clients()) {
    const ProviderSpec& spec = test::default_catalog()->provider(client.provider)->spec;
    int odd = 0;
    for (const auto& [name, ending] : spec.endings)
      for (const Json& patch : child(child(child(spec.document, "endings"), name), "patches")) {
        INFO(client.provider << " " << name);
        ++odd;
        Emulated world = world_of(client);
        const std::string id = submitted(world, client, name);
        const bool running = text_of(patch, "while") == "running";
        world.advance(Seconds(running ? 15 : 25));
        for (const Json& operation : child(patch, "operations")) {
          const std::string path = fill(client.ask.at(operation), {{"id", id}});
          const Json answer = world.get(path).json();
          INFO(dump(answer));
          for (const Json& step : child(patch, "patch"))
            if (text_of(step, "path") != "/queue_position") check_step(step, answer);
          if (running && ending.phase == Phase::succeeded) {
            world.advance(Seconds(10));
            CHECK(text_of(world.get(path).json().value("data", world.get(path).json()), "status") ==
                  spec.status_word(Phase::succeeded));
          }
        }
      }
    CHECK(odd >= 8);
  }
}

TEST_CASE("odd ids are answered to when a client escapes them, and only then", "[contract][ending]") {
  for (const Client& client : clients())
    for (const char* name : {"long-id", "percent-id", "zeros-id"}) {
      INFO(client.provider << " " << name);
      Emulated world = world_of(client);
      if (world.provider().spec.ending(name) == nullptr) continue;  // its ids begin with a word
      const std::string id = submitted(world, client, name);
      if (std::string(name) == "long-id") CHECK(id.size() == 200);
      if (std::string(name) == "zeros-id") CHECK(id.substr(0, 3) == "000");
      world.advance(Seconds(25));
      const std::string& pattern = client.ask.begin()->second;
      CHECK(world.get(fill(pattern, {{"id", percent_encode(id)}})).status == 200);
      if (std::string(name) == "percent-id") CHECK(world.get(fill(pattern, {{"id", id}})).status == 404);
      if (std::string(client.provider) != "wavespeed") continue;
      const std::string link = world.get(fill(pattern, {{"id", percent_encode(id)}})).data().at("outputs")[0];
      CHECK(world.ask(test::request_for("GET", link)).clip.has_value());
    }
}

TEST_CASE("a failure without a text is one all the same", "[contract][ending]") {
  Emulated world;
  const std::string id = test::submit(world, "[[mockling: failed-silent]]");
  world.advance(test::kLong);
  CHECK(test::result(world, id).at("status") == "failed");
  CHECK(test::result(world, id).at("error") == "");
  CHECK(test::balance(world) == "1000000");
}
