#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <sstream>

#include "refclient/text.hpp"
#include "refclient/webhook.hpp"

namespace refclient {
namespace {

bool is_recent(const std::string& timestamp, std::int64_t now) {
  if (timestamp.empty() || timestamp.size() > 12 || timestamp.find_first_not_of("0123456789") != std::string::npos)
    return false;
  return std::llabs(std::stoll(timestamp) - now) <= kHookTolerance;
}

std::string hmac_sha256(const std::string& key, const std::string& message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
       message.size(), bytes.data(), &size);
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

// In a time that does not depend on where they differ.
bool same(const std::string& a, const std::string& b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool fits(const std::string& key, const std::string& signature, const std::string& message) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> loaded(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(key.data()),
                                  key.size()),
      &EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!loaded || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, loaded.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                          reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
}

}  // namespace

std::string Delivery::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (lower(key) == lower(name)) return value;
  }
  return {};
}

Trust verify_hmac(const Delivery& delivery, const std::string& secret, std::int64_t now) {
  const std::string timestamp = delivery.header("webhook-timestamp");
  if (!is_recent(timestamp, now)) return Trust::invalid;
  const std::string prefix = "whsec_";
  // The rest is the key as it stands; it only looks like base64.
  const std::string key = starts_with(secret, prefix) ? secret.substr(prefix.size()) : secret;
  const std::string message = delivery.header("webhook-id") + "." + timestamp + "." + delivery.body;
  const std::string expected = "v3," + hex(hmac_sha256(key, message));
  std::istringstream given(delivery.header("webhook-signature"));
  bool found = false;
  for (std::string each; given >> each;) found = same(each, expected) || found;
  return found ? Trust::valid : Trust::invalid;
}

Trust verify_ed25519(const Delivery& delivery, const std::vector<std::string>& keys, std::int64_t now) {
  const std::string timestamp = delivery.header("X-Fal-Webhook-Timestamp");
  const auto signature = unhex(delivery.header("X-Fal-Webhook-Signature"));
  if (!is_recent(timestamp, now) || !signature) return Trust::invalid;
  const std::string message = delivery.header("X-Fal-Webhook-Request-Id") + "\n" +
                              delivery.header("X-Fal-Webhook-User-Id") + "\n" + timestamp + "\n" +
                              hex(sha256(delivery.body));
  for (const std::string& key : keys) {
    if (fits(key, *signature, message)) return Trust::valid;
  }
  return Trust::invalid;
}

std::vector<std::string> keys_of_jwks(const Json& jwks) {
  std::vector<std::string> keys;
  const Json& list = member_of(jwks, "keys");
  for (const Json& each : list.is_array() ? list : Json::array()) {
    const auto key = base64_decoded(text_at(each, "x"));
    if (key && key->size() == 32) keys.push_back(*key);
  }
  return keys;
}

Trust KeyStore::verify(const Delivery& delivery, std::int64_t now) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!fetched_ || keys_.empty()) {
    keys_ = fetch_();
    fetched_ = true;
  }
  const Trust trust = verify_ed25519(delivery, keys_, now);
  if (trust == Trust::valid || now - renewed_at_ < 60) return trust;
  renewed_at_ = now;
  keys_ = fetch_();
  return verify_ed25519(delivery, keys_, now);
}

}  // namespace refclient
