// Owns: the calls that tell of a world's jobs: which are due when, what came of them, when the next one is.
// Never knows: what a call says; sockets.
// Used by: core/state, core/webhook_result, core/webhook_due.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/base/time.hpp>
#include <mockling/core/http.hpp>

namespace mockling {

// How the client that asked to be called had come: links in a call lead back that way.
struct Origin {
  std::string scheme;
  std::string host;
  Address address;
};

// One call. Its number is its place in the list, from 1.
struct Attempt {
  Instant at;
  Instant ended;
  int status = 0;       // of the answer; 0: there was none
  std::string failure;  // why there was none, in words; empty: there was one
};

// `waiting` includes calls on their way. `not_sent`: the address may not be called. `not_told`: such an end is not
// told.
enum class DeliveryState { waiting, delivered, given_up, not_sent, not_told };
inline constexpr std::array<std::string_view, 5> kDeliveryStates{"waiting", "delivered", "given up", "not sent",
                                                                 "not told"};

// What tells of the end of one job.
struct Delivery {
  Origin origin;
  DeliveryState state = DeliveryState::waiting;
  Instant due = kNever;  // of the next call, while waiting
  std::vector<Attempt> attempts;
  bool on_its_way = false;  // not remembered: after a crash the call is made again
};

// The deliveries of a world by the number of their job. One thread at a time.
class Deliveries {
 public:
  // A job of this number that ends at `end` is to be told of.
  Delivery& expect(std::uint64_t job, Instant end) {
    Delivery& delivery = all_[job];
    schedule(job, delivery, end);
    return delivery;
  }

  // The job's end has moved; counts as long as nothing was sent.
  void move(std::uint64_t job, Instant end) {
    Delivery* delivery = find(job);
    if (delivery == nullptr || delivery->state != DeliveryState::waiting) return;
    if (delivery->attempts.empty() && !delivery->on_its_way) schedule(job, *delivery, end);
  }

  // Takes a delivery over that was kept.
  void put(std::uint64_t job, Delivery kept) {
    Delivery& delivery = all_[job];
    due_.erase({delivery.due, job});
    const Instant due = kept.due;
    delivery = std::move(kept);
    delivery.due = kNever;
    if (delivery.state == DeliveryState::waiting) schedule(job, delivery, due);
  }

  void forget(std::uint64_t job) {
    const auto found = all_.find(job);
    if (found == all_.end()) return;
    due_.erase({found->second.due, job});
    all_.erase(found);
  }

  Delivery* find(std::uint64_t job) {
    const auto found = all_.find(job);
    return found != all_.end() ? &found->second : nullptr;
  }
  const Delivery* find(std::uint64_t job) const {
    const auto found = all_.find(job);
    return found != all_.end() ? &found->second : nullptr;
  }

  // When the next call is due that is not on its way, if ever.
  std::optional<Instant> next() const { return due_.empty() ? std::nullopt : std::optional(due_.begin()->first); }

  // The jobs whose call is due by `now`, at most `most`, the longest due first.
  std::vector<std::uint64_t> due_by(Instant now, std::size_t most) const {
    std::vector<std::uint64_t> jobs;
    for (auto next = due_.begin(); next != due_.end() && next->first <= now && jobs.size() < most; ++next)
      jobs.push_back(next->second);
    return jobs;
  }

  // The call is being made: it is due no more, until ended() or again().
  void begin(std::uint64_t job, Delivery& delivery) {
    due_.erase({delivery.due, job});
    delivery.on_its_way = true;
    ++on_their_way_;
  }

  // There is no further call.
  void ended(std::uint64_t job, Delivery& delivery, DeliveryState state) {
    arrive(delivery);
    due_.erase({delivery.due, job});
    delivery.due = kNever;
    delivery.state = state;
  }

  // There is another call at this instant.
  void again(std::uint64_t job, Delivery& delivery, Instant due) {
    arrive(delivery);
    schedule(job, delivery, due);
  }

  std::size_t on_their_way() const { return on_their_way_; }
  const std::map<std::uint64_t, Delivery>& all() const { return all_; }

 private:
  void arrive(Delivery& delivery) {
    if (std::exchange(delivery.on_its_way, false)) --on_their_way_;
  }

  void schedule(std::uint64_t job, Delivery& delivery, Instant due) {
    due_.erase({delivery.due, job});
    delivery.due = due;
    if (due != kNever) due_.emplace(due, job);
  }

  std::map<std::uint64_t, Delivery> all_;
  std::set<std::pair<Instant, std::uint64_t>> due_;  // of those that wait and are not on their way
  std::size_t on_their_way_ = 0;
};

}  // namespace mockling
