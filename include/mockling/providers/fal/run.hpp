// Owns: fal's synchronous call: one request, one answer when the job has ended.
// Never knows: the queue's answers.
// Used by: providers/fal.
#pragma once

#include <utility>

#include <mockling/providers/fal/queue.hpp>

namespace mockling::fal {

namespace detail {

inline Response outcome_or_wait(const Call& call, const Job& job) {
  if (is_terminal(phase_at(job, call.now))) return outcome_of(call, job);
  Response held;
  held.body = HeldBody{end_of(job), job.id, {}};
  return held;
}

// What the queue would let wait, this call refuses; the same request may be sent again.
inline Response too_many(const Call& call) {
  Response response = failure(call, ErrorKind::over_concurrency);
  for (const Json& name : child(child(queue_facts(call), "headers"), "retryable"))
    response.headers.set(name.get<std::string>(), "1");
  return response;
}

}  // namespace detail

inline Response run(Call& call) {
  if (mockling::detail::over_concurrency(call)) return detail::too_many(call);
  auto accepted = accept(call, true);
  return accepted ? detail::outcome_or_wait(call, **accepted) : std::move(accepted).error();
}

inline Response finish_run(Call& call, const HeldBody& held) {
  const Job* job = call.state.find_job(call.spec().name, held.job);
  return job != nullptr ? detail::outcome_or_wait(call, *job) : failure(call, ErrorKind::unknown_job);
}

// A client that goes away may take its work with it; no page says more.
inline Response leave_run(Call& call, const HeldBody& held) {
  Job* job = call.state.find_job(call.spec().name, held.job);
  const Ending* ending = call.spec().ending(ending_name(call, "left"));
  if (job != nullptr && ending != nullptr && call.spec().behaves("left_early", "break")) break_job(call, *job, *ending);
  return finish_run(call, held);
}

}  // namespace mockling::fal
