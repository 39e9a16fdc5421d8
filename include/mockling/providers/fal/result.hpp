// Owns: finding a request again, and what its end looks like: the model's output or one of fal's three kinds of error.
// Never knows: how requests are accepted.
// Used by: providers/fal/queue, providers/fal/run.
#pragma once

#include <string>
#include <utility>

#include <mockling/providers/fal/envelope.hpp>

namespace mockling::fal {

// Results are kept for a while after the end, then forgotten; their files live longer.
inline Instant result_ends(const Call& call, const Job& job) {
  const Instant kept = end_of(job) + Millis(int_of(queue_facts(call), "result_ms"));
  return std::min(kept, job.expires);
}

// The request of {id} as this path may show it, or the answer when it may not.
inline Result<Job*, Response> find_request(Call& call) {
  const std::string app(call.param("app"));
  Job* job = call.state.find_job(call.spec().name, call.param("id"));
  if (job == nullptr || job->deleted || result_ends(call, *job) < call.now || app_of(job->model) != app_of(app))
    return failure(call, ErrorKind::unknown_job);
  call.job = job->id;
  if (app != app_of(app) && call.spec().behaves("full_paths", "refuse"))
    return failure(call, ErrorKind::method_not_allowed);
  return job;
}

// The ending of a job that has ended, as the data tell of it; a cancelled one has its own.
inline const Json& ending_facts(const Call& call, const Job& job) {
  const bool cancelled = job.cancelled && *job.cancelled <= call.now;
  return child(child(call.spec().document, "endings"), cancelled ? ending_name(call, "cancelled") : job.plan.ending);
}

inline ClipRef clip_of(const Call& call, const Job& job) {
  const auto input = parse_json(job.input);
  return {job.shape, job.model, job.id, input ? text_of(*input, "prompt") : std::string(), call.state.settings().seed};
}

namespace detail {

inline Response output_of(const Call& call, const Job& job) {
  const Json& facts = child(call.spec().document, "output");
  const Json video{{"url", link(call, "output", {{"id", job.id}})},
                   {"content_type", text_of(facts, "content_type")},
                   {"file_name", text_of(facts, "file_name")},
                   {"file_size", kClipSizeMarker.substr(1, kClipSizeMarker.size() - 2)}};
  Response response = json_response(call, 200, {{"video", video}});
  std::get<TextBody>(response.body).clip = clip_of(call, job);
  return response;
}

inline Json model_error(const Call& call, const Job& job, const Json& ending) {
  if (const auto told = parse_json(job.outcome)) return {{"detail", *told}};
  const std::string type = text_of(ending, "type");
  const auto input = parse_json(job.input);
  Json item{{"loc", ending.value("loc", Json::array({"body"}))},
            {"msg", text_of(ending, "text")},
            {"type", type},
            {"url", fill(text_of(queue_facts(call), "error_url"), {{"type", type}})}};
  if (const Json* context = member(ending, "ctx")) item["ctx"] = *context;
  item["input"] = input ? *input : Json();
  return {{"detail", Json::array({std::move(item)})}};
}

inline Json error_body(const Call& call, const Job& job, const Json& ending) {
  const std::string kind = text_of(ending, "kind");
  if (kind == "validation")
    return {{"detail", parse_json(job.outcome).ok() ? Json::parse(job.outcome) : Json::array()}};
  if (kind == "model") return model_error(call, job, ending);
  const std::string_view rest = std::string_view(job.model).substr(app_of(job.model).size());
  const Json detail{{"detail", fill(text_of(ending, "text"), {{"path", rest.substr(rest.empty() ? 0 : 1)}})}};
  if (kind != "infrastructure") return detail;
  Json body = detail;
  body["error_type"] = text_of(ending, "type");
  return body;
}

inline Response error_of(const Call& call, const Job& job) {
  const Json& ending = ending_facts(call, job);
  Response response = json_response(call, static_cast<int>(int_of(ending, "code", 500)), error_body(call, job, ending));
  const std::string kind = text_of(ending, "kind");
  if (kind == "infrastructure") response.headers.set(header_name(call, "error_type"), text_of(ending, "type"));
  if (kind == "infrastructure" || kind == "model")
    for (const Json& name : child(child(queue_facts(call), "headers"), "retryable"))
      response.headers.set(name.get<std::string>(), flag_of(ending, "retryable") ? "true" : "false");
  for (const auto& [name, value] : child(ending, "headers").items())
    response.headers.set(name, value.get<std::string>());
  return response;
}

}  // namespace detail

// The answer of a job that has ended.
inline Response outcome_of(const Call& call, const Job& job) {
  const bool good = phase_at(job, call.now) == Phase::succeeded;
  Response response = good ? detail::output_of(call, job) : detail::error_of(call, job);
  response.headers.set(header_name(call, "units"), billable_units(call, job));
  return about(call, job, std::move(response));
}

inline Response result(Call& call) {
  const auto found = find_request(call);
  if (!found) return found.error();
  const Job& job = **found;
  if (is_terminal(phase_at(job, call.now))) return outcome_of(call, job);
  return about(call, job, written(call, child(queue_facts(call), "not_ready")));
}

}  // namespace mockling::fal
