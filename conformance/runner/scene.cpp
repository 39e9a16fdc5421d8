#include "scene.hpp"

#include <algorithm>
#include <filesystem>

#include <mockling/base/rng.hpp>
#include <mockling/base/text.hpp>
#include <mockling/host/file_text.hpp>

#include "selector.hpp"

namespace mockling::conform {

namespace {

// How long the journal may be that a case is judged by.
constexpr const char* kWholeJournal = "journal?limit=1000";

Json span(std::int64_t ms) { return Json::array({ms, ms}); }

// The scenario of a case: its own, and the short forms for what most cases set.
Json scenario_of(const Json& world) {
  Json scenario = member(world, "scenario") != nullptr ? child(world, "scenario") : Json::object();
  if (member(scenario, "lifecycle") == nullptr)
    scenario["lifecycle"] = {{"queued_ms", span(int_of(world, "queued_ms", 0))},
                             {"running_ms", span(int_of(world, "running_ms", 150))}};
  if (const std::string ending = text_of(world, "ending"); !ending.empty())
    scenario["endings"] = Json::array({Json{{"every", 1}, {"ending", ending}}});
  if (const std::string balance = text_of(world, "balance"); !balance.empty()) scenario["balance"] = balance;
  return scenario;
}

std::optional<std::string> bytes_of(const std::filesystem::path& path) {
  auto bytes = host::file_text(path.string());
  return bytes ? std::optional(std::move(bytes).value()) : std::nullopt;
}

// The first link to a clip in a document.
std::string link_in(const Json& document) {
  if (document.is_string()) {
    const auto& text = document.get_ref<const std::string&>();
    return text.find("://") != std::string::npos && ends_with(text, ".mp4") ? text : std::string();
  }
  if (document.is_structured())
    for (const Json& part : document)
      if (std::string link = link_in(part); !link.empty()) return link;
  return {};
}

// Whether that link is to a file that the wire saw asked for: what else a client names proves nothing.
bool is_file_of(const Evidence& evidence, const std::string& url) {
  return std::any_of(evidence.wire.begin(), evidence.wire.end(), [&](const Exchange& exchange) {
    return exchange.plays("file") && url.find(exchange.path) != std::string::npos;
  });
}

std::string hex_of(std::uint64_t value) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; value /= 16) text[i] = kHex[value % 16];
  return text;
}

}  // namespace

Result<Scene> Scene::open(const Stage& stage, const Permutation& permutation, const std::string& name,
                          std::uint64_t seed) {
  const std::string secret = hex_of(Rng(seed, permutation.id + name, 0).next());
  const std::string key = stage.clients().key(permutation.provider, name, secret);
  Scene scene(stage, permutation, stage.world(key));
  scene.key_ = key;
  // Deep, so that a file that leaves the client's folder is still found.
  scene.folder_ = stage.folder() + "/" + name;
  scene.work_dir_ = scene.folder_ + "/a/b/c/work";
  scene.log_file_ = scene.folder_ + "/client.log";
  std::error_code failed;
  std::filesystem::create_directories(scene.work_dir_, failed);
  if (failed) return Error{"cannot make " + scene.work_dir_ + ": " + failed.message()};
  if (auto done = scene.furnish(permutation); !done) return done.error();
  return scene;
}

Result<void> Scene::furnish(const Permutation& permutation) {
  const Json& document = permutation.document;
  names_ = stage_->bad_origins();
  note("here", stage_->here());
  note("foreign", stage_->foreign());
  note("key", key_);
  args_ = fill(stage_->clients().args(permutation.provider, child(document, "op")));
  std::tie(price_, currency_) = Clients::price(stage_->catalog(), permutation.provider, args_);
  note("price", price_);
  const Json world = fill(child(document, "world"));
  Json patch{{"clock", text_of(world, "clock", "real")}, {"scenario", scenario_of(world)}};
  if (!permutation.switches.empty()) patch["switches"] = {{permutation.provider, permutation.switches}};
  if (auto changed = world_.change(patch); !changed) return changed.error();
  if (const Json* faults = member(document, "faults"); faults != nullptr && !faults->empty())
    if (auto armed = world_.arm(fill(*faults)); !armed) return armed.error();
  return {};
}

Instant Scene::now() const {
  const auto view = world_.view();
  return view ? instant_of(text_of(*view, "now")) : Instant{};
}

void Scene::move(const std::string& by) const { (void)world_.advance(by); }

bool Scene::reached(const std::string& moment) const {
  const auto journal = world_.ask("GET", kWholeJournal);
  if (!journal) return false;
  for (const Exchange& exchange : exchanges(*journal, *spec_, Stage::kForeignHost)) {
    if (moment == "submitted" && exchange.submits && !exchange.job.empty()) return true;
    if (moment == "first-poll" && exchange.plays("poll")) return true;
    if (moment == "first-file" && exchange.plays("file")) return true;
    if (moment == "struck" && !exchange.fault.empty()) return true;
  }
  return false;
}

void Scene::gather(Evidence& evidence) const {
  evidence.provider = spec_->name;
  evidence.key = key_;
  evidence.price = price_;
  evidence.currency = currency_;
  if (const auto journal = world_.ask("GET", kWholeJournal))
    evidence.wire = exchanges(*journal, *spec_, Stage::kForeignHost);
  if (const auto faults = world_.ask("GET", "faults"))
    for (const Json& receipt : child(*faults, "receipts")) {
      bool& delivered = evidence.receipts[text_of(receipt, "fault")];
      delivered = delivered || flag_of(receipt, "delivered");
    }
  const Json ledger = world_.ledger();
  const Json& account = child(child(ledger, "accounts"), spec_->name);
  evidence.ledger = movements(account);
  evidence.charged = text_of(account, "spent", "0");
  evidence.waste = text_of(account, "wasted", "0");
  // The first poll that was answered after the job had ended told so.
  for (const Movement& movement : evidence.ledger) {
    if (movement.kind == "reserve") continue;
    for (const Exchange& exchange : evidence.wire)
      if (exchange.plays("poll") && exchange.job == movement.job && exchange.at >= movement.at &&
          exchange.status != 0 && exchange.fault.empty()) {
        evidence.moments.emplace("terminal", exchange.at);
        break;
      }
  }
}

void Scene::gather_files(Evidence& evidence, const std::string& url) const {
  namespace fs = std::filesystem;
  evidence.file = bytes_of(fs::path(work_dir_) / text_of(args_, "save_as"));
  if (const auto log = bytes_of(log_file_)) evidence.heard += *log;
  std::error_code failed;
  for (const auto& entry : fs::recursive_directory_iterator(folder_, failed)) {
    const std::string path = entry.path().string();
    const bool inside = path == log_file_ || path.rfind(work_dir_ + "/", 0) == 0;
    if (entry.is_regular_file(failed) && !inside) evidence.strays.push_back(path.substr(folder_.size() + 1));
  }
  (void)world_.ask("DELETE", "faults");  // the judge's own download is nobody's trial
  const std::string link = link_in_result(evidence);
  if (link.empty() && !is_file_of(evidence, url)) return;
  if (!link.empty() || !url.empty()) evidence.truth = stage_->fetch(link.empty() ? url : link);
}

// The last question for the result that was answered well, asked again.
std::string Scene::link_in_result(const Evidence& evidence) const {
  const auto asked = std::find_if(evidence.wire.rbegin(), evidence.wire.rend(), [](const Exchange& exchange) {
    return exchange.plays("result") && exchange.method == "GET" && exchange.status == 200;
  });
  if (asked == evidence.wire.rend()) return {};
  const auto answer = stage_->fetch(stage_->here() + asked->raw_path, spec_->auth.schemes.front().word + " " + key_);
  const auto document = answer ? parse_json(*answer) : Result<Json>(Error{"no answer"});
  return document ? link_in(*document) : std::string();
}

}  // namespace mockling::conform
