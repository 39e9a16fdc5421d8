// Owns: showing the calls of a world to people and programs.
// Never knows: HTTP, locks.
// Used by: host/control.
#pragma once

#include <algorithm>
#include <string>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/core/state.hpp>

namespace mockling {

// Which deliveries are wanted; what is empty does not matter.
struct WebhookQuery {
  std::string job;
  std::string state;
  std::int64_t limit = 100;  // the latest
};

// The query in `?job=&state=&limit=`; an Error names the field and what it takes.
inline Result<WebhookQuery> parse_webhook_query(const Query& query) {
  WebhookQuery parsed;
  for (const auto& [name, value] : query) {
    if (name == "job") {
      parsed.job = value;
    } else if (name == "state") {
      parsed.state = value;
      if (std::find(kDeliveryStates.begin(), kDeliveryStates.end(), value) == kDeliveryStates.end())
        return Error{"a webhook's state is one of: waiting, delivered, given up, not sent, not told"};
    } else if (name == "limit") {
      const auto limit = parse_int(value);
      if (!limit || *limit < 0) return Error{"the limit of webhooks is a number from 0"};
      parsed.limit = *limit;
    } else {
      return Error{"webhooks cannot be asked for \"" + std::string(utf8_prefix(name, 60)) +
                   "\", but for: job, state, limit"};
    }
  }
  return parsed;
}

namespace detail {

inline Json attempts_view(const Delivery& delivery) {
  Json attempts = Json::array();
  for (const Attempt& attempt : delivery.attempts) {
    Json view{{"at", rfc3339(attempt.at, 9, true)},
              {"ended", rfc3339(attempt.ended, 9, true)},
              {"status", attempt.status == 0 ? Json() : Json(attempt.status)}};
    if (!attempt.failure.empty()) view["failure"] = attempt.failure;
    attempts.push_back(std::move(view));
  }
  return attempts;
}

inline Json delivery_view(const Job& job, const Delivery& delivery) {
  const bool due = delivery.state == DeliveryState::waiting && delivery.due != kNever;
  return {{"job", job.id},
          {"provider", job.provider},
          {"url", job.webhook},
          {"state", kDeliveryStates[static_cast<std::size_t>(delivery.state)]},
          {"on_its_way", delivery.on_its_way},
          {"due", due ? Json(rfc3339(delivery.due, 9, true)) : Json()},
          {"refunded", job.refunded.has_value()},
          {"attempts", attempts_view(delivery)}};
}

}  // namespace detail

// The deliveries that fit, oldest job first, the latest `limit`; `of` is how many the world remembers.
inline Json webhooks_view(State& state, const WebhookQuery& query) {
  const auto& all = state.deliveries().all();
  Json list = Json::array();
  for (auto at = all.rbegin(); at != all.rend() && static_cast<std::int64_t>(list.size()) < query.limit; ++at) {
    const Job* job = state.job_numbered(at->first);
    if (job == nullptr || (!query.job.empty() && job->id != query.job)) continue;
    const auto shown = kDeliveryStates[static_cast<std::size_t>(at->second.state)];
    if (query.state.empty() || query.state == shown) list.push_back(detail::delivery_view(*job, at->second));
  }
  std::reverse(list.begin(), list.end());
  return {{"of", all.size()}, {"webhooks", list}};
}

}  // namespace mockling
