// Owns: verifying a webhook of fal's, for receivers that know nothing else of mockling.
// Never knows: the server.
// Used by: receivers; tests hold it against the data.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/core/webhook_verify.hpp>

namespace mockling {

namespace fal {

// As schemas/fal/provider.json has it; repeated here because receivers carry no data with them.
inline SignatureRule signature_rule() {
  SignatureRule rule;
  rule.kind = SignatureKind::ed25519;
  rule.id = "X-Fal-Webhook-Request-Id";
  rule.user = "X-Fal-Webhook-User-Id";
  rule.timestamp = "X-Fal-Webhook-Timestamp";
  rule.signature = "X-Fal-Webhook-Signature";
  return rule;
}

}  // namespace fal

// Ok when the call is genuine and at most 300 s old (or ahead), else what is wrong. `keys` from public_keys_in() of the
// published key set, to be fetched again when it is a day old or when no key fits; `body` as the bytes came.
inline Result<void> verify_fal(std::vector<std::string> keys, const Headers& headers, std::string_view body,
                               Instant now) {
  return verify_webhook(fal::signature_rule(), {{}, std::move(keys)}, headers, body, now);
}

}  // namespace mockling
