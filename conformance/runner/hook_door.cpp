#include "hook_door.hpp"

#include <algorithm>
#include <utility>

#include <mockling/core/persist.hpp>

#include "data.hpp"

namespace mockling::conform {

namespace {

constexpr std::chrono::milliseconds kLongestWait{15'000};

Result<cli::LabCase> lab_case(const Json& lab, const std::string& id) {
  if (lab.is_object()) {
    Json own = lab;
    own["id"] = id;
    own["about"] = id;
    return cli::read_lab_case(own);
  }
  const auto document = parse_json(std::string(cli::embedded_text("conformance/webhook-lab/cases.json")));
  if (!document) return document.error();
  auto all = cli::read_lab_cases(*document);
  if (!all) return all.error();
  for (cli::LabCase& one : *all)
    if (lab == one.id) return std::move(one);
  return Error{"the webhook lab has no case " + dump(lab)};
}

// Tasks that end at once, as the case wants its first one to end.
Result<Settings> settings_for(const ProviderSpec& spec, Universe universe, bool well) {
  std::string ending = "ok";
  for (const auto& [name, each] : spec.endings)
    if (!well && each.phase == Phase::failed && ending == "ok") ending = name;
  const Json at_once = Json::array({0, 0});
  auto scenario = parse_scenario({{"lifecycle", {{"queued_ms", at_once}, {"running_ms", at_once}}},
                                  {"endings", Json::array({Json{{"every", 1}, {"ending", ending}}})}});
  if (!scenario) return scenario.error();
  Settings settings;
  settings.scenario = std::move(*scenario);
  settings.universe = std::move(universe);
  return settings;
}

}  // namespace

HookDoor::HookDoor(const Catalog& catalog, const Provider& provider, cli::LabCase lab, Settings settings)
    : spec_(provider.spec), lab_(std::move(lab)), provider_(catalog, provider, std::move(settings)) {}

Result<std::unique_ptr<HookDoor>> HookDoor::open(host::Universes& universes, const Permutation& permutation) {
  const Json* lab = member(permutation.document, "lab");
  if (lab == nullptr) return std::unique_ptr<HookDoor>();
  auto wanted = lab_case(*lab, permutation.id);
  if (!wanted) return wanted.error();
  Universe universe;
  for (const auto& [name, reading] : permutation.switches.items())
    universe[permutation.provider][name] = reading.get<std::string>();
  const auto catalog = universes.find(universe);
  if (!catalog) return Error{catalog.error().front()};
  const Provider* provider = (*catalog)->provider(permutation.provider);
  if (provider == nullptr) return Error{"there is no provider " + permutation.provider};
  auto settings = settings_for(provider->spec, universe, wanted->steps.front().well);
  if (!settings) return settings.error();
  std::unique_ptr<HookDoor> door(new HookDoor(**catalog, *provider, std::move(*wanted), std::move(*settings)));
  const auto port = door->provider_.start(0);
  if (!port) return port.error();
  door->origin_ = "127.0.0.1:" + std::to_string(*port);
  door->provider_.set_origin(door->origin_);
  if (door->spec_.webhook.signature.kind == SignatureKind::hmac_sha256)
    door->secret_ = door->provider_.make(true).keys.secret;
  return {std::move(door)};
}

void HookDoor::furnish(Json& message) const {
  const std::string here = "http://" + origin_;
  Json& env = message["env"];
  env["base_url"] = here;
  for (const auto& [family, names] : child(spec_.document, "hosts").items())
    env["hosts"][family] = here + "/" + names.at(0).get<std::string>();
  if (!secret_.empty()) message["args"]["secret"] = secret_;
  if (spec_.webhook.signature.kind == SignatureKind::ed25519)
    for (const Json& route : child(spec_.document, "routes"))
      if (text_of(route, "operation") == "webhook_keys")
        message["args"]["jwks_url"] = text_of(child(env, "hosts"), text_of(route, "host")) + text_of(route, "path");
}

bool HookDoor::ready() {
  if (!task_) task_ = provider_.submitted();
  return task_.has_value();
}

Json HookDoor::play(const std::string& url, const std::function<std::int64_t(const std::string& id)>& completed) {
  const auto target = webhook_target(url);
  if (!target || !target->address)
    return {{"id", lab_.id}, {"verdict", "fail"}, {"why", "the receiver's URL is no http://127.0.0.1:PORT/…: " + url}};
  cli::LabOptions options;
  options.target = {*target, {*target->address}, nullptr};
  options.ack_limit = std::min<std::chrono::milliseconds>(spec_.webhook.timeout(1), kLongestWait);
  options.count = completed;
  options.first = task_;
  const cli::LabFinding found = cli::LabRun(spec_, provider_, options).play(lab_);
  return {{"id", found.id},
          {"verdict", cli::kVerdicts[static_cast<std::size_t>(found.verdict)]},
          {"why", found.why},
          {"slowest_ms", found.slowest.count()}};
}

}  // namespace mockling::conform
