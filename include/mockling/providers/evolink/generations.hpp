// Owns: making a task, asking for it, and serving its clip.
// Never knows: the shape of a task (providers/evolink/task).
// Used by: providers/evolink.
#pragma once

#include <string>

#include <mockling/providers/evolink/task.hpp>

namespace mockling::evolink {

namespace detail {

inline bool over_rate(Call& call) {
  const Level& level = level_of(call.spec(), call.account);
  return !count_submit(call.account.window, level.videos_per_minute, call.now);
}

inline ClipRef clip_of(const Call& call, const Job& job) {
  return {job.shape, job.model, job.id, text_of(Json::parse(job.input), "prompt"), call.state.settings().seed};
}

inline bool expired(const Call& call, const Job& job) { return job.expires < call.now; }

}  // namespace detail

inline Response generate(Call& call) {
  const Prepared& prepared = call.prepared;
  if (detail::over_rate(call)) return refuse(call, {ErrorKind::rate_limited, {}});
  if (prepared.refusal) return refuse(call, *prepared.refusal);
  const Submission& submission = *prepared.submission;
  if (!submission.violations.empty()) return refuse(call, invalid(call.spec(), submission.violations.front()));
  auto submitted = submit_job(call, submission, text_of(submission.input, "callback_url"));
  if (!submitted) return refuse(call, submitted.error());
  const Job& job = **submitted;
  if (job.plan.last == Phase::succeeded && output_of(call, job) == "video")
    call.effects.push_back({Effect::Kind::render, detail::clip_of(call, job), {}});
  return json_response(200, task_object(call, job, Phase::queued));
}

inline Response task(Call& call) {
  const std::string_view id = call.param("id");
  if (!starts_with(id, text_of(task_facts(call), "id_prefix"))) return refuse(call, {ErrorKind::bad_request, {}});
  const Job* job = call.state.find_job(call.spec().name, id);
  if (job == nullptr || detail::expired(call, *job)) return refuse(call, {ErrorKind::unknown_job, {}});
  call.job = job->id;
  return json_response(200, task_object(call, *job, phase_at(*job, call.now)));
}

// The clip of a task that has one; links need no key and die before the task is forgotten.
inline Response output(Call& call) {
  const std::string_view name = call.param("name");
  const Job* job = call.state.find_job(call.spec().name, name.substr(0, name.find('.')));
  const bool there = job != nullptr && phase_at(*job, call.now) == Phase::succeeded &&
                     output_of(call, *job) == "video" && !detail::expired(call, *job);
  if (!there) return refuse(call, {ErrorKind::unknown_file, {}});
  call.job = job->id;
  if (end_of(*job) + Millis(int_of(task_facts(call), "link_ms")) < call.now)
    return written(child(task_facts(call), "dead_link"));
  Response response;
  response.body = detail::clip_of(call, *job);
  return response;
}

}  // namespace mockling::evolink
