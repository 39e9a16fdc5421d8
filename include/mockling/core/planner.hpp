// Owns: drawing a job's plan: when it will start, when it will end, and how.
// Never knows: HTTP; what the job's result looks like.
// Used by: core/submit.
#pragma once

#include <string>

#include <mockling/core/marker.hpp>
#include <mockling/core/state.hpp>

namespace mockling {

namespace detail {

inline Nanos draw(Rng& rng, Span span) { return Nanos(rng.between(span.low * 1'000'000, span.high * 1'000'000)); }

// The earliest instant at which fewer than `slots` of the open jobs are left (0: no limit).
inline Instant slot_free(const Account& account, std::int64_t slots, Instant now) {
  const auto open = static_cast<std::int64_t>(account.open.size());
  if (slots <= 0 || open < slots) return now;
  return std::next(account.open.begin(), open - slots)->first;
}

}  // namespace detail

// How the job with this number ends: what the prompt asks, else what a rule of the model demands, else what the
// scenario says.
inline std::string choose_ending(const Marker& marker, const std::string& demanded, const Scenario& scenario,
                                 std::uint64_t number) {
  if (!marker.ending.empty()) return marker.ending;
  if (!demanded.empty()) return demanded;
  const std::string scripted = scenario_ending(scenario, number);
  return scripted.empty() ? "ok" : scripted;
}

// The plan of the world's next job. `ending` must be one of the provider's; without a model, the provider's own times.
inline Plan draw_plan(const State& state, const ProviderSpec& spec, const Model* model, const Account& account,
                      const Ending& ending, const Marker& marker, Instant now) {
  Rng rng = state.stream("plan", state.next_number());
  const bool succeeds = ending.phase == Phase::succeeded;
  Lifecycle life = model != nullptr ? model->lifecycle.value_or(spec.lifecycle) : spec.lifecycle;
  if (!succeeds) life.running = spec.failure_lifecycle.running;
  if (state.settings().scenario.lifecycle) life = *state.settings().scenario.lifecycle;
  const Nanos queued = detail::draw(rng, life.queued);
  const Nanos running = detail::draw(rng, life.running);
  Plan plan;
  plan.submitted = now;
  plan.earliest = now + marker.queued.value_or(queued);
  plan.starts = std::max(plan.earliest, detail::slot_free(account, level_of(spec, account).concurrent, now));
  plan.running = ending.phase == Phase::never ? Nanos::max() : marker.running.value_or(running);
  plan.ends = plan.starts + plan.running;
  plan.last = ending.phase;
  plan.ending = ending.name;
  return plan;
}

// The same plan without the wait before its start, and taking this long.
inline void start_at_once(Plan& plan, Nanos running) {
  plan.starts = plan.earliest = plan.submitted;
  plan.running = running;
  plan.ends = plan.starts + plan.running;
}

// Moves the start of every job that still waits for a slot, in the order of submission, after one became free before
// its time.
inline void replan_waiting(State& state, Account& account, std::int64_t slots, Instant now) {
  if (slots <= 0) return;
  std::vector<std::pair<std::uint64_t, Instant>> waiting;
  for (const auto& [end, number] : account.open)
    if (const Job* job = state.job_numbered(number); job->plan.starts > now && job->plan.starts > job->plan.earliest)
      waiting.emplace_back(number, end);
  for (const auto& [number, end] : waiting) account.open.erase({end, number});
  std::sort(waiting.begin(), waiting.end());
  for (const auto& [number, end] : waiting) {
    Job& job = *state.job_numbered(number);
    job.plan.starts = std::max(job.plan.earliest, detail::slot_free(account, slots, now));
    job.plan.ends = job.plan.starts + job.plan.running;
    account.open.emplace(end_of(job), number);
    state.touch_job(job);
  }
}

}  // namespace mockling
