// Owns: history, billing search, usage and balance: what the account did and what it cost.
// Never knows: how a job was made.
// Used by: providers/wavespeed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <mockling/providers/wavespeed/prediction.hpp>

namespace mockling::wavespeed {

namespace detail {

// Half-open span of time that a search asks for.
struct Span {
  std::optional<Instant> from;
  std::optional<Instant> until;
  bool contains(Instant at) const { return (!from || *from <= at) && (!until || at <= *until); }
};

inline Result<Span, Violation> span_of(const Json& body, std::string_view from, std::string_view until) {
  auto low = instant_member(body, from);
  if (!low) return std::move(low).error();
  auto high = instant_member(body, until);
  if (!high) return std::move(high).error();
  return Span{*low, *high};
}

// The page of `items` that the body asks for; both numbers are validated before.
template <class Item>
std::vector<Item> page_of(const std::vector<Item>& items, const Json& body) {
  const auto size = static_cast<std::size_t>(int_of(body, "page_size", 20));
  const auto page = static_cast<std::size_t>(int_of(body, "page", 1)) - 1;
  if (page > items.size() / size) return {};
  const std::size_t first = page * size;
  return {items.begin() + static_cast<std::ptrdiff_t>(first),
          items.begin() + static_cast<std::ptrdiff_t>(std::min(items.size(), first + size))};
}

inline bool matches(const Json& body, std::string_view key, std::string_view value) {
  const std::string wanted = text_of(body, key);
  return wanted.empty() || wanted == value;
}

}  // namespace detail

inline Response history(Call& call) {
  const Json& body = call.prepared.body;
  const auto span = detail::span_of(body, "created_after", "created_before");
  if (!span) return invalid(call, span.error());
  std::vector<const Job*> found;
  for (auto job = call.state.jobs().rbegin(); job != call.state.jobs().rend(); ++job) {
    const Phase phase = phase_at(*job, call.now);
    const bool shown = job->provider == call.spec().name && phase != Phase::deleted && !expired(call, *job) &&
                       detail::matches(body, "model", job->model) &&
                       detail::matches(body, "status", call.spec().status_word(phase)) &&
                       span->contains(job->plan.submitted);
    if (shown) found.push_back(&*job);
  }
  JsonText out;
  out.open_object().key("page").integer(int_of(body, "page", 1)).key("items").open_array();
  for (const Job* job : detail::page_of(found, body)) {
    out.open_object();
    write_prediction(out, call, *job, phase_at(*job, call.now), 9);
    if (flag_of(body, "include_inputs")) out.key("inputs").raw(job->input);
    out.close_object();
  }
  out.close_array().key("total").integer(static_cast<std::int64_t>(found.size())).close_object();
  return success(call, out);
}

inline Response balance(Call& call) {
  return success(call, Json{{"balance", json_number(call.account.ledger.available())}});
}

namespace detail {

// A deduction is reserved ("pre") until the job ends; a job that delivers nothing also has a refund.
inline Json billing_record(const Call& call, const Job& job, bool refund) {
  const Instant end = end_of(job);
  const bool open = end > call.now;
  const Json& ids = call.spec().document["ids"];
  const auto id = [&](std::string_view label) {
    return make_id(text_of(ids, "record"), call.state.stream(label, job.number), job.plan.submitted);
  };
  const std::string key = make_id(text_of(ids, "record"), call.state.stream("access-key", 0), {});
  const Instant created = refund ? end : job.plan.submitted;
  const Json price = billed(call, job.price.amount);
  Json record;
  record["uuid"] = id(refund ? "refund" : "deduct");
  record["access_key_id"] = key;
  record["access_key_name"] = call.spec().document["billing"]["key_name"];
  record["billing_type"] = refund ? "refund" : "deduct";
  record["price"] = price;
  record["created_at"] = nanosecond_text(created);
  record["updated_at"] = nanosecond_text(open ? created : end);
  record["order"] = Json{{"uuid", id("order")}, {"state", open ? "pre" : "done"},
                         {"price", price},      {"origin_price", price},
                         {"status", ""},        {"ak_id", key}};
  record["prediction"] =
      Json{{"uuid", job.id}, {"model_uuid", job.model}, {"status", call.spec().status_word(phase_at(job, call.now))}};
  return record;
}

struct BillingLine {
  Instant at;
  const Job* job;
  bool refund;
};

inline bool named(const Json& ids, const std::string& id) {
  if (!ids.is_array() || ids.empty()) return true;
  for (const Json& wanted : ids)
    if (wanted == id) return true;
  return false;
}

inline std::vector<BillingLine> billing_lines(const Call& call, const Json& body, const Span& span) {
  std::vector<BillingLine> lines;
  for (const Job& job : call.state.jobs()) {
    const bool wanted = job.provider == call.spec().name && matches(body, "model_uuid", job.model) &&
                        named(body.value("prediction_uuids", Json()), job.id);
    if (!wanted) continue;
    if (matches(body, "billing_type", "deduct") && span.contains(job.plan.submitted))
      lines.push_back({job.plan.submitted, &job, false});
    const bool refunded = end_of(job) <= call.now && !delivers(job);
    if (refunded && matches(body, "billing_type", "refund") && span.contains(end_of(job)))
      lines.push_back({end_of(job), &job, true});
  }
  const bool ascending = ends_with(text_of(body, "sort"), " ASC");
  if (!ascending) std::reverse(lines.begin(), lines.end());  // so that of one instant the newest comes first, too
  std::stable_sort(lines.begin(), lines.end(),
                   [&](const BillingLine& a, const BillingLine& b) { return ascending ? a.at < b.at : b.at < a.at; });
  return lines;
}

}  // namespace detail

inline Response billing(Call& call) {
  const Json& body = call.prepared.body;
  const auto span = detail::span_of(body, "start_time", "end_time");
  if (!span) return invalid(call, span.error());
  const auto lines = detail::billing_lines(call, body, *span);
  Json items = Json::array();
  for (const detail::BillingLine& line : detail::page_of(lines, body))
    items.push_back(detail::billing_record(call, *line.job, line.refund));
  return success(call, Json{{"page", int_of(body, "page", 1)}, {"total", lines.size()}, {"items", items}});
}

namespace detail {

struct Tally {
  Decimal cost;
  std::int64_t count = 0;
  Instant last;
  void add(const Job& job) {
    cost = add_checked(cost, job.price.amount);
    ++count;
    last = job.plan.submitted;
  }
};

using DayTally = std::map<std::string, Tally>;

}  // namespace detail

// Costs of what was delivered; requests count whether they delivered or not.
inline Response usage(Call& call) {
  const Json& body = call.prepared.body;
  const auto span = detail::span_of(body, "start_time", "end_time");
  if (!span) return invalid(call, span.error());
  const std::int64_t days = int_of(call.spec().document["limits"], "usage_days");
  if (!span->from || !span->until || *span->until - *span->from > std::chrono::hours(24 * days))
    return invalid(call, {"/start_time", "span", days, nullptr});
  std::map<std::string, detail::Tally> models;
  std::map<std::string, detail::DayTally> daily;
  detail::Tally all;
  std::int64_t requests = 0;
  for (const Job& job : call.state.jobs()) {
    if (job.provider != call.spec().name || !span->contains(job.plan.submitted) ||
        !detail::matches(body, "model_uuid", job.model))
      continue;
    ++requests;
    if (!delivers(job) || end_of(job) > call.now) continue;
    models[job.model].add(job);
    daily[date_text(job.plan.submitted)][job.model].add(job);
    all.add(job);
  }
  Json per_model = Json::array();
  for (const auto& [id, tally] : models) {
    const Model* model = call.provider.model(id);
    per_model.push_back({{"model_uuid", id},
                         {"model_type", model != nullptr ? model->type : ""},
                         {"unit_price", model != nullptr ? json_number(model->price.base) : Json()},
                         {"total_cost", json_number(tally.cost)},
                         {"total_count", tally.count},
                         {"last_used_date", date_text(tally.last)}});
  }
  Json daily_usage = Json::array();
  for (const auto& [date, tallies] : daily) {
    detail::Tally day;
    Json parts = Json::array();
    for (const auto& [id, tally] : tallies) {
      day.cost = add_checked(day.cost, tally.cost);
      day.count += tally.count;
      parts.push_back({{"model_uuid", id}, {"amount", json_number(tally.cost)}, {"count", tally.count}});
    }
    daily_usage.push_back({{"date", date}, {"amount", json_number(day.cost)}, {"count", day.count}, {"models", parts}});
  }
  return success(
      call,
      Json{{"per_model_usage", per_model},
           {"daily_usage", daily_usage},
           {"summary",
            {{"total_cost", json_number(all.cost)}, {"total_requests", requests}, {"success_requests", all.count}}}});
}

}  // namespace mockling::wavespeed
