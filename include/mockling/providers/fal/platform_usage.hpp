// Owns: the platform API's usage: what was billed, by endpoint, in buckets of time.
// Never knows: single requests; time zones other than UTC.
// Used by: providers/fal.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <mockling/providers/fal/platform.hpp>

namespace mockling::fal::platform {

namespace detail {

struct Tally {
  Decimal units;
  Decimal cost;
};
using Tallies = std::map<std::string, Tally>;  // by endpoint

inline void add(Tallies& tallies, const Call& call, const Job& job) {
  Tally& tally = tallies[job.model];
  tally.units = add_checked(tally.units, parse_decimal(billable_units(call, job)).value_or(Decimal{}));
  tally.cost = add_checked(tally.cost, job.price.amount);
}

inline Json lines(const Call& call, const Tallies& tallies, bool with_auth_method) {
  Json lines = Json::array();
  for (const auto& [id, tally] : tallies) {
    const Model* model = call.provider.model(id);
    Json line{{"endpoint_id", id},
              {"unit", facts(call)["unit"]},
              {"quantity", json_number(tally.units)},
              {"unit_price", json_number(model != nullptr ? model->price.base : Decimal{})},
              {"cost_subtotal", json_number(tally.cost)},
              {"cost_discount", 0},
              {"cost_total", json_number(tally.cost)},
              {"currency", call.spec().billing.currency.code}};
    if (with_auth_method) line["auth_method"] = facts(call)["auth_method"];
    lines.push_back(std::move(line));
  }
  return lines;
}

inline std::int64_t days_at(Instant at) { return mockling::detail::floor_div(unix_seconds(at), 86'400); }
inline Instant day(std::int64_t days) { return from_unix_millis(days * 86'400'000); }

// The start of the minute, hour, day, week (from Monday) or month that holds `at`.
inline Instant floor_to(const std::string& timeframe, Instant at) {
  const std::int64_t seconds = unix_seconds(at);
  const std::int64_t days = days_at(at);
  const auto multiple = [&](std::int64_t length) {
    return from_unix_millis(mockling::detail::floor_div(seconds, length) * length * 1000);
  };
  if (timeframe == "minute") return multiple(60);
  if (timeframe == "hour") return multiple(3600);
  if (timeframe == "week") return day(mockling::detail::floor_div(days + 3, 7) * 7 - 3);  // day 0 was a Thursday
  const CivilDate date = civil_date(at);
  return timeframe == "month" ? day(days - static_cast<std::int64_t>(date.day) + 1) : day(days);
}

// The first start of a timeframe that is not before `at`.
inline Instant ceil_to(const std::string& timeframe, Instant at) {
  const Instant floor = floor_to(timeframe, at);
  if (floor == at) return at;
  const Seconds step(timeframe == "minute" ? 60 : timeframe == "hour" ? 3600 : timeframe == "day" ? 86'400 : 0);
  if (step.count() > 0) return floor + step;
  return timeframe == "week" ? day(days_at(floor) + 7) : floor_to(timeframe, day(days_at(floor) + 31));
}

inline std::string fitting_timeframe(const Call& call, const TimeSpan& span) {
  const Nanos length = span.until - span.from;
  for (const Json& row : child(facts(call), "timeframes"))
    if (!row.contains("below_s") || length < Seconds(int_of(row, "below_s"))) return text_of(row, "timeframe");
  return {};
}

// With an offset, as everywhere in this answer.
inline std::string bucket_text(Instant at) {
  std::string text = rfc3339(at, 0);
  text.replace(text.size() - 1, 1, "+00:00");
  return text;
}

// What a usage request asks for.
struct UsageQuery {
  Page page;
  TimeSpan span;
  std::string timeframe;
  std::vector<const Model*> endpoints;
  std::vector<std::string> expand;
};

inline Result<UsageQuery, ApiError> usage_query(const Call& call) {
  const auto page = page_of(call);
  if (!page) return page.error();
  const auto span = span_of(call, "default");
  if (!span) return span.error();
  const auto endpoints = endpoints_of(call, false);
  if (!endpoints) return endpoints.error();
  auto expand = words_of(call, "expand");
  if (!expand) return expand.error();
  if (expand->empty()) expand->push_back("time_series");
  if (!holds(*expand, "time_series") && !holds(*expand, "summary")) return wrong(call, "expand");
  for (const char* parameter : {"timezone", "timeframe", "bound_to_timeframe"})
    if (const auto word = word_of(call, parameter); !word) return word.error();
  UsageQuery query{*page, *span, value_of(call, "timeframe"), *endpoints, *expand};
  if (query.timeframe.empty()) query.timeframe = fitting_timeframe(call, *span);
  if (value_of(call, "bound_to_timeframe") != "false")
    query.span = {floor_to(query.timeframe, span->from), ceil_to(query.timeframe, span->until)};
  return query;
}

}  // namespace detail

// Counts what was delivered, at the end of the job. Records live as long as the results do.
inline Response usage(Call& call) {
  const auto query = detail::usage_query(call);
  if (!query) return refused(call, query.error());
  std::map<std::int64_t, detail::Tallies> buckets;  // by start
  detail::Tallies all;
  for (const Job& job : call.state.jobs()) {
    const Instant end = end_of(job);
    const bool counts = job.provider == call.spec().name && delivers(job) && end <= call.now &&
                        job.expires >= call.now && query->span.contains(end) && among(query->endpoints, job.model);
    if (!counts) continue;
    detail::add(buckets[detail::floor_to(query->timeframe, end).ns], call, job);
    detail::add(all, call, job);
  }
  const bool with_auth_method = holds(query->expand, "auth_method");
  const std::vector<std::pair<std::int64_t, detail::Tallies>> series(buckets.begin(), buckets.end());
  Json answer;
  put_page(answer, "time_series", series, query->page, [&](const auto& bucket) {
    return Json{{"bucket", detail::bucket_text({bucket.first})},
                {"results", detail::lines(call, bucket.second, with_auth_method)}};
  });
  if (holds(query->expand, "summary")) answer["summary"] = detail::lines(call, all, with_auth_method);
  if (!holds(query->expand, "time_series")) {
    answer.erase("time_series");
    answer["next_cursor"] = nullptr;
    answer["has_more"] = false;
  }
  return json_response(call, 200, answer);
}

}  // namespace mockling::fal::platform
