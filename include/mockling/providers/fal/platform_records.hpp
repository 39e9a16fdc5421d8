// Owns: the platform API's view of single requests, their payloads, the account and the platform itself.
// Never knows: how a request was made.
// Used by: providers/fal.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <mockling/providers/fal/platform.hpp>
#include <mockling/providers/fal/result.hpp>

namespace mockling::fal::platform {

namespace detail {

// What came of a job that has ended, whether or not its payloads are still there.
inline int status_code(const Call& call, const Job& job) {
  return static_cast<int>(int_of(ending_facts(call, job), "code", 500));
}

// What records call a status: the first word whose bound is above it.
inline std::string status_word(const Call& call, int code) {
  for (const Json& row : child(facts(call), "record_statuses"))
    if (!row.contains("below") || code < int_of(row, "below")) return text_of(row, "word");
  return {};
}

// The answer's JSON as text. The true size of a clip can be told of one clip in an answer: `clip` takes it when free.
inline Json output(const Call& call, const Job& job, bool sized, std::optional<ClipRef>& clip) {
  const Response response = outcome_of(call, job);
  const auto& body = std::get<TextBody>(response.body);
  auto document = parse_json(body.text);
  if (!document) return nullptr;
  if (body.clip && sized) clip = body.clip;
  if (body.clip && !sized) (*document)["video"]["file_size"] = nullptr;
  return std::move(document).value();
}

struct RequestsQuery {
  Page page;
  TimeSpan span;
  std::string status;
  std::string id;
  bool by_duration = false;
  bool payloads = false;
  std::vector<const Model*> endpoints;
};

inline Result<RequestsQuery, ApiError> requests_query(const Call& call) {
  const auto page = page_of(call);
  if (!page) return page.error();
  const std::string id = value_of(call, "request_id");
  const auto span = span_of(call, id.empty() ? "default" : "with_request_id");
  if (!span) return span.error();
  const auto endpoints = endpoints_of(call, true);
  if (!endpoints) return endpoints.error();
  const auto status = word_of(call, "status");
  if (!status) return status.error();
  const auto sort = word_of(call, "sort_by");
  if (!sort) return sort.error();
  const auto expand = words_of(call, "expand");
  if (!expand) return expand.error();
  return RequestsQuery{*page, *span, *status, id, *sort == "duration", holds(*expand, "payloads"), *endpoints};
}

// Those that have ended and fit, the last or longest first.
inline std::vector<const Job*> requests_found(const Call& call, const RequestsQuery& query) {
  std::vector<const Job*> found;
  for (auto job = call.state.jobs().rbegin(); job != call.state.jobs().rend(); ++job) {
    const bool fits = job->provider == call.spec().name && end_of(*job) <= call.now && job->expires >= call.now &&
                      among(query.endpoints, job->model) && query.span.contains(end_of(*job)) &&
                      (query.id.empty() || query.id == job->id) &&
                      (query.status.empty() || query.status == status_word(call, status_code(call, *job)));
    if (fits) found.push_back(&*job);
  }
  std::stable_sort(found.begin(), found.end(), [&](const Job* a, const Job* b) {
    return query.by_duration ? run_time(*a, call.now) > run_time(*b, call.now) : end_of(*b) < end_of(*a);
  });
  return found;
}

inline Json item(const Call& call, const Job& job) {
  return {{"request_id", job.id},
          {"endpoint_id", job.model},
          {"started_at", rfc3339(std::min(job.plan.starts, end_of(job)))},
          {"sent_at", rfc3339(job.plan.submitted)},
          {"ended_at", rfc3339(end_of(job))},
          {"status_code", status_code(call, job)},
          {"duration", static_cast<double>(run_time(job, call.now).count()) / 1000}};
}

}  // namespace detail

inline Response requests(Call& call) {
  const auto query = detail::requests_query(call);
  if (!query) return refused(call, query.error());
  const std::vector<const Job*> found = detail::requests_found(call, *query);
  std::optional<ClipRef> clip;
  Json answer;
  put_page(answer, "items", found, query->page, [&](const Job* job) {
    Json item = detail::item(call, *job);
    if (!query->payloads) return item;
    const bool kept = !job->deleted && job->shows_io;
    const auto input = parse_json(job->input);
    item["json_input"] = kept && input ? *input : Json();
    item["json_output"] = kept ? detail::output(call, *job, found.size() == 1, clip) : Json();
    return item;
  });
  Response response = json_response(call, 200, answer);
  std::get<TextBody>(response.body).clip = clip;
  return response;
}

// Deletes what went in and came out of a request that has ended, and its clip; the record of it stays.
inline Response delete_payloads(Call& call) {
  Job* job = call.state.find_job(call.spec().name, call.param("id"));
  if (job == nullptr || job->deleted || job->expires < call.now) return failure(call, ErrorKind::unknown_job);
  call.job = job->id;
  if (end_of(*job) > call.now) return refused(call, wrong(call, "open"));
  Json results = Json::array();
  if (delivers(*job)) results.push_back({{"link", link(call, "output", {{"id", job->id}})}, {"exception", nullptr}});
  delete_job(call, *job);
  return json_response(call, 200, {{"cdn_delete_results", results}});
}

inline Response account(Call& call) {
  const auto expand = words_of(call, "expand");
  if (!expand) return refused(call, expand.error());
  Json answer{{"username", facts(call)["username"]}};
  if (holds(*expand, "credits"))
    answer["credits"] = {{"current_balance", json_number(call.account.ledger.available())},
                         {"currency", call.spec().billing.currency.code}};
  return json_response(call, 200, answer);
}

inline Response meta(Call& call) {
  return json_response(call, 200, {{"webhook_ip_ranges", facts(call)["webhook_ip_ranges"]}});
}

}  // namespace mockling::fal::platform
