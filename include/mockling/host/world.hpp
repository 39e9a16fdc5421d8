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
#include <optional>
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

  // The text of a data file, or nothing when there is none of this name.
  std::optional<std::string_view> file(std::string_view name) const {
    for (const DataFile& file : files_)
      if (file.name == name) return file.text;
    return std::nullopt;
  }

 private:
  const std::vector<DataFile> files_;
  std::mutex mutex_;
  std::map<Universe, std::unique_ptr<const Catalog>> catalogs_;
};

// One world. Whoever reads or changes what is in it holds `mutex`.
struct World {
  World(std::unique_ptr<State> opened, const Catalog& in, std::string files)
      : state(std::move(opened)), catalog(&in), folder(std::move(files)) {}

  std::mutex mutex;
  std::mutex travelling;  // held by whoever moves the clock ahead step by step; taken before `mutex`
  const std::unique_ptr<State> state;
  std::atomic<const Catalog*> catalog;  // lives as long as the server; read without the lock
  const std::string folder;             // of its files, shared with no other world, not even an earlier one of its id
  bool closed = false;                  // in the registry no more; who finds it so looks the world up again
  Instant last;                         // time in a world never runs backwards
  std::atomic<std::int64_t> used{0};    // the machine's time, in ns since 1970, when somebody last was in it

  // The world's time at the machine's time `real`, at which it is used.
  Instant now(Instant real) {
    used.store(real.ns, std::memory_order_relaxed);
    return last = std::max(last, state->clock().now(real));
  }
};
using WorldPtr = std::shared_ptr<World>;

// A world with its lock held.
struct LockedWorld {
  WorldPtr world;
  std::unique_lock<std::mutex> lock;

  World& operator*() const { return *world; }
  World* operator->() const { return world.get(); }
};

// Thread-safe. A world lives as long as it is in here or somebody still has its pointer. The lock of a world may be
// held while one of these is called, never the other way round.
class Worlds {
 public:
  // Opens the world of an id; `name` is for people.
  using Open = std::function<WorldPtr(const std::string& id, const std::string& name)>;
  explicit Worlds(Open open) : open_(std::move(open)) {}

  // The world of this id, opened on first use.
  WorldPtr get(const std::string& id, const std::string& name = {}) {
    if (WorldPtr world = find(id)) return world;
    Shard& shard = shard_of(id);
    const std::unique_lock lock(shard.mutex);
    auto& slot = shard.worlds[id];
    if (!slot) slot = open_(id, name), ++count_;
    return slot;
  }

  // The same with its lock held; it is in the registry until the lock is given back.
  LockedWorld enter(const std::string& id, const std::string& name = {}) {
    while (true) {
      WorldPtr world = get(id, name);
      std::unique_lock lock(world->mutex);
      if (!world->closed) return {std::move(world), std::move(lock)};
    }
  }

  // The world of this id, or nullptr when nobody has used it.
  WorldPtr find(const std::string& id) {
    Shard& shard = shard_of(id);
    const std::shared_lock lock(shard.mutex);
    const auto found = shard.worlds.find(id);
    return found != shard.worlds.end() ? found->second : nullptr;
  }

  void put(WorldPtr world) {
    const std::string id = world->state->id();
    Shard& shard = shard_of(id);
    const std::unique_lock lock(shard.mutex);
    auto& slot = shard.worlds[id];
    if (!slot) ++count_;
    slot = std::move(world);
  }

  // Takes an entered world out, or puts `next` in its place, and returns it. Its lock is held by the caller.
  WorldPtr close(World& world, WorldPtr next = nullptr) {
    world.closed = true;
    Shard& shard = shard_of(world.state->id());
    const std::unique_lock lock(shard.mutex);
    const auto found = shard.worlds.find(world.state->id());
    WorldPtr out = found->second;
    if (next)
      found->second = std::move(next);
    else
      shard.worlds.erase(found), --count_;
    return out;
  }

  // How many worlds there are.
  std::size_t count() const { return count_; }

  // The worlds there are, in no order.
  std::vector<WorldPtr> all() {
    std::vector<WorldPtr> worlds;
    for (Shard& shard : shards_) {
      const std::shared_lock lock(shard.mutex);
      for (const auto& [id, world] : shard.worlds) worlds.push_back(world);
    }
    return worlds;
  }

 private:
  // Several maps, so that opening a world in one does not hold up the others.
  struct Shard {
    std::shared_mutex mutex;
    std::unordered_map<std::string, WorldPtr> worlds;
  };

  Shard& shard_of(const std::string& id) { return shards_[std::hash<std::string>()(id) % shards_.size()]; }

  Open open_;
  std::array<Shard, 64> shards_;
  std::atomic<std::size_t> count_{0};
};

}  // namespace mockling::host
