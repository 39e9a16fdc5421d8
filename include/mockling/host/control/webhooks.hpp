// Owns: GET /_mockling/webhooks: who was told of what, and what came of it.
// Never knows: how calls are made.
// Used by: host/control/table.
#pragma once

#include <mockling/core/webhook_view.hpp>
#include <mockling/host/control/route.hpp>

namespace mockling::host {

namespace detail {

inline Answer show_webhooks(ControlCall& call) {
  const auto asked = parse_webhook_query(call.request.query);
  if (!asked) return wrong(asked.error().message);
  const LockedWorld world = call.enter();
  Json page{{"world", world->state->id()}};
  page.update(webhooks_view(*world->state, *asked));
  return json_answer(200, page);
}

}  // namespace detail

inline constexpr ControlRoute kWebhookRoutes[] = {{"GET", "webhooks", ControlKey::needed, &detail::show_webhooks}};

}  // namespace mockling::host
