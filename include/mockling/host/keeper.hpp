// Owns: opening worlds, finding them again, and writing down what must outlive the process.
// Never knows: requests, answers.
// Used by: host/server, host/control.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/admin.hpp>
#include <mockling/host/server_options.hpp>
#include <mockling/host/state_log.hpp>
#include <mockling/host/waiting.hpp>
#include <mockling/host/world.hpp>

namespace mockling::host {

// Thread-safe once started.
class Keeper {
 public:
  Keeper(const ServerOptions& options, std::vector<DataFile> files)
      : options_(options), universes_(std::move(files)), worlds_([this](const std::string& id) { return open(id); }) {}

  // Loads the data and the worlds kept in the state folder, or says all that is wrong.
  Result<void> start() {
    auto catalog = find_catalog(options_.universe);
    if (!catalog) return catalog.error();
    catalog_ = *catalog;
    auto scenario = parse_scenario(options_.scenario);
    if (!scenario) return scenario.error();
    scenario_ = std::move(scenario).value();
    if (auto fit = detail::fits(scenario_, *catalog_); !fit) return fit;
    return options_.state_dir.empty() ? Result<void>() : restore_all();
  }

  // The catalog of worlds that choose no universe; it also finds providers and routes.
  const Catalog& catalog() const { return *catalog_; }

  Result<const Catalog*> find_catalog(const Universe& universe) {
    auto catalog = universes_.find(universe);
    if (!catalog) return Error{join(catalog.error(), "\n")};
    return *catalog;
  }

  World& get(const std::string& id) { return worlds_.get(id); }
  World* find(const std::string& id) { return worlds_.find(id); }

  // Writes what changed before anybody is told; false when the disk refuses. The world's lock is held by the caller.
  bool keep_changes(State& state) {
    const std::vector<Change> changes = state.take_changes();
    if (!log_ || changes.empty()) return true;
    std::vector<Json> records;
    records.reserve(changes.size());
    for (const Change& change : changes) records.push_back(change_record(state, change));
    return log_->append(records);
  }

 private:
  std::unique_ptr<World> open(const std::string& id) {
    const Instant real = machine_time();
    const std::uint64_t seed = Rng(options_.seed, id, 0).next() >> 11;  // exact in every JSON reader
    Settings settings{seed, scenario_, options_.universe};
    auto state = std::make_unique<State>(id, std::move(settings), WorldClock{real, real, options_.clock_permille});
    return std::make_unique<World>(std::move(state), *catalog_);
  }

  Result<void> restore_all() {
    auto log = StateLog::open(options_.state_dir);
    if (!log) return log.error();
    auto kept = StateLog::read(options_.state_dir);
    if (!kept) return kept.error();
    std::vector<Json> records;
    for (const auto& [id, world] : *kept) {
      try {
        if (auto restored = restore_one(world, records); !restored) return restored;
      } catch (const Json::exception& wrong) {
        return Error{"the kept world " + id + " cannot be read: " + wrong.what()};
      }
    }
    if (auto begun = (*log)->begin(records); !begun) return begun;
    log_ = std::move(*log);
    return {};
  }

  Result<void> restore_one(const WorldRecords& kept, std::vector<Json>& records) {
    if (kept.world.is_null()) return {};
    std::unique_ptr<State> state = restore(kept);
    auto catalog = find_catalog(state->settings().universe);
    if (!catalog) return catalog.error();
    const Instant now = state->clock().now(machine_time());
    state->settle(now);
    state->prune(now);
    for (Json& record : snapshot(*state)) records.push_back(std::move(record));
    worlds_.put(std::make_unique<World>(std::move(state), **catalog));
    return {};
  }

  const ServerOptions& options_;
  Universes universes_;
  const Catalog* catalog_ = nullptr;
  Scenario scenario_;
  Worlds worlds_;
  std::unique_ptr<StateLog> log_;
};

}  // namespace mockling::host
