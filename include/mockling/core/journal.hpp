// Owns: the bounded memory of what was asked of a world and how it was answered.
// Never knows: credentials (they are taken out before they come here).
// Used by: core/state, core/journal_note, core/journal_view, host/control.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/time.hpp>
#include <mockling/core/http.hpp>
#include <mockling/core/transfer.hpp>

namespace mockling {

// Whether somebody asked mockling, or mockling asked somebody (a webhook).
enum class Direction { in, out };
inline constexpr std::array<std::string_view, 2> kDirections = {"in", "out"};

// Where a request carried a credential.
enum class CredentialPlace { header, query, path, body };
inline constexpr std::array<std::string_view, 4> kCredentialPlaces = {"header", "query", "path", "body"};

// A message as it is remembered: the body's start, and what the whole of it was.
struct JournalMessage {
  std::shared_ptr<const Headers> headers;  // shared with the entry before when they are the same
  std::shared_ptr<const std::string> body;
  std::string type;        // of an answer's body
  std::uint64_t size = 0;  // of the whole body; 0 when it is not known
  std::string hash;        // SHA-256 of the whole body in hex; empty without a body, or when it lives in a file

  bool cut() const { return body && size > body->size(); }
};

struct JournalEntry {
  std::uint64_t number = 0;  // 1, 2, … within the world, never reused
  Instant at;                // of the world
  Direction direction = Direction::in;
  std::string method;
  std::string scheme;
  std::string host;  // as the client wrote it
  std::string path;  // raw
  Query query;
  std::string provider;
  std::string family;  // of the provider's hosts
  std::string operation;
  bool submits = false;
  int status = 0;   // 0: no answer yet
  std::string job;  // id, when the exchange concerned one
  std::vector<CredentialPlace> credentials;
  std::string fault;  // what was done to the exchange on purpose; empty: nothing
  JournalMessage request;
  JournalMessage answer;
  std::shared_ptr<Transfer> transfer;  // of the answer

  bool in_flight() const { return transfer && transfer->state() == Transfer::State::in_flight; }
};

// The last kCapacity exchanges, oldest first; fewer when they hold more than kBytes.
class Journal {
 public:
  static constexpr std::size_t kCapacity = 1000;
  static constexpr std::size_t kBytes = 2 << 20;
  static constexpr std::size_t kBodyBytes = 8192;  // of a body

  // Returns the entry's number.
  std::uint64_t add(JournalEntry entry) {
    entry.number = ++count_;
    if (!entries_.empty()) {
      share(entries_.back().request, entry.request);
      share(entries_.back().answer, entry.answer);
    }
    entries_.push_back(std::move(entry));
    bytes_ += weight(entries_.back());
    while (entries_.size() > kCapacity || (bytes_ > kBytes && entries_.size() > 1)) {
      bytes_ -= weight(entries_.front());
      entries_.pop_front();
    }
    return count_;
  }

  // Changes the entry of this number, unless it is forgotten.
  template <class Change>
  void change(std::uint64_t number, const Change& change) {
    if (entries_.empty() || number < entries_.front().number || number > count_) return;
    JournalEntry& entry = entries_[number - entries_.front().number];
    bytes_ -= weight(entry);
    change(entry);
    bytes_ += weight(entry);
  }

  const std::deque<JournalEntry>& entries() const { return entries_; }
  std::uint64_t count() const { return count_; }

 private:
  // What an entry counts as: its texts, and a round sum for all that is small. What is shared counts every time.
  static std::size_t weight(const JournalEntry& entry) {
    const std::size_t headers = entry.request.headers || entry.answer.headers ? 1024 : 0;
    return 512 + headers + entry.path.size() + size_of(entry.request) + size_of(entry.answer);
  }
  static std::size_t size_of(const JournalMessage& message) { return message.body ? message.body->size() : 0; }

  static bool same(const Headers& a, const Headers& b) {
    if (a.size() != b.size()) return false;
    for (auto left = a.begin(), right = b.begin(); left != a.end(); ++left, ++right)
      if (left->name != right->name || left->value != right->value) return false;
    return true;
  }

  // Clients that poll say the same again and again.
  static void share(const JournalMessage& before, JournalMessage& now) {
    if (before.headers && now.headers && same(*before.headers, *now.headers)) now.headers = before.headers;
    if (before.body && now.body && *before.body == *now.body) now.body = before.body;
  }

  std::deque<JournalEntry> entries_;
  std::uint64_t count_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace mockling
