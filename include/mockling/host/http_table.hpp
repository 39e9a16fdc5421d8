// Owns: the open connections, by an id that is never used twice.
// Never knows: what a connection does.
// Used by: host/http_front.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace mockling::host {

// An event may still be on its way when its descriptor is already somebody else's: the id tells them apart.
constexpr int descriptor_of(std::uint64_t id) { return static_cast<int>(id & 0xFFFFFFFFU); }

// Thread-safe.
template <class Item>
class Table {
 public:
  // Makes an item with `make(id)` for an open descriptor and keeps it.
  template <class Make>
  std::shared_ptr<Item> add(int fd, Make&& make) {
    const std::lock_guard lock(mutex_);
    const auto slot = static_cast<std::size_t>(fd);
    const std::uint64_t id = (++generation_ << 32U) | slot;
    if (slot >= slots_.size()) slots_.resize(slot + 1);
    slots_[slot] = {id, make(id)};
    ++count_;
    return slots_[slot].item;
  }

  // Nothing when it has been removed.
  std::shared_ptr<Item> find(std::uint64_t id) const {
    const std::lock_guard lock(mutex_);
    const auto slot = static_cast<std::size_t>(descriptor_of(id));
    return slot < slots_.size() && slots_[slot].id == id ? slots_[slot].item : nullptr;
  }

  // Must come before the descriptor is closed. The item itself goes after the lock is free.
  void remove(std::uint64_t id) {
    std::shared_ptr<Item> gone;
    const std::lock_guard lock(mutex_);
    const auto slot = static_cast<std::size_t>(descriptor_of(id));
    if (slot >= slots_.size() || slots_[slot].id != id) return;
    gone = std::move(slots_[slot].item);
    slots_[slot] = {};
    --count_;
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }

  // Those for which `chosen(item)` holds. `chosen` must be quick and leave the table alone.
  template <class Chosen>
  std::vector<std::shared_ptr<Item>> select(Chosen&& chosen) const {
    std::vector<std::shared_ptr<Item>> items;
    const std::lock_guard lock(mutex_);
    for (const Slot& slot : slots_)
      if (slot.item && chosen(*slot.item)) items.push_back(slot.item);
    return items;
  }

 private:
  struct Slot {
    std::uint64_t id = 0;
    std::shared_ptr<Item> item;
  };

  mutable std::mutex mutex_;
  std::vector<Slot> slots_;  // by descriptor
  std::uint64_t generation_ = 0;
  std::size_t count_ = 0;
};

}  // namespace mockling::host
