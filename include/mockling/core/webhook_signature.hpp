// Owns: what is signed of a call, the headers that carry the signature, and how keys are published.
// Never knows: who keeps the keys; any provider's header names (its data have them).
// Used by: core/webhook_due, host/webhooks, providers.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/base/crypto.hpp>
#include <mockling/core/http.hpp>
#include <mockling/spec/webhook_policy.hpp>

namespace mockling {

// What a call is signed with; which of them depends on the kind of signature.
struct WebhookKeys {
  std::string secret;       // shared with the receiver, as it is shown to people
  std::string private_key;  // 32 bytes of an Ed25519 key
  std::string user;         // the account's id
};

// The shared secret's bytes: the text after its prefix as it stands, not decoded from base64.
inline std::string_view secret_key(std::string_view secret, std::string_view prefix) {
  return starts_with(secret, prefix) ? secret.substr(prefix.size()) : secret;
}

// "ID.TIMESTAMP.BODY" by HMAC-SHA256, in lower-case hexadecimal.
inline std::string hmac_signature(std::string_view key, std::string_view id, std::string_view timestamp,
                                  std::string_view body) {
  std::string message;
  message.reserve(id.size() + timestamp.size() + body.size() + 2);
  message.append(id).append(".").append(timestamp).append(".").append(body);
  return hex(hmac_sha256(key, message));
}

// The four lines that are signed by an Ed25519 key: id, user, timestamp, SHA-256 of the body in hexadecimal.
inline std::string signed_lines(std::string_view id, std::string_view user, std::string_view timestamp,
                                std::string_view body) {
  std::string lines;
  lines.append(id).append("\n").append(user).append("\n").append(timestamp).append("\n").append(hex(sha256(body)));
  return lines;
}

// The headers of a call of this id and body that is signed at `at`.
inline Headers signature_headers(const SignatureRule& rule, const WebhookKeys& keys, const std::string& id, Instant at,
                                 std::string_view body) {
  Headers headers;
  if (rule.kind == SignatureKind::none) return headers;
  const std::string timestamp = std::to_string(unix_seconds(at));
  const std::string bare = rule.kind == SignatureKind::hmac_sha256
                               ? hmac_signature(secret_key(keys.secret, rule.secret_prefix), id, timestamp, body)
                               : hex(ed25519_sign(keys.private_key, signed_lines(id, keys.user, timestamp, body)));
  headers.add(rule.id, id);
  if (!rule.user.empty()) headers.add(rule.user, keys.user);
  headers.add(rule.timestamp, timestamp);
  headers.add(rule.signature, rule.version.empty() ? bare : rule.version + "," + bare);
  return headers;
}

// The document in which these Ed25519 keys are published; `pattern` is what the provider's data say of each entry.
inline Json key_set(const Json& pattern, const std::vector<std::string>& public_keys) {
  Json keys = Json::array();
  for (const std::string& key : public_keys) {
    Json entry = pattern;
    entry["x"] = base64url(key);
    entry["kid"] = hex(sha256(key)).substr(0, 16);
    keys.push_back(std::move(entry));
  }
  return {{"keys", std::move(keys)}};
}

}  // namespace mockling
