// Owns: the way from a model input to a planned job: validate, price, reserve, plan.
// Never knows: the envelope around it.
// Used by: providers.
#pragma once

#include <optional>
#include <string>

#include <mockling/core/call.hpp>
#include <mockling/core/ids.hpp>
#include <mockling/core/planner.hpp>

namespace mockling {

namespace detail {

// Numbers written as text become numbers where the schema wants one.
inline void coerce_numbers(const Schema& schema, Json& value) {
  if (value.is_string() && (schema.types & (kInteger | kNumber)) != 0 && (schema.types & kString) == 0) {
    auto number = parse_json(value.get_ref<const std::string&>());
    if (number && number->is_number()) value = std::move(number).value();
  }
  if (value.is_array() && schema.items != nullptr)
    for (Json& item : value) coerce_numbers(*schema.items, item);
  if (!value.is_object()) return;
  for (const Property& property : schema.properties)
    if (const auto found = value.find(property.name); found != value.end()) coerce_numbers(property.schema, *found);
}

inline void drop_unknown(const Schema& schema, Json& input) {
  for (auto field = input.begin(); field != input.end();)
    field = schema.property(field.key()) == nullptr ? input.erase(field) : std::next(field);
}

inline void drop_nulls(Json& input) {
  for (auto field = input.begin(); field != input.end();)
    field = field->is_null() ? input.erase(field) : std::next(field);
}

// A required field that is "" or [] counts as missing; reported where the schema has it.
inline void report_empty(const Schema& schema, const Json& input, Violations& violations) {
  for (const std::string& name : schema.required) {
    const Json* value = member(input, name);
    const bool empty = value != nullptr && ((value->is_string() && value->get_ref<const std::string&>().empty()) ||
                                            (value->is_array() && value->empty()));
    if (empty) violations.push_back({pointer_step(name), "empty", true, *value});
  }
}

// Orders violations by the property they belong to, so that the first is the first on the provider's page.
inline void order_by_property(const Schema& schema, Violations& violations) {
  const auto rank = [&](const Violation& violation) {
    for (std::size_t i = 0; i < schema.properties.size(); ++i) {
      const std::string step = pointer_step(schema.properties[i].name);
      if (starts_with(violation.path, step) &&
          (violation.path.size() == step.size() || violation.path[step.size()] == '/'))
        return i;
    }
    return schema.properties.size();
  };
  std::stable_sort(violations.begin(), violations.end(),
                   [&](const Violation& a, const Violation& b) { return rank(a) < rank(b); });
}

}  // namespace detail

// `input` checked and completed as this provider does it. Pure.
inline Submission prepare_submission(const ProviderSpec& spec, const Model& model, Json input) {
  Submission submission{&model, Json(), {}};
  for (const std::string& name : spec.common_inputs)
    if (model.input.property(name) == nullptr) input.erase(name);
  if (spec.behaves("null_input", "absent")) detail::drop_nulls(input);
  if (spec.behaves("unknown_keys", "drop")) detail::drop_unknown(model.input, input);
  if (spec.behaves("coerce_numbers")) detail::coerce_numbers(model.input, input);
  submission.violations = validate(model.input, input);
  if (spec.behaves("empty_is_missing")) detail::report_empty(model.input, input, submission.violations);
  submission.input = normalise(model.input, input);
  for (const Rule& rule : model.rules)
    if (rule.ending.empty())
      if (auto violation = broken(rule, submission.input)) submission.violations.push_back(std::move(*violation));
  detail::order_by_property(model.input, submission.violations);
  return submission;
}

namespace detail {

// The path of a URL: "https://host/a/b?c" → "/a/b".
inline std::string_view url_path(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t slash = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
  return slash == std::string_view::npos
             ? std::string_view()
             : url.substr(slash, url.find_first_of("?#") == std::string_view::npos ? std::string_view::npos
                                                                                   : url.find_first_of("?#") - slash);
}

inline std::string_view url_host(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  return url.substr(0, url.find(':'));
}

}  // namespace detail

// What this world knows of the file behind a URL of its own: an upload, or the clip of an earlier job.
inline std::optional<FileFacts> facts_of(State& state, const ProviderSpec& spec, std::string_view url) {
  for (const std::string_view segment : detail::path_segments(detail::url_path(url))) {
    if (const FileRecord* file = state.find_file(segment); file != nullptr && file->stored) return file->facts;
    if (const Job* job = state.find_job(spec.name, segment.substr(0, segment.find('.'))))
      return FileFacts{job->shape.size.width, job->shape.size.height, job->shape.length, job->shape.sound};
  }
  return std::nullopt;
}

namespace detail {

inline bool names_unreachable_host(const Json& hosts, std::string_view url) {
  for (const Json& suffix : hosts)
    if (ends_with(url_host(url), suffix.get_ref<const std::string&>())) return true;
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

inline Result<Marker, ApiError> markers_in(const ProviderSpec& spec, const Json& input) {
  Marker marker;
  for (const std::string& field : spec.marker_fields) {
    const Json* value = member(input, field);
    if (value == nullptr || !value->is_string()) continue;
    if (auto read = read_markers(value->get_ref<const std::string&>(), marker); !read)
      return ApiError{ErrorKind::bad_marker, read.error().message};
  }
  if (marker.ending.empty() || spec.ending(marker.ending) != nullptr) return marker;
  std::string known;
  for (const auto& [name, ignored] : spec.endings) known += (known.empty() ? "" : ", ") + name;
  return ApiError{ErrorKind::bad_marker,
                  "no ending is called \"" + std::string(utf8_prefix(marker.ending, 60)) + "\"; there are: " + known};
}

}  // namespace detail

// The exact price of a normalised input in this world, or the catalog's base price while the input does not say enough.
inline Money price_of(State& state, const ProviderSpec& spec, const Model& model, const Json& input) {
  const auto priced = quote(model.price, input, [&](std::string_view url) { return facts_of(state, spec, url); });
  return priced ? priced->price : Money{model.price.base, model.price.currency};
}

// Creates the job of a valid submission and reserves its price; or refuses. `webhook` may be empty.
inline Result<Job*, ApiError> submit_job(Call& call, const Submission& submission, std::string webhook) {
  const ProviderSpec& spec = call.spec();
  auto marker = detail::markers_in(spec, submission.input);
  if (!marker) return std::move(marker).error();
  Job job;
  job.number = call.state.next_number();
  job.price = price_of(call.state, spec, *submission.model, submission.input);
  std::string demanded = detail::demanded_ending(call, submission);
  if (call.account.ledger.available() < job.price.amount) {
    if (!spec.behaves("no_credit", "fail")) return ApiError{ErrorKind::no_credit, {}};
    demanded = "no-credit";
    job.price.amount = {};
  }
  const Level& level = level_of(spec, call.account);
  if (spec.behaves("over_concurrency", "refuse") && level.concurrent > 0 &&
      static_cast<std::int64_t>(call.account.open.size()) >= level.concurrent)
    return ApiError{ErrorKind::over_concurrency, {}};
  const Ending* ending = spec.ending(choose_ending(*marker, demanded, call.state.settings().scenario, job.number));
  if (ending == nullptr) ending = spec.ending("failed");
  job.plan = draw_plan(call.state, spec, *submission.model, call.account, *ending, *marker, call.now);
  job.id = make_id(text_of(spec.document["ids"], "job"), call.state.stream("job-id", job.number), call.now);
  job.provider = spec.name;
  job.model = submission.model->id;
  job.input = dump(submission.input);
  job.shape = clip_shape(submission.model->media, submission.input,
                         [&](std::string_view url) { return facts_of(call.state, spec, url); });
  job.webhook = std::move(webhook);
  job.expires = call.now + spec.job_retention;
  call.account.ledger.post(Move::reserve, job.price.amount, job.number, call.now);
  call.account.open.emplace(job.plan.ends, job.number);
  call.job = job.id;
  return &call.state.add_job(std::move(job));
}

// Deletes the job at `now`; one that has not ended gives back its slot and money at once. Once deleted, stays so.
inline void delete_job(Call& call, Job& job) {
  if (job.deleted) return;
  const Instant planned = end_of(job);
  job.deleted = call.now;
  call.state.touch_job(job);
  if (call.account.open.erase({planned, job.number}) == 0) return;
  call.account.open.emplace(end_of(job), job.number);
  call.state.settle(call.now);
  replan_waiting(call.state, call.account, level_of(call.spec(), call.account).concurrent, call.now);
}

}  // namespace mockling
