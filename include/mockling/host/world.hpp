// Owns: the worlds of a server, one per credential, each with its lock, and their catalogs.
// Never knows: HTTP.
// Used by: host/server, host/control.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include <mockling/core/identity.hpp>
#include <mockling/core/state.hpp>

namespace mockling::host {

// The catalog of every universe that some world was opened in, compiled once each and kept for good. Thread-safe.
class Universes {
 public:
  explicit Universes(std::vector<DataFile> files) : files_(std::move(files)) {}

  Result<const Catalog*, std::vector<std::string>> find(const Universe& universe) {
    const std::lock_guard lock(mutex_);
    const auto found = catalogs_.find(universe);
    if (found != catalogs_.end()) return found->second.get();
    auto loaded = load_catalog(files_, universe);
    if (!loaded) return std::move(loaded).error();
    auto& kept = catalogs_[universe] = std::make_unique<const Catalog>(std::move(loaded).value());
    return static_cast<const Catalog*>(kept.get());
  }

 private:
  const std::vector<DataFile> files_;
  std::mutex mutex_;
  std::map<Universe, std::unique_ptr<const Catalog>> catalogs_;
};

// One world. Whoever reads or changes `state` holds `mutex`.
struct World {
  World(std::unique_ptr<State> opened, const Catalog& in) : state(std::move(opened)), catalog(&in) {}

  std::mutex mutex;
  const std::unique_ptr<State> state;
  std::atomic<const Catalog*> catalog;  // lives as long as the server; read without the lock
  Instant last;                         // time in a world never runs backwards

  // The world's time at the machine's time `real`.
  Instant now(Instant real) { return last = std::max(last, state->clock().now(real)); }
};

// Thread-safe. Worlds are never moved or freed while the registry lives.
class Worlds {
 public:
  using Open = std::function<std::unique_ptr<World>(const std::string& id)>;
  explicit Worlds(Open open) : open_(std::move(open)) {}

  // The world of this id, opened on first use.
  World& get(const std::string& id) {
    if (World* world = find(id)) return *world;
    Shard& shard = shard_of(id);
    const std::unique_lock lock(shard.mutex);
    auto& slot = shard.worlds[id];
    if (!slot) slot = open_(id);
    return *slot;
  }

  // The world of this id, or nullptr when nobody has used it.
  World* find(const std::string& id) {
    Shard& shard = shard_of(id);
    const std::shared_lock lock(shard.mutex);
    const auto found = shard.worlds.find(id);
    return found != shard.worlds.end() ? found->second.get() : nullptr;
  }

  void put(std::unique_ptr<World> world) {
    const std::string id = world->state->id();
    Shard& shard = shard_of(id);
    const std::unique_lock lock(shard.mutex);
    shard.worlds[id] = std::move(world);
  }

  // Calls `visit` with every world, unlocked.
  void each(const std::function<void(World&)>& visit) {
    for (Shard& shard : shards_) {
      const std::shared_lock lock(shard.mutex);
      for (auto& [id, world] : shard.worlds) visit(*world);
    }
  }

 private:
  // Several maps, so that opening a world in one does not hold up the others.
  struct Shard {
    std::shared_mutex mutex;
    std::unordered_map<std::string, std::unique_ptr<World>> worlds;
  };

  Shard& shard_of(const std::string& id) { return shards_[std::hash<std::string>()(id) % shards_.size()]; }

  Open open_;
  std::array<Shard, 64> shards_;
};

}  // namespace mockling::host
