// Owns: how a provider calls back: when, how long it waits, how often it tries again, how it signs, whom it calls.
// Never knows: jobs; what a call says.
// Used by: spec/provider_spec, core/webhook.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/time.hpp>

namespace mockling {

// How a call is signed: not at all, with a secret that both sides share, or with a key whose public half is published.
enum class SignatureKind { none, hmac_sha256, ed25519 };
inline constexpr std::array<std::string_view, 3> kSignatureKinds{"none", "hmac_sha256", "ed25519"};

// The kind of signature and the names of the headers that carry it and what else is signed.
struct SignatureRule {
  SignatureKind kind = SignatureKind::none;
  std::string id;         // header of the message's id
  std::string timestamp;  // header of the seconds since 1970
  std::string signature;
  std::string user;     // header of the account's id; empty: not part of it
  std::string version;  // stands before the signature, with a comma; empty: nothing does
  std::string secret_prefix;
  Seconds tolerance{300};  // how old a call may be, or how far ahead
};

// Whether the end of a job in some phase is told: never, always, or only when the job had begun to run.
enum class Telling { never, always, started };

// A span of HTTP status codes, both ends included.
struct StatusSpan {
  std::int64_t low = 0, high = 0;

  bool has(int status) const { return low <= status && status <= high; }
};

struct WebhookPolicy {
  std::string content_type;                            // of what a call says
  std::vector<std::pair<std::string, Telling>> tells;  // by the phase in which a job ends
  std::vector<Millis> timeouts;  // of the first call, the second, …; the last is for all further
  std::int64_t retries = 0;      // calls after the first
  Millis first_pause{0};         // between a failure and the next call
  std::int64_t factor = 1;       // by which each pause is longer than the one before
  Millis longest_pause{0};
  Millis within{0};  // no call later than this after the job's end; 0: no limit
  StatusSpan success{200, 299};
  std::vector<StatusSpan> final;  // answers after which there is no further call, though they are no success
  SignatureRule signature;
  bool https_only = false;         // except to loopback, where that is called at all
  bool loopback = false;           // calls this machine; nothing else that is internal ever
  bool refunds_when_lost = false;  // a job whose calls all fail costs nothing

  Telling telling(std::string_view phase) const {
    for (const auto& [name, when] : tells)
      if (name == phase) return when;
    return Telling::never;
  }
  // How long call number `n` (1 is the first) may take.
  Millis timeout(std::size_t n) const {
    return timeouts.empty() ? Millis(10'000) : timeouts[std::min(n, timeouts.size()) - 1];
  }
  // How long after the failure of call number `n` the next one comes.
  Millis pause(std::size_t n) const {
    Millis pause = first_pause;
    for (std::size_t i = 1; i < n && pause < longest_pause; ++i) pause *= factor;
    return longest_pause.count() > 0 ? std::min(pause, longest_pause) : pause;
  }
};

namespace detail {

inline StatusSpan span_of(const Json& pair) {
  const bool sound = pair.is_array() && pair.size() == 2;
  return sound ? StatusSpan{int_of({{"at", pair[0]}}, "at"), int_of({{"at", pair[1]}}, "at")} : StatusSpan{};
}

inline SignatureRule signature_rule(const Json& facts, const std::string& place, std::vector<std::string>& problems) {
  SignatureRule rule;
  const std::string kind = text_of(facts, "kind", "none");
  const auto named = std::find(kSignatureKinds.begin(), kSignatureKinds.end(), kind);
  if (named == kSignatureKinds.end())
    problems.push_back(place + "/kind is none, hmac_sha256 or ed25519, not " + kind);
  else
    rule.kind = static_cast<SignatureKind>(named - kSignatureKinds.begin());
  rule.id = text_of(facts, "id");
  rule.timestamp = text_of(facts, "timestamp");
  rule.signature = text_of(facts, "signature");
  rule.user = text_of(facts, "user");
  rule.version = text_of(facts, "version");
  rule.secret_prefix = text_of(facts, "secret_prefix");
  rule.tolerance = Seconds(int_of(facts, "tolerance_s", 300));
  if (rule.kind != SignatureKind::none && (rule.id.empty() || rule.timestamp.empty() || rule.signature.empty()))
    problems.push_back(place + " must name the headers id, timestamp and signature");
  return rule;
}

inline void read_tells(const Json& facts, const std::string& place, WebhookPolicy& policy,
                       std::vector<std::string>& problems) {
  for (const auto& [phase, when] : facts.items()) {
    if (when != "always" && when != "started") problems.push_back(place + "/" + phase + " is always or started");
    policy.tells.emplace_back(phase, when == "always" ? Telling::always : Telling::started);
  }
}

}  // namespace detail

// The policy in a provider's "webhook"; one without it calls nobody.
inline WebhookPolicy compile_webhook_policy(const Json& facts, const std::string& place,
                                            std::vector<std::string>& problems) {
  WebhookPolicy policy;
  detail::read_tells(child(facts, "tells"), place + "/tells", policy, problems);
  policy.content_type = text_of(facts, "content_type");
  if (!policy.tells.empty() && policy.content_type.empty()) problems.push_back(place + "/content_type is missing");
  for (const Json& timeout : child(facts, "timeouts_ms"))
    policy.timeouts.emplace_back(timeout.is_number_integer() ? timeout.get<std::int64_t>() : 0);
  for (const Millis timeout : policy.timeouts)
    if (timeout.count() <= 0) problems.push_back(place + "/timeouts_ms are milliseconds above 0");
  const Json& pause = child(facts, "pause");
  policy.retries = int_of(facts, "retries");
  policy.first_pause = Millis(int_of(pause, "first_ms"));
  policy.factor = int_of(pause, "factor", 1);
  policy.longest_pause = Millis(int_of(pause, "longest_ms"));
  if (policy.factor < 1 || policy.factor > 100 || policy.longest_pause > std::chrono::hours(24 * 30))
    problems.push_back(place + "/pause has a factor from 1 to 100 and at most 30 days");
  policy.within = Millis(int_of(facts, "within_ms"));
  if (const Json* success = member(facts, "success")) policy.success = detail::span_of(*success);
  for (const Json& span : child(facts, "final")) policy.final.push_back(detail::span_of(span));
  policy.signature = detail::signature_rule(child(facts, "signature"), place + "/signature", problems);
  policy.https_only = flag_of(facts, "https_only");
  policy.loopback = flag_of(facts, "loopback");
  policy.refunds_when_lost = flag_of(facts, "refunds_when_lost");
  return policy;
}

}  // namespace mockling
