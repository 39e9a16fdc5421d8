// Owns: the task object, as creation and queries show it.
// Never knows: how tasks are made; the account.
// Used by: providers/evolink.
#pragma once

#include <string>

#include <mockling/providers/evolink/envelope.hpp>

namespace mockling::evolink {

// What a task makes: "video" or "element".
inline std::string output_of(const Call& call, const Job& job) {
  const Model* model = call.provider.model(job.model);
  return model != nullptr ? model->media.output : "video";
}

// The id of the element that a task made: decimal, as text, because it has more digits than a double keeps.
inline std::string element_of(const Call& call, const Job& job) {
  return make_id(text_of(child(call.spec().document, "ids"), "element"), call.state.stream("element", job.number), {});
}

namespace detail {

inline const Json& kind_facts(const Call& call, const Job& job) {
  return child(child(task_facts(call), "kinds"), output_of(call, job));
}

// How far a running task says it is: the data's steps, spread evenly over the time it runs.
inline std::int64_t running_progress(const Call& call, const Job& job) {
  const Instant now = std::min(call.now, end_of(job));
  const Json& steps = child(task_facts(call), "progress");
  const Nanos step = job.plan.running / static_cast<std::int64_t>(steps.size());
  const std::int64_t passed = step > Nanos(0) ? (now - job.plan.starts) / step : 0;
  const auto at = static_cast<std::size_t>(std::max<std::int64_t>(passed, 0));
  return steps[std::min(at, steps.size() - 1)].get<std::int64_t>();
}

inline std::int64_t progress_at(const Call& call, const Job& job, Phase phase) {
  if (phase == Phase::succeeded) return 100;
  const bool got_there = is_terminal(phase) && end_of(job) > job.plan.starts;
  const bool kept = got_there && call.spec().behaves("failed_progress", "kept");
  return phase == Phase::running || kept ? running_progress(call, job) : 0;
}

inline Json task_info(const Call& call, const Job& job, Phase phase) {
  Json info{{"can_cancel", !is_terminal(phase)}};
  if (is_terminal(phase)) return info;
  info["estimated_time"] = int_of(kind_facts(call, job), "estimated_seconds");
  if (job.shape.length.count() > 0) info["video_duration"] = (job.shape.length.count() + 500) / 1000;
  return info;
}

// `amount` at `credits` to the unit, rounded half up to as many places.
inline Decimal converted(Decimal amount, const Json& rate) {
  std::int64_t unit = Decimal::kOne;
  for (std::int64_t places = int_of(rate, "places"); places > 0; --places) unit /= 10;
  const std::int64_t credits = int_of(rate, "credits", 1);
  return {(2 * amount.nano / credits + unit) / (2 * unit) * unit};
}

inline Json cost_of(const Call& call, Decimal amount) {
  Json cost{{"credits", json_number(amount)}};
  for (const auto& [currency, rate] : child(task_facts(call), "cost").items())
    cost[currency] = json_number(converted(amount, rate));
  return cost;
}

inline Json usage(const Call& call, const Job& job, Phase phase) {
  Json usage{{"billing_rule", text_of(kind_facts(call, job), "billing_rule")},
             {"credits_reserved", json_number(job.price.amount)},
             {"user_group", text_of(task_facts(call), "user_group")}};
  if (!is_terminal(phase)) return usage;
  const Decimal used = phase == Phase::succeeded ? job.price.amount : Decimal{};
  usage["credits_used"] = json_number(used);
  usage["cost"] = cost_of(call, used);
  return usage;
}

// The ending whose code and text say why a task has nothing to show.
inline const Json& ending_facts(const Call& call, const Job& job, Phase phase) {
  const bool cancelled = phase == Phase::cancelled && job.plan.last != Phase::cancelled;
  return child(child(call.spec().document, "endings"),
               cancelled ? text_of(task_facts(call), "cancelled") : job.plan.ending);
}

inline Json error_of(const Call& call, const Job& job, Phase phase) {
  const Json& ending = ending_facts(call, job, phase);
  const bool own_words = !job.outcome.empty() && phase != Phase::cancelled;
  return {{"code", text_of(ending, "code")},
          {"message", own_words ? text_of(Json::parse(job.outcome), "message") : text_of(ending, "text")},
          {"type", text_of(task_facts(call), "error_type")}};
}

inline void add_results(const Call& call, const Job& job, Json& task) {
  if (output_of(call, job) == "element") {
    const std::string id = element_of(call, job);
    task["result_data"] = {{"element_id", id}, {"elements", Json::array({{{"element_id", id}}})}};
    return;
  }
  const std::string url = link(call, "output", {{"id", job.id}});
  task["result_data"] = Json::array({{{"url", url}}});
  task["results"] = Json::array({url});
}

}  // namespace detail

// The task as `phase` shows it, its members in the order of the published bodies.
inline Json task_object(const Call& call, const Job& job, Phase phase) {
  const Json& facts = task_facts(call);
  const bool done = phase == Phase::succeeded;
  Json task{{"created", unix_seconds(job.plan.submitted)}};
  if (done) task["duration"] = unix_seconds(end_of(job)) - unix_seconds(job.plan.submitted);
  task["id"] = job.id;
  task["model"] = job.model;
  task["object"] = text_of(facts, "object");
  task["progress"] = detail::progress_at(call, job, phase);
  if (done) detail::add_results(call, job, task);
  task["status"] = call.spec().status_word(phase);
  if (is_terminal(phase) && !done) task["error"] = detail::error_of(call, job, phase);
  task["task_info"] = detail::task_info(call, job, phase);
  task["type"] = text_of(facts, "type");
  task["usage"] = detail::usage(call, job, phase);
  return task;
}

}  // namespace mockling::evolink
