#include <algorithm>
#include <thread>

#include <mockling/base/text.hpp>

#include "child.hpp"
#include "play.hpp"

namespace mockling::conform {

namespace {

// How long a program may take to go once it says nothing more.
constexpr std::chrono::milliseconds kLeaving(1000);

// The link of the file that the client fetched, which only the wire can tell.
std::string link_of(const Evidence& evidence) {
  for (const Exchange& exchange : evidence.wire)
    if (exchange.in && exchange.plays("file")) return "http://" + exchange.host + exchange.raw_path;
  return {};
}

// What a program that is started for one case finds in its environment.
std::vector<std::string> case_environment(const Stage& stage, const Scene& scene, const Permutation& permutation,
                                          const std::string& out) {
  const bool keyless = text_of(permutation.document, "key") == "none";
  const Json env = stage.env(permutation.provider, scene.key(), scene.work_dir(), scene.log_file());
  const Json& args = scene.args();
  const Json tuning = stage.clients().tuning(permutation.document);
  std::vector<std::string> all = stage.surroundings(scene.key());
  if (keyless)
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const std::string& each) { return ends_with(each, "=" + scene.key()); }),
              all.end());
  const auto in_ms = [&](const char* name) { return std::to_string(int_of(tuning, name)); };
  for (const std::string& variable :
       {"MOCK_BASE_URL=" + text_of(env, "base_url"), "MOCK_HOSTS=" + dump(child(env, "hosts")),
        "CASE_ID=" + permutation.id, "CASE_PROVIDER=" + permutation.provider, "CASE_MODEL=" + text_of(args, "model"),
        "CASE_INPUT=" + dump(child(args, "input")), "CASE_REQUEST=" + dump(child(args, "request")), "CASE_OUT=" + out,
        "CASE_KEY=" + (keyless ? std::string() : scene.key()), "CASE_POLL_INTERVAL_MS=" + in_ms("poll_interval_ms"),
        "CASE_REQUEST_TIMEOUT_MS=" + in_ms("request_timeout_ms"),
        "CASE_OVERALL_TIMEOUT_MS=" + in_ms("overall_timeout_ms")})
    all.push_back(variable);
  return all;
}

}  // namespace

Played play(const Stage& stage, const Permutation& permutation, const std::string& command,
            const PlayOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  auto scene = Scene::open(stage, permutation, options.name, options.seed);
  if (!scene) return unplayed(scene.error());
  const std::string out = scene->work_dir() + "/" + text_of(scene->args(), "save_as");
  auto child = Child::start(replace_all(command, "{out}", out), case_environment(stage, *scene, permutation, out),
                            scene->work_dir());
  if (!child) return unplayed(child.error());
  child->close_input();
  Played played;
  const std::string heard = listen(*child, std::chrono::milliseconds(permutation.deadline_ms()));
  const int status = child->wait(kLeaving);
  const bool hung = status < 0;
  child->kill();
  if (hung)
    played.ending = Ending::hung, played.why = "no end within " + std::to_string(permutation.deadline_ms()) + " ms";
  Said said{nullptr, scene->now(), text_of(mockling::child(scene->args(), "request"), "prompt")};
  if (!hung)
    said.message = status == 0
                       ? Json{{"type", "result"}, {"outcome", "ok"}, {"value", Json::object()}}
                       : Json{{"type", "result"},
                              {"outcome", "error"},
                              {"error", {{"category", "other"}, {"message", "exit status " + std::to_string(status)}}}};
  played.evidence.said.push_back(std::move(said));
  played.evidence.moments["result"] = scene->now();
  std::this_thread::sleep_for(std::chrono::milliseconds(int_of(permutation.document, "settle_ms", 0)));
  scene->gather(played.evidence);
  scene->gather_files(played.evidence, link_of(played.evidence));
  played.evidence.heard += heard;
  played.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return played;
}

}  // namespace mockling::conform
