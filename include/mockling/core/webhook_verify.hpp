// Owns: judging whether a call that a receiver got is genuine and fresh.
// Never knows: who called; sockets, clocks.
// Used by: providers/<name>/verify, mockserver.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/core/webhook_signature.hpp>

namespace mockling {

// What a receiver knows of the sender.
struct SenderKeys {
  std::string secret;                    // shared, as it is shown to people
  std::vector<std::string> public_keys;  // Ed25519, 32 bytes each; any may have signed
};

namespace detail {

inline Result<std::string> needed_header(const Headers& headers, const std::string& name) {
  const std::string* value = headers.find(name);
  if (value == nullptr || value->empty()) return Error{"the header " + name + " is missing"};
  return *value;
}

inline Result<void> is_fresh(const std::string& timestamp, Seconds tolerance, Instant now) {
  const bool digits = !timestamp.empty() && timestamp.find_first_not_of("0123456789") == std::string::npos;
  const auto seconds = digits ? parse_int(timestamp) : std::nullopt;
  if (!seconds) return Error{"the timestamp is no number of seconds"};
  const std::int64_t age = unix_seconds(now) - *seconds;
  if (age > tolerance.count()) return Error{"the timestamp is " + std::to_string(age) + " s old"};
  if (age < -tolerance.count()) return Error{"the timestamp is " + std::to_string(-age) + " s ahead"};
  return {};
}

// Whether this one signature is right. Every comparison takes as long whatever the bytes are.
inline bool is_right(const SignatureRule& rule, const SenderKeys& keys, std::string_view signature, std::string_view id,
                     std::string_view user, std::string_view timestamp, std::string_view body) {
  if (!rule.version.empty()) {
    const std::string mark = rule.version + ",";
    if (!starts_with(signature, mark)) return false;
    signature.remove_prefix(mark.size());
  }
  if (rule.kind == SignatureKind::hmac_sha256)
    return same_bytes(hmac_signature(secret_key(keys.secret, rule.secret_prefix), id, timestamp, body), signature);
  const auto bytes = hex_decoded(signature);
  const std::string lines = signed_lines(id, user, timestamp, body);
  bool right = false;
  for (const std::string& key : keys.public_keys) right = (bytes && ed25519_verify(key, lines, *bytes)) || right;
  return right;
}

}  // namespace detail

// Ok when the call is signed as `rule` has it by the owner of `keys`, no longer ago (or ahead) than the rule tolerates;
// else what is wrong with it. `body` must be the bytes as they came. Of several signatures, separated by blanks, one
// must be right.
inline Result<void> verify_webhook(const SignatureRule& rule, const SenderKeys& keys, const Headers& headers,
                                   std::string_view body, Instant now) {
  if (rule.kind == SignatureKind::none) return Error{"this provider signs nothing: ask it what became of the job"};
  if (rule.kind == SignatureKind::hmac_sha256 && secret_key(keys.secret, rule.secret_prefix).empty())
    return Error{"without a secret nothing can be verified"};
  if (rule.kind == SignatureKind::ed25519 && keys.public_keys.empty())
    return Error{"without a public key nothing can be verified"};
  const auto id = detail::needed_header(headers, rule.id);
  if (!id) return id.error();
  const auto user = rule.user.empty() ? Result<std::string>(std::string()) : detail::needed_header(headers, rule.user);
  if (!user) return user.error();
  const auto timestamp = detail::needed_header(headers, rule.timestamp);
  if (!timestamp) return timestamp.error();
  const auto signatures = detail::needed_header(headers, rule.signature);
  if (!signatures) return signatures.error();
  if (auto fresh = detail::is_fresh(*timestamp, rule.tolerance, now); !fresh) return fresh;
  bool right = false;
  for (const std::string_view one : split(*signatures, ' '))
    right = detail::is_right(rule, keys, one, *id, *user, *timestamp, body) || right;
  return right ? Result<void>() : Error{"the signature does not fit"};
}

// The Ed25519 keys in a JSON Web Key Set, whatever else it holds; an Error when it is no such document.
inline Result<std::vector<std::string>> public_keys_in(std::string_view document) {
  const auto set = parse_json(document);
  if (!set || !child(*set, "keys").is_array()) return Error{R"(a key set is {"keys": [{"x": …}, …]})"};
  std::vector<std::string> keys;
  for (const Json& entry : (*set)["keys"]) {
    const auto key = base64url_decoded(text_of(entry, "x"));
    if (key && key->size() == 32) keys.push_back(*key);
  }
  return keys;
}

}  // namespace mockling
