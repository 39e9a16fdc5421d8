#include "suite.hpp"

#include <algorithm>

#include "partaking.hpp"

namespace mockling::conform {

namespace {

// An adapter that was lost so often in a row is not asked again: one that never answered anything, one that did.
constexpr unsigned kPatience = 3;
constexpr unsigned kPatienceWithSome = 30;

// Of what a client wrote, all that a report shows.
constexpr std::size_t kHeardKept = 8192;

// What is no longer needed once the case is judged; a suite of many cases would keep it all.
void forget_bulk(Evidence& evidence) {
  if (evidence.heard.size() > kHeardKept) evidence.heard = evidence.heard.substr(evidence.heard.size() - kHeardKept);
  evidence.file.reset();
  evidence.truth.reset();
  for (Exchange& exchange : evidence.wire)
    if (!exchange.submits) exchange.body = std::string();  // those are held against other data
}

// What a client owes in every case.
CheckResult must_answer(const Played& played) {
  const Json check{{"check", "answers"},
                   {"level", "must"},
                   {"basis", "safety"},
                   {"ref", "driver protocol 1: every run gets one result before its deadline"},
                   {"requires", "The client comes to an end, whatever happens to it"},
                   {"killers", Json::array({"no-request-timeout", "no-idle-timeout", "poll-forever"})}};
  const bool harness = played.ending == Ending::refused || played.ending == Ending::unplayed;
  return {check, harness ? Verdict::harness_error : Verdict::fail, "a result before the deadline", played.why, {}};
}

}  // namespace

Suite::~Suite() {
  stopping_ = true;
  if (player_.joinable()) player_.join();
}

Result<void> Suite::meet() {
  if (!options_.start) {
    for (const Provider& provider : stage_.catalog().providers) claims_.providers.push_back(provider.spec.name);
    claims_.any_op = true;
    return {};
  }
  auto met = peer();
  if (!met) return met.error();
  hello_ = (*met)->hello();
  claims_ = (*met)->claims();
  return {};
}

Result<std::shared_ptr<Peer>> Suite::peer() {
  const std::lock_guard lock(mutex_);
  if (peer_ && peer_->alive()) return peer_;
  if (peer_) blame(peer_->mistakes());
  lost_in_a_row_ += peer_ ? 1 : 0;
  auto started = options_.start();
  if (!started) {
    peer_ = nullptr;
    ++lost_in_a_row_;
    return started.error();
  }
  peer_ = *started;
  return peer_;
}

void Suite::retire(const std::shared_ptr<Peer>& peer) {
  peer->kill();
  const std::lock_guard lock(mutex_);
  blame(peer->mistakes());
  if (peer_ != peer) return;  // it was lost to several at once
  peer_ = nullptr;
  ++lost_in_a_row_;
}

bool Suite::out_of_patience() const { return lost_in_a_row_ >= (answered_ ? kPatienceWithSome : kPatience); }

void Suite::blame(const std::vector<std::string>& mistakes) {
  for (const std::string& mistake : mistakes)
    if (mistakes_.size() < Peer::kMostMistakes &&
        std::find(mistakes_.begin(), mistakes_.end(), mistake) == mistakes_.end())
      mistakes_.push_back(mistake);
}

std::vector<std::string> Suite::mistakes() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all = mistakes_;
  if (peer_)
    for (const std::string& mistake : peer_->mistakes()) all.push_back(mistake);
  return all;
}

void Suite::begin(const std::vector<Permutation>& chosen) {
  for (const Permutation& permutation : chosen) {
    auto slot = std::make_unique<Slot>();
    slot->permutation = permutation;
    slot->future = slot->promise.get_future().share();
    order_.push_back(slot.get());
    slots_[permutation.id] = std::move(slot);
  }
  player_ = std::thread([this] { run(); });
}

const CaseResult& Suite::result(const std::string& id) { return slots_.at(id)->future.get(); }

std::vector<const CaseResult*> Suite::results() {
  std::vector<const CaseResult*> all;
  for (Slot* slot : order_) all.push_back(&slot->future.get());
  return all;
}

void Suite::run() {
  std::vector<Slot*> loud, quiet;
  for (Slot* slot : order_) (slot->permutation.quiet() ? quiet : loud).push_back(slot);
  const auto most = static_cast<unsigned>(std::max<std::int64_t>(1, int_of(hello_, "max_in_flight", options_.jobs)));
  play_all(loud, std::min(options_.jobs, most), false);
  play_all(quiet, 1, false);
  lost_in_a_row_ = 0;
  play_all(std::exchange(unlucky_, {}), 1, true);
}

void Suite::play_all(const std::vector<Slot*>& slots, unsigned jobs, bool again) {
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> players;
  const auto work = [&] {
    for (std::size_t i; (i = next++) < slots.size();) {
      CaseResult result = play_one(slots[i]->permutation);
      const bool lost = result.played.ending == Ending::hung || result.played.ending == Ending::crashed;
      const std::lock_guard lock(mutex_);
      // Whoever was asked when an adapter was lost may be innocent: asked again, alone.
      if (lost && !again && !stopping_) {
        unlucky_.push_back(slots[i]);
        continue;
      }
      finish(*slots[i], std::move(result));
    }
  };
  for (unsigned i = 1; i < jobs; ++i) players.emplace_back(work);
  work();
  for (std::thread& player : players) player.join();
}

CaseResult Suite::play_one(const Permutation& permutation) {
  CaseResult result{permutation, {}, {}};
  if (const std::string lacking = missing(permutation, claims_); !lacking.empty()) {
    result.checks = unclaimed(permutation, lacking);
    return result;
  }
  PlayOptions options{{}, options_.seed, options_.mutant};
  {
    const std::lock_guard lock(mutex_);
    options.name = "c" + std::to_string(++numbered_);
    if (stopping_ || out_of_patience()) {
      result.played.ending = Ending::crashed;
      result.played.why = "not played: the adapter was lost " + std::to_string(lost_in_a_row_) + " times in a row";
    }
  }
  if (result.played.ending == Ending::answered) {
    const auto shared = !options_.start ? Result<std::shared_ptr<Peer>>(nullptr) : peer();
    if (!shared) {
      result.played.ending = Ending::crashed;
      result.played.why = shared.error().message;
    } else if (*shared) {
      result.played = play(stage_, permutation, *shared, options_.start, options);
      settle(result.played, *shared);
    } else {
      result.played = play(stage_, permutation, options_.command, options);
    }
  }
  const Ending ending = result.played.ending;
  if (ending != Ending::refused && ending != Ending::unplayed)
    result.checks = judge(permutation, claims_, result.played.evidence);
  const std::string reason = ending == Ending::answered ? doubt_about(permutation, result.played.evidence)
                                                        : "the client came to no end: " + result.played.why;
  if (!reason.empty()) doubt(result.checks, reason);
  if (ending != Ending::answered) result.checks.push_back(must_answer(result.played));
  forget_bulk(result.played.evidence);
  return result;
}

// What a run says of the client that all cases share.
void Suite::settle(const Played& played, const std::shared_ptr<Peer>& shared) {
  const bool lost = played.ending == Ending::hung || played.ending == Ending::crashed;
  if (lost && !played.own_client) return retire(shared);
  const std::lock_guard lock(mutex_);
  blame(played.mistakes);
  lost_in_a_row_ = lost ? lost_in_a_row_ + 1 : 0;
  answered_ = answered_ || !lost;
}

void Suite::finish(Slot& slot, CaseResult result) { slot.promise.set_value(std::move(result)); }

}  // namespace mockling::conform
