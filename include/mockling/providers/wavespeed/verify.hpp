// Owns: verifying a webhook of WaveSpeed's, for receivers that know nothing else of mockling.
// Never knows: the server.
// Used by: receivers; tests hold it against the data.
#pragma once

#include <string>
#include <string_view>

#include <mockling/core/webhook_verify.hpp>

namespace mockling {

namespace wavespeed {

// As schemas/wavespeed/provider.json has it; repeated here because receivers carry no data with them.
inline SignatureRule signature_rule() {
  SignatureRule rule;
  rule.kind = SignatureKind::hmac_sha256;
  rule.id = "webhook-id";
  rule.timestamp = "webhook-timestamp";
  rule.signature = "webhook-signature";
  rule.version = "v3";
  rule.secret_prefix = "whsec_";
  return rule;
}

}  // namespace wavespeed

// Ok when the call is genuine and at most 300 s old (or ahead), else what is wrong. `secret` as the service shows it,
// with its prefix; `body` as the bytes came, before any parsing.
inline Result<void> verify_wavespeed(const std::string& secret, const Headers& headers, std::string_view body,
                                     Instant now) {
  return verify_webhook(wavespeed::signature_rule(), {secret, {}}, headers, body, now);
}

}  // namespace mockling
