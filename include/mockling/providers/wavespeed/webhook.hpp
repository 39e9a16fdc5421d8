// Owns: what a webhook of WaveSpeed's says, and the secret it is signed with.
// Never knows: when one is sent.
// Used by: providers/wavespeed.
#pragma once

#include <string>
#include <utility>

#include <mockling/base/crypto.hpp>
#include <mockling/providers/wavespeed/prediction.hpp>

namespace mockling::wavespeed {

// The signing secret of the account: the prefix and 32 bytes in base64.
inline std::string signing_secret(const Call& call) {
  Rng rng = call.state.stream("webhook-secret", 0);
  std::string bytes;
  for (int i = 0; i < 4; ++i)
    for (std::uint64_t word = rng.next(), left = 8; left-- > 0; word >>= 8) bytes += static_cast<char>(word & 0xff);
  return call.spec().webhook.signature.secret_prefix + base64(bytes);
}

inline Response webhook_secret(Call& call) { return success(call, Json{{"secret", signing_secret(call)}}); }

// The bare prediction, without an envelope, and with the inputs after the model.
inline Response webhook(Call& call, const Job& job) {
  const Json told = Json::parse(prediction(call, job, phase_at(job, call.now), 9).text());
  Json payload = Json::object();
  for (const auto& [name, value] : told.items()) {
    payload[name] = value;
    if (name == "model") payload["input"] = Json::parse(job.input);
  }
  return json_response(call, 200, payload);
}

inline WebhookKeys webhook_keys(const Call& call) { return {signing_secret(call), {}, {}}; }

}  // namespace mockling::wavespeed
