// Owns: a job, its plan, and where it stands at an instant.
// Never knows: who asks; any provider's status words.
// Used by: core/state, core/submit, providers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include <mockling/base/money.hpp>
#include <mockling/spec/media.hpp>
#include <mockling/spec/provider_spec.hpp>

namespace mockling {

// Decided once, at submit: when it starts, when it ends and how. Nothing advances because somebody looks.
struct Plan {
  Instant submitted;
  Instant earliest;  // when it would start if a slot were free
  Instant starts;
  Instant ends;      // kNever: stays running, or waits behind a job that does
  Nanos running{0};  // how long it will run; Nanos::max(): for ever
  Phase last = Phase::succeeded;
  std::string ending = "ok";
};

struct Job {
  std::uint64_t number = 0;  // 1, 2, … within its world
  std::string id;
  std::string provider;
  std::string model;
  std::string input;  // normalised, compact JSON
  Money price;
  Plan plan;
  ClipShape shape;
  std::string webhook;
  std::string outcome;                // what there is to say of its end beyond the ending, as JSON; mostly empty
  Instant expires;                    // nothing shows it after this
  std::optional<Instant> clip_until;  // its clip is gone after this; absent: when the job is
  // How long after its end links to its clip work; absent: as long as the clip is there.
  std::optional<Nanos> links_for;
  bool shows_io = true;            // whether records may show what went in and came out
  std::optional<Instant> fetched;  // when somebody first took its clip away
  std::optional<Instant> cancelled;
  std::optional<Instant> deleted;
  std::optional<Instant> refunded;  // when its price was given back although it had delivered
};

// Monotone in `now`: a terminal phase only ever becomes `deleted`.
inline Phase phase_at(const Job& job, Instant now) {
  if (job.deleted && *job.deleted <= now) return Phase::deleted;
  if (job.cancelled && *job.cancelled <= now) return Phase::cancelled;
  if (now < job.plan.starts) return Phase::queued;
  return now < job.plan.ends ? Phase::running : job.plan.last;
}

// When the job stops occupying its account: its planned end, or the moment it was cancelled or deleted before that.
inline Instant end_of(const Job& job) {
  Instant end = job.plan.ends;
  if (job.cancelled) end = std::min(end, *job.cancelled);
  if (job.deleted) end = std::min(end, *job.deleted);
  return end;
}

// Whether the job ended by its plan with something to deliver and to pay.
inline bool delivers(const Job& job) { return end_of(job) == job.plan.ends && job.plan.last == Phase::succeeded; }

// When links to its clip stop working, if that is before the clip goes.
inline std::optional<Instant> links_until(const Job& job) {
  return job.links_for ? std::optional(end_of(job) + *job.links_for) : std::nullopt;
}

// How long it has been running by `now`.
inline Millis run_time(const Job& job, Instant now) {
  const Instant until = std::min(now, end_of(job));
  return until <= job.plan.starts ? Millis(0) : std::chrono::duration_cast<Millis>(until - job.plan.starts);
}

}  // namespace mockling
