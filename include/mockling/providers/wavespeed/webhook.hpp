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
  return call.spec().webhook.signature.secret_prefix + base64(call.state.stream("webhook-secret", 0).bytes(32));
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
