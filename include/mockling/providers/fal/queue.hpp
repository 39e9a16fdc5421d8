// Owns: submit, status and cancel of fal's queue.
// Never knows: results (providers/fal/result), streams.
// Used by: providers/fal.
#pragma once

#include <string>
#include <utility>

#include <mockling/providers/fal/media_limits.hpp>
#include <mockling/providers/fal/result.hpp>

namespace mockling::fal {

namespace detail {

// How many requests of this account wait for their start before `number`.
inline std::int64_t waiting_before(const Call& call, std::uint64_t number) {
  std::int64_t waiting = 0;
  for (const auto& [end, open] : call.account.open) {
    const Job* job = call.state.job_numbered(open);
    if (job != nullptr && open < number && phase_at(*job, call.now) == Phase::queued) ++waiting;
  }
  return waiting;
}

// What was said by `until` and (exclusively) after `from`.
inline Json log_lines(const Call& call, const Job& job, Instant from, Instant until) {
  Json lines = Json::array();
  const Json& logs = child(call.spec().document, "logs");
  if (job.plan.running == Nanos::max() || job.plan.running <= Nanos(0)) return lines;
  for (const Json& line : child(logs, "lines")) {
    const Instant at = job.plan.starts + job.plan.running / 1000 * int_of(line, "at_permille");
    if (at <= from || at > until || at > end_of(job)) continue;
    std::string stamp = rfc3339(at, 6);
    stamp.pop_back();  // fal's log times have no zone
    const Json labels{{"level", text_of(logs, "level")}, {"source", text_of(logs, "source")}};
    lines.push_back({{"message", text_of(line, "message")},
                     {"timestamp", stamp},
                     {"level", labels["level"]},
                     {"source", labels["source"]},
                     {"labels", labels}});
  }
  return lines;
}

inline bool asks_for_logs(const Call& call) {
  for (const auto& [name, value] : call.request.query)
    if (name == "logs") return value != "0" && !iequals(value, "false") && !value.empty();
  return false;
}

}  // namespace detail

// The status document at `call.now` with these logs (null: not asked for).
inline Json status_view(const Call& call, const Job& job, Json logs) {
  const ProviderSpec& spec = call.spec();
  const Phase phase = phase_at(job, call.now);
  const std::string_view app = app_of(job.model);
  const Values values{{"app", app}, {"id", job.id}};
  Json view{{"status", spec.status_word(phase)},
            {"request_id", job.id},
            {"response_url", link(call, "response", values)},
            {"status_url", link(call, "status", values)},
            {"cancel_url", link(call, "cancel", values)},
            {"logs", std::move(logs)},
            {"metrics", Json::object()}};
  if (phase == Phase::queued) view["queue_position"] = detail::waiting_before(call, job.number);
  if (!is_terminal(phase)) return view;
  view["metrics"]["inference_time"] = static_cast<double>(run_time(job, call.now).count()) / 1000;
  const Json& ending = ending_facts(call, job);
  const bool infrastructure = text_of(ending, "kind") == "infrastructure";
  const bool failed = phase != Phase::succeeded;
  if (failed && infrastructure) {
    view["error"] = text_of(ending, "text");
    view["error_type"] = text_of(ending, "type");
  } else if (failed && spec.behaves("model_error_in_status")) {
    view["error"] =
        fill(text_of(queue_facts(call), "model_422_in_status"), {{"status", std::to_string(int_of(ending, "code"))}});
  }
  return view;
}

namespace detail {

// The wait that the client allows before the start: from the first of the headers that is there.
inline Result<std::optional<Nanos>, ApiError> start_limit(const Call& call) {
  const Json& facts = child(queue_facts(call), "start_timeout");
  for (const Json& name : child(facts, "headers")) {
    const std::string* value = call.request.headers.find(name.get_ref<const std::string&>());
    if (value == nullptr) continue;
    const auto limit = parse_duration(std::string(trim(*value)) + "s");
    if (!limit || *limit <= Millis(int_of(facts, "minimum_ms")))
      return ApiError{ErrorKind::bad_request,
                      fill(text_of(facts, "text"), {{"text", name.get_ref<const std::string&>()}})};
    return std::optional<Nanos>(*limit);
  }
  return std::optional<Nanos>();
}

// Why a request is turned away before there is a job, or nothing.
inline std::optional<Response> turned_away(Call& call) {
  if (const auto scripted = refused_by_scenario(call)) return failure(call, *scripted);
  const auto& refusal = call.prepared.refusal;
  const std::string_view app = app_of(call.param("model"));
  if (to_lower(call.request.path).find("%2f") != std::string::npos)  // an id must be written with plain slashes
    return failure(call, ErrorKind::unknown_route);
  if (!is_app(call, app)) {
    const std::size_t slash = app.find('/');
    return failure(call, ErrorKind::unknown_model,
                   std::string(slash == std::string_view::npos ? app : app.substr(slash + 1)));
  }
  if (refusal && refusal->kind != ErrorKind::unknown_model && refusal->kind != ErrorKind::bad_json)
    return failure(call, *refusal);
  const auto most = parse_int(query_value(call.request, text_of(queue_facts(call), "max_length")));
  const std::int64_t waiting = most ? waiting_before(call, UINT64_MAX) : 0;
  if (most && waiting > *most)
    return failure(call, ErrorKind::rate_limited,
                   fill(text_of(queue_facts(call), "too_long"), {{"text", std::to_string(waiting)}}));
  return std::nullopt;
}

// A file that breaks a limit is found out when the job runs.
inline void judge_files(const Call& call, Order& order) {
  const auto fault = media_fault(call, *order.submission->model, order.submission->input);
  if (!fault) return;
  order.doom = fault->ending;
  order.outcome = dump(Json::array({fault->item}));
}

// What is ordered: nothing is judged at the door, so an input that cannot be made becomes a job that fails.
inline Order order_of(const Call& call) {
  const Prepared& prepared = call.prepared;
  Order order;
  order.model = std::string(call.param("model"));
  order.webhook = query_value(call.request, text_of(queue_facts(call), "webhook"));
  if (const auto life = lifetime(call)) order.clip_life = *life;
  const Json& io = child(queue_facts(call), "store_io");
  for (const Json& off : child(io, "off"))
    if (call.request.headers.get(text_of(io, "header")) == off.get<std::string>()) order.shows_io = false;
  order.late = ending_name(call, "late");
  Json wrong;
  if (prepared.refusal && prepared.refusal->kind == ErrorKind::unknown_model) {
    order.doom = ending_name(call, "unknown_path");
    order.input = call.request.body.bytes;
  } else if (prepared.refusal) {
    wrong = malformed_detail(call, call.request.body.bytes);
    if (wrong.is_null()) order.doom = ending_name(call, "unreadable");
  } else {
    order.submission = &*prepared.submission;
    order.input = dump(prepared.submission->input);
    wrong = input_detail(call, prepared.submission->violations, prepared.submission->model->input, prepared.body);
  }
  if (!wrong.is_null()) {
    order.doom = ending_name(call, "invalid");
    order.input = dump(prepared.body);
    order.outcome = dump(wrong);
  } else if (order.submission != nullptr) {
    judge_files(call, order);
  }
  return order;
}

}  // namespace detail

// Makes the job of a submit or run; what it refuses at once is the error.
inline Result<Job*, Response> accept(Call& call, bool at_once) {
  if (auto refusal = detail::turned_away(call)) return std::move(*refusal);
  auto limit = detail::start_limit(call);
  if (!limit) return failure(call, limit.error());
  Order order = detail::order_of(call);
  order.at_once = at_once;
  order.start_within = *limit;
  auto submitted = submit_job(call, std::move(order));
  if (!submitted) return failure(call, submitted.error());
  Job& job = **submitted;
  if (job.plan.last == Phase::succeeded) call.effects.push_back({Effect::Kind::render, clip_of(call, job), {}});
  return &job;
}

inline Response submit(Call& call) {
  auto accepted = accept(call, false);
  if (!accepted) return std::move(accepted).error();
  const Job& job = **accepted;
  const int code = static_cast<int>(int_of(child(queue_facts(call), "codes"), "submitted", 200));
  Json view = status_view(call, job, nullptr);
  view["status"] = call.spec().status_word(Phase::queued);
  if (!view.contains("queue_position")) view["queue_position"] = 0;
  return about(call, job, json_response(call, code, view));
}

inline Response status(Call& call) {
  const auto found = find_request(call);
  if (!found) return found.error();
  const Job& job = **found;
  const Json logs = detail::asks_for_logs(call) ? detail::log_lines(call, job, {}, call.now) : Json();
  const char* code = is_terminal(phase_at(job, call.now)) ? "ended" : "running";
  return about(call, job,
               json_response(call, static_cast<int>(int_of(child(queue_facts(call), "codes"), code, 200)),
                             status_view(call, job, logs)));
}

inline Response cancel(Call& call) {
  const auto found = find_request(call);
  if (!found) return found.error();
  Job& job = **found;
  const Phase phase = phase_at(job, call.now);
  const char* answer = is_terminal(phase) ? "ended" : phase == Phase::queued ? "queued" : "requested";
  cancel_job(call, job);
  return about(call, job, written(call, child(child(queue_facts(call), "cancel"), answer)));
}

}  // namespace mockling::fal
