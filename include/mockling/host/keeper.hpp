// Owns: opening worlds, finding them again, and writing down what must outlive the process.
// Never knows: requests, answers.
// Used by: host/server, host/control.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/admin.hpp>
#include <mockling/host/parking.hpp>
#include <mockling/host/server_options.hpp>
#include <mockling/host/state_log.hpp>
#include <mockling/host/waiting.hpp>
#include <mockling/host/world.hpp>

namespace mockling::host {

// Thread-safe once started.
class Keeper {
 public:
  Keeper(const ServerOptions& options, std::shared_ptr<Universes> data)
      : options_(options),
        universes_(std::move(data)),
        worlds_([this](const std::string& id, const std::string& name) { return open(id, name); }) {}

  // Loads the data and the worlds kept in the state folder, or says all that is wrong.
  Result<void> start() {
    auto catalog = find_catalog(options_.universe);
    if (!catalog) return catalog.error();
    catalog_ = *catalog;
    auto scenario = parse_scenario(options_.scenario);
    if (!scenario) return scenario.error();
    scenario_ = std::move(scenario).value();
    if (auto fit = mockling::detail::fits(scenario_, *catalog_); !fit) return fit;
    return options_.state_dir.empty() ? Result<void>() : restore_all();
  }

  // The catalog of worlds that choose no universe; it also finds providers and routes.
  const Catalog& catalog() const { return *catalog_; }

  Result<const Catalog*> find_catalog(const Universe& universe) {
    auto catalog = universes_->find(universe);
    if (!catalog) return Error{join(catalog.error(), "\n")};
    return *catalog;
  }

  // The text of a data file of this name, if there is one.
  std::optional<std::string_view> data_file(std::string_view name) const { return universes_->file(name); }

  // See Worlds.
  WorldPtr get(const std::string& id, const std::string& name = {}) { return worlds_.get(id, name); }
  WorldPtr find(const std::string& id) { return worlds_.find(id); }
  LockedWorld enter(const std::string& id, const std::string& name = {}) { return worlds_.enter(id, name); }
  std::vector<WorldPtr> all() { return worlds_.all(); }

  // Writes what changed before anybody is told; false when the disk refuses. The world is entered.
  bool keep_changes(World& world) {
    const std::vector<Change> changes = world.state->take_changes();
    if (!log_ || changes.empty()) return true;
    std::vector<Json> records;
    records.reserve(changes.size());
    for (const Change& change : changes) records.push_back(housed(change_record(*world.state, change), world));
    return log_->append(records);
  }

  // Calls `drop` with every world whose files have no owner any more. Set before any world is entered.
  void on_ownerless(std::function<void(const WorldPtr&)> drop) { drop_ = std::move(drop); }

  // Ends an entered world for good; the next to use its id opens a new one. False when the disk refuses: nothing has
  // changed then.
  bool remove(World& world) { return close(world, nullptr); }

  // Puts a new world in the place of an entered one, opened as the server opens them but with this seed. As above.
  bool reset(World& world, std::uint64_t seed) {
    return close(world, opened(world.state->id(), world.state->settings().name, seed));
  }

  // Puts the world that `state` holds in the place of an entered one of the same id. As above.
  bool replace(World& world, std::unique_ptr<State> state, const Catalog& catalog) {
    return close(world, housing(std::move(state), catalog));
  }

  // Whether it is time to call evict(): once a minute at most, and when there are too many worlds. `real` is the
  // machine's time.
  bool wants_eviction(Instant real) {
    const bool crowded = worlds_.count() > options_.retention.most;
    std::int64_t due = eviction_due_;
    const std::int64_t next = (real + std::chrono::seconds(crowded ? 1 : 60)).ns;
    if (real.ns < due && !(crowded && due - real.ns > 1'000'000'000)) return false;
    return eviction_due_.compare_exchange_strong(due, next);
  }

  // Takes idle worlds out of memory by the rule of Retention, into the state folder if there is one, and returns how
  // many.
  std::size_t evict(Instant real) {
    std::vector<WorldPtr> worlds = worlds_.all();
    std::vector<std::pair<std::int64_t, std::size_t>> by_use;
    for (std::size_t i = 0; i < worlds.size(); ++i) by_use.emplace_back(worlds[i]->used.load(), i);
    std::sort(by_use.begin(), by_use.end());
    const std::size_t excess = worlds.size() - std::min(worlds.size(), options_.retention.most);
    std::size_t out = 0;
    for (const bool busy_too : {false, true})
      for (const auto& [used, i] : by_use) {
        const bool idle = !busy_too && used < (real - options_.retention.idle).ns;
        if (!worlds[i] || !(idle || out < excess) || !evict_one(worlds[i], real, busy_too)) continue;
        worlds[i].reset();
        ++out;
      }
    return out;
  }

 private:
  // Somebody who holds the world's pointer is in it, or on the way.
  bool evict_one(const WorldPtr& world, Instant real, bool busy_too) {
    constexpr long kOurs = 2;  // the registry's and that of the list
    if (world.use_count() > kOurs) return false;
    const std::lock_guard lock(world->mutex);
    if (world->closed) return false;
    State& state = *world->state;
    state.settle(state.clock().now(real));
    if (!busy_too && state.is_busy()) return false;
    if (!parking_) return close(*world, nullptr);
    if (!parking_->park(state.id(), records_of(*world)) || !log_->append({gone_record(state)})) return false;
    return worlds_.close(*world), true;
  }

  bool close(World& world, WorldPtr next) {
    std::vector<Json> records{gone_record(*world.state)};
    if (next)
      for (Json& record : records_of(*next)) records.push_back(std::move(record));
    if (log_ && !log_->append(records)) return false;
    const WorldPtr closed = worlds_.close(world, std::move(next));
    if (drop_) drop_(closed);
    return true;
  }

  WorldPtr open(const std::string& id, const std::string& name) {
    if (WorldPtr back = unpark(id)) return back;
    return opened(id, name, Rng(options_.seed, id, 0).next() >> 11);  // exact in every JSON reader
  }

  // The world as it was when it left the memory, back in the log; nullptr when it never did.
  WorldPtr unpark(const std::string& id) {
    if (!parking_) return nullptr;
    const WorldRecords kept = parking_->find(id);
    if (kept.world.is_null()) return nullptr;
    std::vector<Json> records;
    WorldPtr world;
    try {
      if (auto restored = restored_one(kept, records); restored) world = *restored;
    } catch (const Json::exception&) {
      return nullptr;  // its file stays for whoever wants to know why
    }
    if (!world || !log_->append(records)) return nullptr;
    parking_->drop(id);
    return world;
  }

  WorldPtr opened(const std::string& id, const std::string& name, std::uint64_t seed) {
    const Instant real = machine_time();
    Settings settings{seed, scenario_, options_.universe, name};
    return housing(std::make_unique<State>(id, std::move(settings),
                                           WorldClock{real, options_.epoch.value_or(real), options_.clock_permille}),
                   *catalog_);
  }

  // The state in a world with a folder of its own.
  WorldPtr housing(std::unique_ptr<State> state, const Catalog& catalog) {
    state->set_service_seed(options_.seed);
    const std::string folder = state->id() + "-" + std::to_string(++folders_);
    auto world = std::make_shared<World>(std::move(state), catalog, folder);
    world->used = machine_time().ns;
    return world;
  }

  // A record as it is kept: that of a world also says where its files lie.
  static Json housed(Json record, const World& world) {
    if (text_of(record, "kind") == "world") record["folder"] = world.folder;
    return record;
  }

  static std::vector<Json> records_of(const World& world) {
    std::vector<Json> records = snapshot(*world.state);
    for (Json& record : records) record = housed(std::move(record), world);
    return records;
  }

  Result<void> restore_all() {
    auto log = StateLog::open(options_.state_dir);
    if (!log) return log.error();
    auto kept = StateLog::read(options_.state_dir);
    if (!kept) return kept.error();
    parking_.emplace(options_.state_dir);
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
    auto world = restored_one(kept, records);
    if (!world) return world.error();
    if (!*world) return {};
    parking_->drop((*world)->state->id());  // the process ended between the log's record and this
    worlds_.put(std::move(*world));
    return {};
  }

  // The world of these records as it is now; nullptr when they tell of none. Adds its records to `records`.
  Result<WorldPtr> restored_one(const WorldRecords& kept, std::vector<Json>& records) {
    if (kept.world.is_null()) return WorldPtr();
    std::unique_ptr<State> state = restore(kept);
    state->set_service_seed(options_.seed);
    auto catalog = find_catalog(state->settings().universe);
    if (!catalog) return catalog.error();
    const Instant real = machine_time(), now = state->clock().now(real);
    state->settle(now);
    state->prune(now);
    const std::string folder = text_of(kept.world, "folder", state->id());
    auto world = std::make_shared<World>(std::move(state), **catalog, folder);
    world->used = real.ns;
    for (Json& record : records_of(*world)) records.push_back(std::move(record));
    return world;
  }

  const ServerOptions& options_;
  const std::shared_ptr<Universes> universes_;
  const Catalog* catalog_ = nullptr;
  Scenario scenario_;
  Worlds worlds_;
  std::atomic<std::int64_t> folders_{machine_time().ns};  // so that no process gives a name that an earlier one gave
  std::function<void(const WorldPtr&)> drop_;
  std::unique_ptr<StateLog> log_;
  std::optional<Parking> parking_;  // beside the log
  std::atomic<std::int64_t> eviction_due_{0};
};

}  // namespace mockling::host
