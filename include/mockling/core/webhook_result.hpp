// Owns: what follows from the answer to a call: done, another one later, given up; and what giving up costs.
// Never knows: sockets; what the call said.
// Used by: host/webhooks, tests.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include <mockling/core/state.hpp>

namespace mockling {

// What came of a call.
struct PostResult {
  int status = 0;          // of the answer; 0: there was none
  std::string failure;     // why not, in words
  bool timed_out = false;  // because it took too long
  bool sent = true;        // false: the address may not be called, so nothing was
};

namespace detail {

inline bool is_final(const WebhookPolicy& policy, int status) {
  return std::any_of(policy.final.begin(), policy.final.end(),
                     [&](const StatusSpan& span) { return span.has(status); });
}

// When the call after this many is due, or nothing when there is none. A job that is forgotten is told of no more.
inline std::optional<Instant> next_call(const WebhookPolicy& policy, const Job& job, std::size_t made, Instant failed) {
  if (made > static_cast<std::size_t>(policy.retries)) return std::nullopt;
  const Instant due = failed + policy.pause(made);
  const bool late = policy.within.count() > 0 && end_of(job) + policy.within < due;
  return late || job.expires < due ? std::nullopt : std::optional(due);
}

inline void refund(State& state, Job& job, Instant at) {
  if (!delivers(job) || job.refunded) return;
  state.settle(std::max(at, end_of(job)));
  job.refunded = at;
  state.refund(job, at);
}

inline void record_call(State& state, const Job& job, const Attempt& attempt) {
  JournalEntry entry;
  entry.at = attempt.at;
  entry.direction = Direction::out;
  entry.provider = job.provider;
  entry.method = "POST";
  entry.path = std::string(utf8_prefix(std::string_view(job.webhook).substr(0, job.webhook.find('?')), 300));
  entry.operation = "webhook";
  entry.status = attempt.status;
  entry.job = job.id;
  state.journal().add(std::move(entry));
}

}  // namespace detail

// Takes note of what came of the call for this job that was begun at `at`. A call that timed out has taken its whole
// time in the world, too, however fast the world's clock runs. Does nothing for a job that is gone or not being called.
inline void note_call(State& state, const WebhookPolicy& policy, std::uint64_t number, Instant at,
                      const PostResult& result, Instant now) {
  Job* job = state.job_numbered(number);
  Deliveries& deliveries = state.deliveries();
  Delivery* delivery = deliveries.find(number);
  if (job == nullptr || delivery == nullptr || !delivery->on_its_way) return;
  const std::size_t made = delivery->attempts.size() + 1;
  const Instant ended = std::max(now, result.timed_out ? at + policy.timeout(made) : at);
  delivery->attempts.push_back({at, ended, result.status, result.failure});
  detail::record_call(state, *job, delivery->attempts.back());
  const auto next = detail::next_call(policy, *job, made, ended);
  if (!result.sent) {
    deliveries.ended(number, *delivery, DeliveryState::not_sent);
  } else if (policy.success.has(result.status)) {
    deliveries.ended(number, *delivery, DeliveryState::delivered);
  } else if (next && !detail::is_final(policy, result.status)) {
    deliveries.again(number, *delivery, *next);
  } else {
    deliveries.ended(number, *delivery, DeliveryState::given_up);
    if (policy.refunds_when_lost) detail::refund(state, *job, ended);
  }
  state.touch_job(*job);
}

}  // namespace mockling
