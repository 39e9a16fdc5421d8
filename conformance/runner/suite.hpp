// Owns: playing many permutations ahead of the session that reports them: in parallel, the quiet ones alone, the
// unlucky
//       ones again.
// Never knows: Catch2; how results are shown.
// Used by: session, main.
#pragma once

#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "judge.hpp"
#include "play.hpp"

namespace mockling::conform {

struct SuiteOptions {
  StartPeer start;      // a client that speaks the driver protocol; or
  std::string command;  // a program that is started for each case
  std::string mutant;
  std::uint64_t seed = 1;
  unsigned jobs = 8;
};

// What came of one permutation.
struct CaseResult {
  Permutation permutation;
  Played played;
  std::vector<CheckResult> checks;
};

// Start, ask for results in any order, destroy.
class Suite {
 public:
  Suite(const Stage& stage, SuiteOptions options) : stage_(stage), options_(std::move(options)) {}
  ~Suite();

  // Greets the adapter. An Error: it never said hello.
  Result<void> meet();
  const Json& hello() const { return hello_; }  // null without an adapter
  const Claims& claims() const { return claims_; }

  // Begins to play these, each once.
  void begin(const std::vector<Permutation>& chosen);
  // Waits for what came of one of them.
  const CaseResult& result(const std::string& id);
  // All that came of those that were begun, in their order; waits for them.
  std::vector<const CaseResult*> results();
  // Mistakes that the adapter made in the protocol so far.
  std::vector<std::string> mistakes() const;

 private:
  struct Slot {
    Permutation permutation;
    std::promise<CaseResult> promise;
    std::shared_future<CaseResult> future;
  };

  void run();
  void play_all(const std::vector<Slot*>& slots, unsigned jobs, bool again);
  CaseResult play_one(const Permutation& permutation);
  void finish(Slot& slot, CaseResult result);
  Result<std::shared_ptr<Peer>> peer();
  void settle(const Played& played, const std::shared_ptr<Peer>& shared);
  void retire(const std::shared_ptr<Peer>& peer);
  bool out_of_patience() const;                          // with the lock
  void blame(const std::vector<std::string>& mistakes);  // with the lock

  const Stage& stage_;
  const SuiteOptions options_;
  Json hello_ = nullptr;
  Claims claims_;
  std::map<std::string, std::unique_ptr<Slot>> slots_;
  std::vector<Slot*> order_;
  std::vector<Slot*> unlucky_;
  mutable std::mutex mutex_;
  std::shared_ptr<Peer> peer_;
  std::vector<std::string> mistakes_;
  unsigned numbered_ = 0;
  unsigned lost_in_a_row_ = 0;  // clients, with no answer between
  bool answered_ = false;       // ever
  std::atomic<bool> stopping_{false};
  std::thread player_;
};

}  // namespace mockling::conform
