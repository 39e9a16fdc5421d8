// Owns: making the calls that are due: what each says, and to whom.
// Never knows: sockets; providers' shapes (they make the body).
// Used by: host/webhooks, tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <mockling/core/emulator.hpp>
#include <mockling/core/webhook_signature.hpp>

namespace mockling {

// A call that is to be made now.
struct Post {
  std::uint64_t job = 0;
  std::string provider;
  std::string url;
  std::string content_type;
  TextBody body;  // may ask for the clip's size, as answers do
  WebhookKeys keys;
  std::string id;      // of the message
  Instant at;          // world time
  std::size_t number;  // 1 for the first try
};

namespace detail {

// Whether the end of this job is told at all.
inline bool is_told(const WebhookPolicy& policy, const Job& job) {
  const Instant end = end_of(job);
  const Telling telling = policy.telling(kPhases[static_cast<std::size_t>(phase_at(job, end))]);
  return telling == Telling::always || (telling == Telling::started && job.plan.starts < end);
}

inline Post post_of(const Dialect& dialect, const Provider& provider, State& state, const Job& job,
                    const Delivery& delivery, Instant now) {
  Request request;
  request.scheme = delivery.origin.scheme;
  request.host = delivery.origin.host;
  request.address = delivery.origin.address;
  const Prepared prepared{&provider, {}, std::nullopt, Json(), std::nullopt};
  Call call{provider,
            request,
            prepared,
            state,
            state.account(provider.spec, now),
            end_of(job),
            base_of(provider.spec, request, request.address.family)};
  Response told = dialect.webhook(call, job);
  return {job.number,
          job.provider,
          job.webhook,
          provider.spec.webhook.content_type,
          std::get<TextBody>(std::move(told.body)),
          dialect.webhook_keys != nullptr ? dialect.webhook_keys(call) : WebhookKeys{},
          job.id,
          now,
          delivery.attempts.size() + 1};
}

}  // namespace detail

// The calls that are due by `now`, at most `most`; from here on they are on their way, until note_call(). Money that is
// due moves first.
inline std::vector<Post> take_due(const Emulator& emulator, const Catalog& catalog, State& state, Instant now,
                                  std::size_t most) {
  std::vector<Post> posts;
  state.settle(now);
  Deliveries& deliveries = state.deliveries();
  for (const std::uint64_t number : deliveries.due_by(now, most)) {
    const Job* job = state.job_numbered(number);
    Delivery& delivery = *deliveries.find(number);
    const Provider* provider = job != nullptr ? catalog.provider(job->provider) : nullptr;
    const Dialect* dialect = provider != nullptr ? emulator.dialect(provider->spec.name) : nullptr;
    const bool told =
        dialect != nullptr && dialect->webhook != nullptr && detail::is_told(provider->spec.webhook, *job);
    if (!told) {
      deliveries.ended(number, delivery, DeliveryState::not_told);
      if (job != nullptr) state.touch_job(*job);
      continue;
    }
    deliveries.begin(number, delivery);
    posts.push_back(detail::post_of(*dialect, *provider, state, *job, delivery, now));
  }
  return posts;
}

}  // namespace mockling
