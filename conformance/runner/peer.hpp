// Owns: what the suite asks of a client under test, wherever it lives: driver protocol 1 as calls.
// Never knows: processes, cases.
// Used by: play, suite; adapter and local_peer are one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <mockling/base/json.hpp>

#include "case.hpp"

namespace mockling::conform {

inline constexpr std::int64_t kProtocol = 1;
inline constexpr const char* kSuiteVersion = "1.0.0";

// Thread-safe.
class Peer {
 public:
  using Listener = std::function<void(const Json& event)>;

  virtual ~Peer() = default;

  // What it says of itself.
  virtual const Json& hello() const = 0;
  Claims claims() const;

  // Sends a message; false when the client is gone.
  virtual bool send(const Json& message) = 0;
  virtual bool alive() const = 0;
  // Ends it at once.
  virtual void kill() = 0;
  // All it wrote to stderr, as far as that is kept.
  virtual std::string errors() const { return {}; }

  // The number of a run whose events go to `listener`, on a thread of the client's.
  std::int64_t open(Listener listener);
  // Waits for the result of that run: null when it does not come in time or the client ends before. At most `tick`
  // apart, `meanwhile` is called; it ends the waiting by returning false.
  Json wait(std::int64_t seq, std::chrono::milliseconds time, std::chrono::milliseconds tick,
            const std::function<bool()>& meanwhile);

  // The mistakes that it made in the protocol, the first fifty; who made so many is not listened to any more.
  std::vector<std::string> mistakes() const;
  static constexpr std::size_t kMostMistakes = 50;

 protected:
  // What came from the client: an event or a result of a run, already sound in itself.
  void take(Json message);
  void blame(std::string mistake);

  mutable std::mutex mutex_;
  std::condition_variable changed_;

 private:
  struct Run {
    Listener listener;
    Json result = nullptr;
  };

  void take_result(std::int64_t seq, Json message);

  std::map<std::int64_t, Run> runs_;
  std::int64_t last_seq_ = 0;
  std::vector<std::string> mistakes_;
};

}  // namespace mockling::conform
