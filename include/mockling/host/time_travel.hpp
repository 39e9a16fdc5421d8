// Owns: moving a world's clock ahead, stopping wherever a call is due, so that its answer comes at its time.
// Never knows: HTTP; what calls say.
// Used by: host/control.
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

#include <mockling/core/admin.hpp>
#include <mockling/core/history.hpp>
#include <mockling/host/webhooks.hpp>

namespace mockling::host {

// How far a change of the world wants its clock moved, taken out of the change.
struct Step {
  Nanos by{0};
  bool to_next = false;
};
inline Step take_step(WorldPatch& patch) {
  return {std::exchange(patch.advance, {}), std::exchange(patch.to_next_event, false)};
}

// What a journey brought about, oldest first; `open` calls were still on their way when nobody would wait any longer.
struct Journey {
  std::vector<Event> happened;
  std::size_t open = 0;
};

namespace detail {

inline std::string_view call_event(DeliveryState state) {
  if (state == DeliveryState::delivered) return "webhook delivered";
  if (state == DeliveryState::given_up) return "webhook given up";
  return state == DeliveryState::not_sent ? "webhook not sent" : "webhook failed";
}

// The calls made at one stop, in the order of their jobs.
inline void add_call_events(std::vector<Webhooks::Told> told, std::vector<Event>& happened) {
  std::sort(told.begin(), told.end(), [](const auto& a, const auto& b) { return a.job < b.job; });
  for (Webhooks::Told& one : told) {
    happened.push_back({one.at, call_event(one.state), one.id, {}});
    const bool refunded = one.state == DeliveryState::given_up && one.refund.amount != Decimal{};
    if (refunded) happened.push_back({one.at, "refunded", one.id, one.refund});
  }
}

// The next instant at which something happens in the world or somebody is called; `now` when nothing ever does.
inline Instant next_happening(const State& state, Instant now) {
  const auto event = next_event(state, now);
  const auto call = state.deliveries().next();
  const Instant next = std::min(event.value_or(kNever), call ? std::max(*call, now) : kNever);
  return next == kNever ? now : next;
}

// One journey through the time of a world that is entered with `lock`.
class Traveller {
 public:
  Traveller(const WorldPtr& world, Webhooks& webhooks, std::chrono::steady_clock::time_point latest)
      : world_(world), webhooks_(webhooks), latest_(latest), lock_(world->mutex) {
    webhooks_.listen(*world_, [this](const Webhooks::Told& one) { told_.push_back(one); });
  }
  ~Traveller() {
    lock_.unlock();
    webhooks_.stop_listening(*world_);
    webhooks_.look(world_);
  }
  Traveller(const Traveller&) = delete;
  Traveller& operator=(const Traveller&) = delete;

  Journey go(Step step) {
    State& state = *world_->state;
    seen_ = world_->now(machine_time());
    const Instant target = step.to_next ? next_happening(state, seen_) : seen_ + step.by;
    while (!world_->closed) {
      const auto call = std::chrono::steady_clock::now() < latest_ ? state.deliveries().next() : std::nullopt;
      if (!call || target < *call) break;
      move_to(std::max(seen_, *call));
      if (!call_receivers()) break;
    }
    move_to(target);
    journey_.open = state.deliveries().on_their_way();
    return std::move(journey_);
  }

 private:
  // Time that passes by itself meanwhile is not lost: what happens in it is told at the next stop.
  void move_to(Instant stop) {
    State& state = *world_->state;
    const Instant real = machine_time();
    stop = std::max(stop, world_->now(real));
    const auto passed = events_between(state, seen_, stop);
    journey_.happened.insert(journey_.happened.end(), passed.begin(), passed.end());
    const Instant before = state.clock().now(real);
    if (before < stop) state.clock().advance(stop - before, real);
    seen_ = world_->now(real);
    state.settle(seen_);
    state.touch({Change::Kind::world, {}});
  }

  // False when there was no room for a call, or nobody would wait for an answer any longer.
  bool call_receivers() {
    lock_.unlock();
    const bool sent = webhooks_.send_due(world_);
    lock_.lock();
    const bool settled = webhooks_.settle(lock_, *world_, latest_);
    add_call_events(std::exchange(told_, {}), journey_.happened);
    return sent && settled;
  }

  const WorldPtr world_;
  Webhooks& webhooks_;
  const std::chrono::steady_clock::time_point latest_;
  std::unique_lock<std::mutex> lock_;
  std::vector<Webhooks::Told> told_;  // with the world entered
  Instant seen_;                      // what happened up to here has been told
  Journey journey_;
};

}  // namespace detail

// Moves the world's clock by `step`, or with `to_next` to the next event. Waits for the answers to the calls that this
// brings about, at most `patience` in all. One journey at a time in each world, which must not be entered.
inline Journey travel(const WorldPtr& world, Webhooks& webhooks, Step step,
                      std::chrono::milliseconds patience = std::chrono::seconds(30)) {
  const std::lock_guard alone(world->travelling);
  return detail::Traveller(world, webhooks, std::chrono::steady_clock::now() + patience).go(step);
}

}  // namespace mockling::host
