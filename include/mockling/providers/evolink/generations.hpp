// Owns: making a task, asking for it, and serving its clip.
// Never knows: the shape of a task (providers/evolink/task).
// Used by: providers/evolink.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include <mockling/providers/evolink/elements.hpp>
#include <mockling/providers/evolink/moderation.hpp>

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

namespace detail {

// What the world says against an input that is well-formed: refused at once, or (in `order`) found out while the task
// runs.
inline std::optional<Response> judge(Call& call, Order& order) {
  const ProviderSpec& spec = call.spec();
  if (const auto unknown = unknown_element(call, *order.submission)) {
    if (spec.behaves("unknown_element", "refuse")) return refuse(call, invalid(spec, *unknown));
    if (spec.behaves("unknown_element", "fail")) order.demand = text_of(child(spec.document, "elements"), "ending");
  }
  if (const auto fault = file_fault(call.state, spec, *order.submission->model, order.submission->input)) {
    order.demand = fault->ending;
    if (!fault->text.empty()) order.outcome = dump(Json{{"message", fault->text}});
  }
  return std::nullopt;
}

inline Result<Job*, ApiError> order_task(Call& call, Order order) {
  order.model = order.submission->model->id;
  order.input = dump(order.submission->input);
  order.webhook = text_of(order.submission->input, "callback_url");
  if (order.submission->model->media.output == "video") order.links_for = Millis(int_of(task_facts(call), "link_ms"));
  return submit_job(call, std::move(order));
}

}  // namespace detail

inline Response generate(Call& call) {
  const Prepared& prepared = call.prepared;
  if (const auto refusal = refused_by_scenario(call)) return refuse(call, *refusal);
  if (detail::over_rate(call)) return refuse(call, {ErrorKind::rate_limited, {}});
  if (prepared.refusal) return refuse(call, *prepared.refusal);
  Order order;
  order.submission = &*prepared.submission;
  if (const Violations& violations = order.submission->violations; !violations.empty())
    return refuse(call, invalid(call.spec(), violations.front()));
  if (auto refusal = detail::judge(call, order)) return std::move(*refusal);
  if (auto refusal = refused_content(call, order)) return std::move(*refusal);
  auto submitted = detail::order_task(call, std::move(order));
  if (!submitted) return refuse(call, submitted.error());
  const Job& job = **submitted;
  if (job.plan.last == Phase::succeeded && output_of(call, job) == "video")
    call.effects.push_back({Effect::Kind::render, detail::clip_of(call, job), {}});
  return json_response(call, 200, task_object(call, job, Phase::queued));
}

inline Response task(Call& call) {
  const std::string_view id = call.param("id");
  if (!starts_with(id, text_of(task_facts(call), "id_prefix"))) return refuse(call, {ErrorKind::bad_request, {}});
  const Job* job = call.state.find_job(call.spec().name, id);
  if (job == nullptr || detail::expired(call, *job)) return refuse(call, {ErrorKind::unknown_job, {}});
  call.job = job->id;
  return json_response(call, 200, task_object(call, *job, phase_at(*job, call.now)));
}

// The clip of a task that has one; links need no key and die before the task is forgotten.
inline Response output(Call& call) {
  const std::string_view name = call.param("name");
  const Job* job = call.state.find_job(call.spec().name, name.substr(0, name.find('.')));
  const bool there = job != nullptr && phase_at(*job, call.now) == Phase::succeeded &&
                     output_of(call, *job) == "video" && !detail::expired(call, *job);
  if (!there) return refuse(call, {ErrorKind::unknown_file, {}});
  call.job = job->id;
  if (links_until(*job).value_or(kNever) < call.now) return written(call, child(task_facts(call), "dead_link"));
  Response response;
  response.body = detail::clip_of(call, *job);
  return response;
}

}  // namespace mockling::evolink
