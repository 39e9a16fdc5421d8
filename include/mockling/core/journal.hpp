// Owns: the bounded memory of what was asked of a world and how it was answered.
// Never knows: credentials (they are never handed in).
// Used by: core/state, core/emulator, core/admin.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include <mockling/base/time.hpp>

namespace mockling {

struct JournalEntry {
  std::uint64_t number = 0;  // 1, 2, … within the world, never reused
  Instant at;
  std::string method;
  std::string path;
  std::string operation;
  int status = 0;
  std::string job;      // id, when the exchange concerned one
  std::string body;     // start of a submit's body
  std::string fault{};  // "RULE KIND" of the fault that struck it
};

// The last kCapacity exchanges, oldest first.
class Journal {
 public:
  static constexpr std::size_t kCapacity = 1000;
  static constexpr std::size_t kBodyBytes = 2048;

  void add(JournalEntry entry) {
    entry.number = ++count_;
    entries_.push_back(std::move(entry));
    if (entries_.size() > kCapacity) entries_.pop_front();
  }

  const std::deque<JournalEntry>& entries() const { return entries_; }
  std::uint64_t count() const { return count_; }

 private:
  std::deque<JournalEntry> entries_;
  std::uint64_t count_ = 0;
};

}  // namespace mockling
