// Owns: the way from a valid input to a planned job: price, reserve, plan.
// Never knows: the envelope around it.
// Used by: providers.
#pragma once

#include <optional>
#include <string>

#include <mockling/core/address.hpp>
#include <mockling/core/call.hpp>
#include <mockling/core/ids.hpp>
#include <mockling/core/planner.hpp>
#include <mockling/core/submission.hpp>

namespace mockling {

namespace detail {

// The id that a segment of a link begins with: "{id}.mp4", "{id}_{name}".
inline std::string_view leading_id(std::string_view segment) { return segment.substr(0, segment.find_first_of("._")); }

// What a link of this world's has after the world's id: where a file has its place.
inline std::string_view place_in(const State& state, std::string_view path) {
  const std::string mark = "/" + state.id() + "/";
  const std::size_t found = path.find(mark);
  return found == std::string_view::npos ? std::string_view() : path.substr(found + mark.size());
}

}  // namespace detail

// The stored upload behind a URL of this world's; nullptr when there is none.
inline FileRecord* file_at(State& state, const ProviderSpec& spec, std::string_view url) {
  const auto parts = detail::url_parts(url);
  if (!parts) return nullptr;
  for (const std::string_view segment : detail::path_segments(parts->path))
    for (const std::string_view id : {segment, detail::leading_id(segment)})
      if (FileRecord* file = state.find_file(id); file != nullptr && file->stored) return file;
  FileRecord* placed = state.file_placed(spec.name, detail::place_in(state, parts->path));
  return placed != nullptr && placed->stored ? placed : nullptr;
}

// What is known of a clip without looking at it.
inline FileFacts facts_of(const ClipShape& shape) {
  const double rate = static_cast<double>(shape.rate_numerator) / shape.rate_denominator;
  return {shape.size.width, shape.size.height, shape.length, shape.sound, 0, rate, "mp4"};
}

// What this world knows of the file behind a URL of its own: an upload, or the clip of an earlier job.
inline std::optional<FileFacts> facts_of(State& state, const ProviderSpec& spec, std::string_view url) {
  if (const FileRecord* file = file_at(state, spec, url)) {
    FileFacts facts = file->facts;
    facts.size = file->size;
    return facts;
  }
  const auto parts = detail::url_parts(url);
  if (!parts) return std::nullopt;
  for (const std::string_view segment : detail::path_segments(parts->path))
    if (const Job* job = state.find_job(spec.name, detail::leading_id(segment))) return facts_of(job->shape);
  return std::nullopt;
}

namespace detail {

inline bool names_unreachable_host(const Json& hosts, std::string_view url) {
  const auto parts = url_parts(url);
  if (!parts) return false;
  const std::string_view host = parts->host.substr(0, parts->host.find(':'));
  for (const Json& suffix : hosts)
    if (ends_with(host, suffix.get_ref<const std::string&>())) return true;
  return false;
}

// Whether `value`, or anything in it, is a URL that cannot be fetched: a reserved host, or a file this world does not
// have.
inline bool has_unreachable_url(State& state, const ProviderSpec& spec, const Json& hosts, const Json& value) {
  if (value.is_structured()) {
    for (const Json& part : value)
      if (has_unreachable_url(state, spec, hosts, part)) return true;
    return false;
  }
  if (!value.is_string()) return false;
  const auto& url = value.get_ref<const std::string&>();
  if (!starts_with(url, "http://") && !starts_with(url, "https://")) return false;
  if (names_unreachable_host(hosts, url)) return true;
  const bool ours = std::string_view(url).find("/" + state.id() + "/") != std::string_view::npos;
  return ours && !facts_of(state, spec, url);
}

// The ending that the input itself brings about: a broken run-time rule, or a file that cannot be read.
inline std::string demanded_ending(Call& call, const Submission& submission) {
  for (const Rule& rule : submission.model->rules)
    if (!rule.ending.empty() && broken(rule, submission.input)) return rule.ending;
  const Json media = call.spec().document.value("unreachable_media", Json::object());
  if (!media.empty() && has_unreachable_url(call.state, call.spec(), media["hosts"], submission.input))
    return text_of(media, "ending");
  return {};
}

}  // namespace detail

// The exact price of a normalised input in this world, or the catalog's base price while the input does not say enough.
inline Money price_of(State& state, const ProviderSpec& spec, const Model& model, const Json& input) {
  const auto priced = quote(model.price, input, [&](std::string_view url) { return facts_of(state, spec, url); });
  return priced ? priced->price : Money{model.price.base, model.price.currency};
}

// What is ordered, for providers whose jobs are not all made of a valid input of a known model.
struct Order {
  const Submission* submission = nullptr;  // nullptr: nothing that could be made; `doom` says why
  std::string model;                       // what the job says of its model
  std::string input;                       // what was sent, as compact JSON
  std::string webhook;                     // may be empty
  std::string doom;                        // an ending that is certain; the job then costs nothing
  std::string demand;                      // an ending that the input brings about at its price, unless a prompt asks
  std::string outcome;                     // see Job::outcome; with `demand`, only of that ending
  bool at_once = false;                    // does not queue
  std::optional<Nanos> start_within;       // else it ends as `late`
  std::string late;
  std::optional<Nanos> clip_life;  // how long its clip is kept; absent: as long as the job
  std::optional<Nanos> links_for;  // see Job::links_for
  bool shows_io = true;            // see Job::shows_io
};

namespace detail {

inline Result<void, ApiError> afford(Call& call, Job& job, std::string& demanded) {
  const bool covered = !(call.account.ledger.available() < job.price.amount);
  if (covered && call.state.may_spend(job.price)) return {};
  if (!call.spec().behaves("no_credit", "fail")) return ApiError{ErrorKind::no_credit, {}};
  demanded = "no-credit";
  job.price.amount = {};
  return {};
}

inline bool over_concurrency(const Call& call) {
  const Level& level = level_of(call.spec(), call.account);
  return level.concurrent > 0 && static_cast<std::int64_t>(call.account.open.size()) >= level.concurrent;
}

// Changes the plan of a job that waits longer than its client wants.
inline void bound_wait(const Order& order, const ProviderSpec& spec, Plan& plan) {
  if (!order.start_within || plan.starts <= plan.submitted + *order.start_within) return;
  const Ending* late = spec.ending(order.late);
  if (late == nullptr) return;
  plan.starts = plan.ends = plan.earliest = plan.submitted + *order.start_within;
  plan.running = Nanos(0);
  plan.last = late->phase;
  plan.ending = late->name;
}

inline Plan plan_of(Call& call, const Order& order, const Marker& marker, const std::string& demanded,
                    std::uint64_t number) {
  const ProviderSpec& spec = call.spec();
  const std::string name =
      order.doom.empty() ? choose_ending(marker, demanded, call.state.settings().scenario, number) : order.doom;
  const Ending* ending = spec.ending(name);
  if (ending == nullptr) ending = spec.ending("failed");
  const Model* model = order.submission != nullptr ? order.submission->model : nullptr;
  Plan plan = draw_plan(call.state, spec, model, call.account, *ending, marker, call.now);
  if (order.at_once) start_at_once(plan, order.doom.empty() ? plan.running : Nanos(0));
  bound_wait(order, spec, plan);
  return plan;
}

// An id in the provider's style; an ending may make an odd one of it.
inline std::string job_id(const Call& call, const Job& job) {
  const ProviderSpec& spec = call.spec();
  std::string id = make_id(text_of(spec.document["ids"], "job"), call.state.stream("job-id", job.number), call.now);
  const std::string odd = text_of(child(child(spec.document, "endings"), job.plan.ending), "id");
  return odd.empty() ? id : fill(odd, {{"id", id}});
}

}  // namespace detail

// Why the scenario turns this submit away, if it does. Where a scenario has refusals, every submit counts, also one
// that is wrong.
inline std::optional<ApiError> refused_by_scenario(Call& call) {
  const auto& rules = call.state.settings().scenario.refusals;
  if (rules.empty()) return std::nullopt;
  const std::uint64_t number = call.state.count_submit();
  for (const RefusalRule& rule : rules)
    if (rule.when.is(number)) return ApiError{rule.kind, std::string(utf8_prefix(call.prepared.model, 100))};
  return std::nullopt;
}

// Creates the job of an order and reserves its price; or refuses.
inline Result<Job*, ApiError> submit_job(Call& call, Order order) {
  const ProviderSpec& spec = call.spec();
  const bool sound = order.submission != nullptr && order.doom.empty();
  if (order.submission != nullptr && !order.submission->marker) return order.submission->marker.error();
  const Marker marker = order.submission != nullptr ? *order.submission->marker : Marker();
  Job job;
  job.number = call.state.next_number();
  job.price = {{}, spec.billing.currency};
  std::string demanded;
  if (sound) {
    job.price = price_of(call.state, spec, *order.submission->model, order.submission->input);
    job.shape = clip_shape(order.submission->model->media, order.submission->input,
                           [&](std::string_view url) { return facts_of(call.state, spec, url); });
    demanded = detail::demanded_ending(call, *order.submission);
    if (demanded.empty()) demanded = order.demand;
    if (auto able = detail::afford(call, job, demanded); !able) return able.error();
  }
  if (spec.behaves("over_concurrency", "refuse") && detail::over_concurrency(call))
    return ApiError{ErrorKind::over_concurrency, {}};
  job.plan = detail::plan_of(call, order, marker, demanded, job.number);
  job.id = detail::job_id(call, job);
  job.provider = spec.name;
  job.model = std::move(order.model);
  job.input = std::move(order.input);
  job.webhook = std::move(order.webhook);
  if (order.demand.empty() || job.plan.ending == order.demand) job.outcome = std::move(order.outcome);
  job.expires = call.now + spec.job_retention;
  job.shows_io = order.shows_io;
  job.links_for = order.links_for;
  if (order.clip_life) job.clip_until = call.now + *order.clip_life;
  call.account.ledger.post(Move::reserve, job.price.amount, job.number, call.now);
  call.account.open.emplace(job.plan.ends, job.number);
  call.job = job.id;
  Job* kept = &call.state.add_job(std::move(job));
  if (Delivery* delivery = call.state.deliveries().find(kept->number))
    delivery->origin = {call.request.scheme, call.request.host, call.request.address};
  return kept;
}

// The same for a valid submission. `webhook` may be empty.
inline Result<Job*, ApiError> submit_job(Call& call, const Submission& submission, std::string webhook) {
  Order order;
  order.submission = &submission;
  order.model = submission.model->id;
  order.input = dump(submission.input);
  order.webhook = std::move(webhook);
  return submit_job(call, std::move(order));
}

namespace detail {

// Ends a job before its plan does, by what `change` makes of it: it gives back its slot and its money at once.
template <class Change>
void end_early(Call& call, Job& job, const Change& change) {
  const Instant planned = end_of(job);
  change(job);
  call.state.touch_job(job);
  if (call.account.open.erase({planned, job.number}) == 0) return;
  call.account.open.emplace(end_of(job), job.number);
  call.state.settle(call.now);
  replan_waiting(call.state, call.account, level_of(call.spec(), call.account).concurrent, call.now);
}

}  // namespace detail

// Deletes the job at `now`. Once deleted, stays so.
inline void delete_job(Call& call, Job& job) {
  if (!job.deleted) detail::end_early(call, job, [&](Job& changed) { changed.deleted = call.now; });
}

// Cancels a job that has not ended.
inline void cancel_job(Call& call, Job& job) {
  if (is_terminal(phase_at(job, call.now))) return;
  detail::end_early(call, job, [&](Job& changed) { changed.cancelled = call.now; });
}

// Ends a job that has not ended, now and in this way instead of as planned.
inline void break_job(Call& call, Job& job, const Ending& ending) {
  if (is_terminal(phase_at(job, call.now))) return;
  detail::end_early(call, job, [&](Job& changed) {
    changed.plan.starts = std::min(changed.plan.starts, call.now);
    changed.plan.ends = call.now;
    changed.plan.last = ending.phase;
    changed.plan.ending = ending.name;
  });
}

}  // namespace mockling
