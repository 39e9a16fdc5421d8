// Owns: whether a webhook is what it claims to be, and what it ends.
// Never knows: sockets.
// Used by: webhook_server.hpp, and programs that have a server of their own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "refclient/dialect.hpp"
#include "refclient/http.hpp"

namespace refclient {

/// A delivery as it came: the body byte for byte, because that is what is signed.
struct Delivery {
  Headers headers;
  std::string body;
  std::string header(std::string_view name) const;
};

enum class Trust {
  valid,
  invalid,
  unsigned_call  ///< there is nothing to check it by: ask the provider before you believe it
};

/// Judges a delivery at this time (Unix seconds).
using Verify = std::function<Trust(const Delivery&, std::int64_t now)>;

/// How far the time of a signature may be off, both ways.
constexpr std::int64_t kHookTolerance = 300;

/// WaveSpeed: HMAC-SHA256 by the account's secret ("whsec_…"). Several signatures may be given; one that fits is
/// enough.
Trust verify_hmac(const Delivery& delivery, const std::string& secret, std::int64_t now);

/// fal: Ed25519 by one of these keys (32 raw bytes each).
Trust verify_ed25519(const Delivery& delivery, const std::vector<std::string>& keys, std::int64_t now);

/// The usable keys of a JWKS document.
std::vector<std::string> keys_of_jwks(const Json& jwks);

/// Keys that are fetched when they are first needed, and again when a signature fits none: a new key may be in use.
/// That happens once a minute at most, because anybody can send what fits none. Safe to use from many threads.
class KeyStore {
 public:
  explicit KeyStore(std::function<std::vector<std::string>()> fetch) : fetch_(std::move(fetch)) {}
  Trust verify(const Delivery& delivery, std::int64_t now);

 private:
  std::function<std::vector<std::string>()> fetch_;
  std::mutex mutex_;
  std::vector<std::string> keys_;
  bool fetched_ = false;
  std::int64_t renewed_at_ = 0;
};

/// Who tells that a task is over.
enum class Source { hook, poll };

struct InboxRules {
  /// Whether what is told of a task is passed on; `ended` are those that were. Default: the first end counts, once.
  std::function<bool(const std::set<std::string>& ended, const std::string& id, const Snapshot&, Source)> counts;
  /// Carries out work after the answer to the delivery; empty: on the inbox' own thread.
  std::function<void(std::function<void()> work)> later;
  /// Told of a delivery about a task that nobody expects. May be empty.
  std::function<void(const std::string& id)> unknown;

  InboxRules();
};

/// Takes deliveries and tells of each expected task's end exactly once, however often and in whatever order they come.
class Inbox {
 public:
  using Ended = std::function<void(const std::string& id, const Snapshot&)>;
  /// Asks the provider how a task is; nullopt when there was no answer.
  using Confirm = std::function<std::optional<Snapshot>(const std::string& id)>;

  Inbox(Dialect dialect, Verify verify, Confirm confirm, Ended ended, InboxRules rules = {});
  ~Inbox();
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;

  /// A task that was submitted. A delivery may have come before it.
  void expect(const std::string& id);
  /// The status to answer with, at once: the work comes later, because providers do not wait for it.
  int receive(const Delivery& delivery, std::int64_t now);
  /// What somebody who polls has seen.
  void tell(const std::string& id, const Snapshot& snapshot, Source source);

 private:
  struct Said {
    std::string id;
    Snapshot snapshot;
    Trust trust;
  };

  void work_on(Said said);
  void enqueue(std::function<void()> work);
  void run();

  Dialect dialect_;
  Verify verify_;
  Confirm confirm_;
  Ended on_end_;
  InboxRules rules_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool closed_ = false;
  std::set<std::string> expected_;
  std::set<std::string> ended_;
  std::deque<Said> early_;  // about tasks that nobody expects, or not yet
  std::deque<std::function<void()>> queue_;
  std::thread worker_;
};

}  // namespace refclient
