// Owns: submit, result and delete, and the prediction object they answer with.
// Never knows: money, uploads.
// Used by: providers/wavespeed.
#pragma once

#include <string>

#include <mockling/providers/wavespeed/envelope.hpp>

namespace mockling::wavespeed {

namespace detail {

// "@input.name" → that input of the job, "@input.name|text" → or this text without it; "@element_id" → a number of its
// own; anything else stays.
inline Json filled_output(const Call& call, const Job& job, const Json& input, const Json& pattern) {
  if (pattern.is_object()) {
    Json object = Json::object();
    for (const auto& [name, part] : pattern.items()) object[name] = filled_output(call, job, input, part);
    return object;
  }
  const std::string text = pattern.is_string() ? pattern.get<std::string>() : std::string();
  if (text == "@element_id")
    return parse_int(make_id("digits15", call.state.stream("element", job.number), call.now)).value_or(0);
  if (!starts_with(text, "@input.")) return pattern;
  const std::size_t bar = text.find('|');
  if (const Json* value = member(input, text.substr(7, bar == std::string::npos ? bar : bar - 7))) return *value;
  return bar == std::string::npos ? Json() : Json(text.substr(bar + 1));
}

inline Json outputs(const Call& call, const Job& job) {
  const Model* model = call.provider.model(job.model);
  const std::string kind = model != nullptr ? model->media.output : "video";
  const Json* pattern = member(call.spec().document["outputs"], kind);
  if (pattern == nullptr) return Json::array({link(call, "output", {{"id", job.id}})});
  return Json::array({filled_output(call, job, Json::parse(job.input), *pattern)});
}

inline void write_flags(const Call& call, JsonText& out, const Json& flags, bool done) {
  if (done && call.spec().behaves("nsfw_flags", "absent")) return;
  out.key("has_nsfw_contents");
  if (done && call.spec().behaves("nsfw_flags", "null"))
    out.raw("null");
  else
    out.value(flags);
}

inline void write_outputs(const Call& call, JsonText& out, const Job& job, bool done) {
  const Json list = done ? outputs(call, job) : Json::array();
  out.key("outputs").value(done && call.spec().behaves("outputs", "string") ? list[0] : list);
}

}  // namespace detail

// What a view says instead of the job's own outcome.
struct Remark {
  std::int64_t code = 0;
  std::string text;
};

// Writes the members of the prediction object as submit (`places` 3) and result (`places` 9) show it.
inline void write_prediction(JsonText& out, const Call& call, const Job& job, Phase phase, int places,
                             const Remark* remark = nullptr) {
  const ProviderSpec& spec = call.spec();
  const Ending* ending = spec.ending(job.plan.ending);
  const bool ended = is_terminal(phase) && ending != nullptr;
  const bool done = ended && phase == Phase::succeeded;
  const bool extra = spec.behaves("extra_fields");
  const std::int64_t ran = ended ? run_time(job, call.now).count() : 0;
  out.key("id").string(job.id).key("model").string(job.model);
  detail::write_outputs(call, out, job, done);
  out.key("urls").open_object().key("get").string(link(call, "result", {{"id", job.id}})).close_object();
  detail::write_flags(call, out, done ? ending->flags : Json::array(), done);
  out.key("status").string(spec.status_word(phase));
  out.key("created_at").string(rfc3339(job.plan.submitted, places, true));
  if (extra || remark != nullptr) out.key("code").integer(remark != nullptr ? remark->code : ended ? ending->code : 0);
  out.key("error").string(remark != nullptr ? remark->text : ended ? ending->text : std::string());
  if (extra) out.key("executionTime").integer(ran);
  out.key("timings").open_object().key("inference").integer(ran).close_object();
}

inline JsonText prediction(const Call& call, const Job& job, Phase phase, int places, const Remark* remark = nullptr) {
  JsonText out;
  out.open_object();
  write_prediction(out, call, job, phase, places, remark);
  out.close_object();
  return out;
}

// Whether the job's retention is over, so that nothing shows it any more.
inline bool expired(const Call& call, const Job& job) { return job.expires < call.now; }

// The job of {id} if this world still shows it.
inline Job* visible_job(Call& call) {
  Job* job = call.state.find_job(call.spec().name, call.param("id"));
  if (job == nullptr) return nullptr;
  call.job = job->id;
  return expired(call, *job) ? nullptr : job;
}

inline ClipRef clip_of(const Call& call, const Job& job, const Json& input) {
  return {job.shape, job.model, job.id, text_of(input, "prompt"), call.state.settings().seed};
}

namespace detail {

inline bool asks(const Call& call, std::string_view key) { return flag_of(call.prepared.body, key); }

// The prediction in its envelope; with base64 asked for, the host puts the clip where its link would be.
inline Response finished(Call& call, const Job& job, Phase phase, int places) {
  const bool inlined = phase == Phase::succeeded && call.spec().behaves("base64_output", "honour") &&
                       flag_of(Json::parse(job.input), "enable_base64_output");
  if (!inlined) return success(call, prediction(call, job, phase, places));
  Json view = Json::parse(prediction(call, job, phase, places).text());
  view["outputs"] = Json::array({kClipMarker});
  Response response = success(call, view);
  std::get<TextBody>(response.body).clip = clip_of(call, job, Json::parse(job.input));
  return response;
}

inline std::string webhook_of(const Call& call) {
  const Json& words = call.spec().document["webhook"];
  if (std::string asked = query_value(call.request, text_of(words, "query")); !asked.empty()) return asked;
  return call.spec().behaves("webhook_in_body") ? text_of(call.prepared.body, text_of(words, "body")) : std::string();
}

inline bool over_rate(Call& call, const Model& model) {
  const Level& level = level_of(call.spec(), call.account);
  return !count_submit(call.account.window,
                       model.media.output == "video" ? level.videos_per_minute : level.images_per_minute, call.now);
}

// What waits for a sync submit: its end, or the limit of the wait.
inline Instant sync_limit(const Call& call, const Job& job) {
  return job.plan.submitted + Millis(int_of(call.spec().document["sync"], "wait_ms"));
}

inline Response sync_expired(Call& call, const Job& job) {
  if (call.spec().behaves("sync_expiry", "gateway")) return failure(call, ErrorKind::gateway_timeout);
  const Json& sync = call.spec().document["sync"];
  const Remark remark{int_of(sync, "code"), text_of(sync, "text")};
  return success(call, prediction(call, job, Phase::running, 3, &remark));
}

}  // namespace detail

inline Response submit(Call& call) {
  const ProviderSpec& spec = call.spec();
  const Prepared& prepared = call.prepared;
  if (const auto refusal = refused_by_scenario(call)) return refuse(spec, *refusal);
  const bool known = prepared.submission.has_value();
  if (known && detail::over_rate(call, *prepared.submission->model)) return failure(call, ErrorKind::rate_limited);
  if (prepared.refusal) return refuse(spec, *prepared.refusal);
  std::string webhook = detail::webhook_of(call);
  if (!webhook.empty() && detail::asks(call, "enable_base64_output"))
    return failure(call, ErrorKind::webhook_with_base64);
  if (!prepared.submission->violations.empty()) return invalid(call, prepared.submission->violations.front());
  auto submitted = submit_job(call, *prepared.submission, std::move(webhook));
  if (!submitted) return refuse(spec, submitted.error());
  Job& job = **submitted;
  if (spec.behaves("base64_output", "honour") && detail::asks(call, "enable_base64_output")) {
    Json input = Json::parse(job.input);
    input["enable_base64_output"] = true;
    job.input = dump(input);
  }
  if (job.plan.last == Phase::succeeded && prepared.submission->model->media.output == "video") {
    call.effects.push_back({Effect::Kind::render, clip_of(call, job, prepared.submission->input), {}});
  }
  if (spec.behaves("sync_mode", "honour") && detail::asks(call, "enable_sync_mode")) {
    Response held;
    held.body = HeldBody{std::min(job.plan.ends, detail::sync_limit(call, job)), job.id};
    return held;
  }
  return success(
      call,
      prediction(call, job, spec.behaves("submit_phase", "running") ? Phase::running : phase_at(job, call.now), 3));
}

// The answer of a held (sync) submit once its job has ended or its wait is over; held again otherwise.
inline Response resume(Call& call, const HeldBody& held) {
  const Job* job = call.state.find_job(call.spec().name, held.job);
  if (job == nullptr) return failure(call, ErrorKind::unknown_job);
  const Phase phase = phase_at(*job, call.now);
  if (is_terminal(phase)) return detail::finished(call, *job, phase, 3);
  if (call.now >= detail::sync_limit(call, *job)) return detail::sync_expired(call, *job);
  Response again;
  again.body = HeldBody{std::min(job->plan.ends, detail::sync_limit(call, *job)), job->id};
  return again;
}

inline Response result(Call& call) {
  const Job* job = visible_job(call);
  if (job == nullptr) return failure(call, ErrorKind::unknown_job);
  const Phase phase = phase_at(*job, call.now);
  if (phase == Phase::deleted && !call.spec().behaves("get_after_delete", "deleted"))
    return failure(call, ErrorKind::unknown_job);
  return detail::finished(call, *job, phase, 9);
}

inline Response remove(Call& call) {
  Job* job = visible_job(call);
  if (job == nullptr || job->deleted) return failure(call, ErrorKind::unknown_job);
  delete_job(call, *job);
  return success(call, Json{{"id", job->id}, {"status", call.spec().status_word(Phase::deleted)}});
}

inline Response remove_many(Call& call) {
  std::int64_t count = 0;
  for (const Json& id : call.prepared.body["ids"]) {
    Job* job = call.state.find_job(call.spec().name, id.get_ref<const std::string&>());
    if (job == nullptr || job->deleted || expired(call, *job)) continue;
    delete_job(call, *job);
    ++count;
  }
  return success(call, Json{{"deleted_count", count}});
}

}  // namespace mockling::wavespeed
