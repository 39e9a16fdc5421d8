// Owns: opening worlds, finding them again, and writing down what must outlive the process.
// Never knows: requests, answers.
// Used by: host/server, host/control.
#pragma once

#include <atomic>
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

  // See Worlds.
  WorldPtr get(const std::string& id) { return worlds_.get(id); }
  WorldPtr find(const std::string& id) { return worlds_.find(id); }
  LockedWorld enter(const std::string& id) { return worlds_.enter(id); }

  // Writes what changed before anybody is told; false when the disk refuses. The world is entered.
  bool keep_changes(World& world) {
    const std::vector<Change> changes = world.state->take_changes();
    if (!log_ || changes.empty()) return true;
    std::vector<Json> records;
    records.reserve(changes.size());
    for (const Change& change : changes) records.push_back(housed(change_record(*world.state, change), world));
    return log_->append(records);
  }

  // Ends an entered world for good; the next to use its id opens a new one. False when the disk refuses: nothing has
  // changed then. Whoever called drops its files.
  bool remove(World& world) {
    if (log_ && !log_->append({gone_record(*world.state)})) return false;
    worlds_.close(world);
    return true;
  }

  // Puts a new world in the place of an entered one, opened as the server opens them but with this seed. As above.
  bool reset(World& world, std::uint64_t seed) {
    WorldPtr fresh = opened(world.state->id(), seed);
    const Json record = housed(world_record(*fresh->state), *fresh);
    if (log_ && !log_->append({gone_record(*world.state), record})) return false;
    worlds_.close(world, std::move(fresh));
    return true;
  }

 private:
  WorldPtr open(const std::string& id) {
    return opened(id, Rng(options_.seed, id, 0).next() >> 11);  // exact in every JSON reader
  }

  WorldPtr opened(const std::string& id, std::uint64_t seed) {
    const Instant real = machine_time();
    Settings settings{seed, scenario_, options_.universe};
    auto state = std::make_unique<State>(id, std::move(settings), WorldClock{real, real, options_.clock_permille});
    return std::make_shared<World>(std::move(state), *catalog_, id + "-" + std::to_string(++folders_));
  }

  // A record as it is kept: that of a world also says where its files lie.
  static Json housed(Json record, const World& world) {
    if (text_of(record, "kind") == "world") record["folder"] = world.folder;
    return record;
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
    const std::string folder = text_of(kept.world, "folder", state->id());
    auto world = std::make_shared<World>(std::move(state), **catalog, folder);
    for (Json& record : snapshot(*world->state)) records.push_back(housed(std::move(record), *world));
    worlds_.put(std::move(world));
    return {};
  }

  const ServerOptions& options_;
  Universes universes_;
  const Catalog* catalog_ = nullptr;
  Scenario scenario_;
  Worlds worlds_;
  std::atomic<std::int64_t> folders_{machine_time().ns};  // so that no process gives a name that an earlier one gave
  std::unique_ptr<StateLog> log_;
};

}  // namespace mockling::host
