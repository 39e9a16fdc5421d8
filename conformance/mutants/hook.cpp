// Mutants of the webhook receiver.
#include <set>

#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

// Replaces how a delivery is judged.
void judge(Parts& parts, std::function<Trust(const Verify& inner, Delivery delivery, std::int64_t now)> judgement) {
  parts.verify = [judgement](const Verify& inner, const std::string&) -> Verify {
    return [inner, judgement](const Delivery& delivery, std::int64_t now) { return judgement(inner, delivery, now); };
  };
}

void b64_decode_secret(Parts& parts) {
  parts.verify = [](const Verify& inner, const std::string& secret) -> Verify {
    if (secret.empty()) return inner;
    const std::string key = base64_decoded(secret.substr(secret.find('_') + 1)).value_or(secret);
    return [key](const Delivery& delivery, std::int64_t now) { return verify_hmac(delivery, key, now); };
  };
}

void skip_verify(Parts& parts) {
  judge(parts, [](const Verify& inner, const Delivery& delivery, std::int64_t now) {
    const Trust trust = inner(delivery, now);
    return trust == Trust::invalid ? Trust::valid : trust;
  });
}

// JSON as the sender would have spelled it, if it always spelled alike.
std::string respelled(const nlohmann::ordered_json& value, bool spaced) {
  if (!value.is_structured() || value.empty()) return value.dump();
  std::string text;
  for (const auto& [name, part] : value.items()) {
    if (!text.empty()) text += spaced ? ", " : ",";
    if (value.is_object()) text += nlohmann::ordered_json(name).dump() + (spaced ? ": " : ":");
    text += respelled(part, spaced);
  }
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

void verify_reserialised(Parts& parts) {
  const bool spaced = parts.dialect.name == "fal";
  judge(parts, [spaced](const Verify& inner, Delivery delivery, std::int64_t now) {
    const auto body = nlohmann::ordered_json::parse(delivery.body, nullptr, false);
    if (!body.is_discarded()) delivery.body = respelled(body, spaced);
    return inner(delivery, now);
  });
}

void ignore_timestamp(Parts& parts) {
  judge(parts, [](const Verify& inner, const Delivery& delivery, std::int64_t now) {
    for (const char* name : {"webhook-timestamp", "X-Fal-Webhook-Timestamp"}) {
      const std::string given = delivery.header(name);
      if (!given.empty()) now = std::atoll(given.c_str());
    }
    return inner(delivery, now);
  });
}

bool is_end(const Snapshot& snapshot) { return snapshot.phase == Phase::succeeded || snapshot.phase == Phase::failed; }

void no_dedupe(Parts& parts) {
  parts.inbox.counts = [](const std::set<std::string>&, const std::string&, const Snapshot& snapshot, Source source) {
    return is_end(snapshot) && source == Source::hook;
  };
}

void last_write_wins(Parts& parts) {
  parts.inbox.counts = [](const std::set<std::string>& ended, const std::string& id, const Snapshot& snapshot, Source) {
    return is_end(snapshot) ? ended.count(id) == 0 : ended.count(id) > 0;
  };
}

void ack_after_work(Parts& parts) {
  parts.inbox.later = [](const std::function<void()>& work) { work(); };
}

void trust_body(Parts& parts) {
  judge(parts, [](const Verify& inner, const Delivery& delivery, std::int64_t now) {
    const Trust trust = inner(delivery, now);
    return trust == Trust::unsigned_call ? Trust::valid : trust;
  });
}

void first_signature_only(Parts& parts) {
  judge(parts, [](const Verify& inner, Delivery delivery, std::int64_t now) {
    for (auto& [name, value] : delivery.headers) {
      if (lower(name) == "webhook-signature") value = value.substr(0, value.find(' '));
    }
    return inner(delivery, now);
  });
}

// What cannot be found ends the receiver: from then on it takes nothing.
void crash_on_unknown(Parts& parts) {
  auto dead = std::make_shared<Shared<bool>>();
  parts.inbox.unknown = [dead](const std::string&) { dead->with([](bool& value) { value = true; }); };
  judge(parts, [dead](const Verify& inner, const Delivery& delivery, std::int64_t now) {
    return dead->with([](bool value) { return value; }) ? Trust::invalid : inner(delivery, now);
  });
}

void double_complete(Parts& parts) {
  auto told = std::make_shared<Shared<std::set<std::pair<std::string, Source>>>>();
  parts.inbox.counts = [told](const std::set<std::string>&, const std::string& id, const Snapshot& snapshot,
                              Source source) {
    return is_end(snapshot) && told->with([&](auto& seen) { return seen.emplace(id, source).second; });
  };
}

void hook_means_ok(Parts& parts) {
  parts.dialect.read_webhook = [inner = parts.dialect.read_webhook](const Json& body) {
    auto said = inner(body);
    if (said.second.phase == Phase::failed) said.second.phase = Phase::succeeded;
    return said;
  };
  trust_body(parts);  // asking would tell
}

}  // namespace

Mutants hook_mutants() {
  return {{"b64-decode-secret", b64_decode_secret},
          {"skip-verify", skip_verify},
          {"verify-reserialised", verify_reserialised},
          {"ignore-timestamp", ignore_timestamp},
          {"no-dedupe", no_dedupe},
          {"last-write-wins", last_write_wins},
          {"ack-after-work", ack_after_work},
          {"trust-body", trust_body},
          {"first-signature-only", first_signature_only},
          {"crash-on-unknown", crash_on_unknown},
          {"double-complete", double_complete},
          {"hook-means-ok", hook_means_ok}};
}

}  // namespace refclient::driver
