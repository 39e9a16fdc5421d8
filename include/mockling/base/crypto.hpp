// Owns: hashes, signatures and encodings by way of libcrypto.
// Never knows: what is hashed, or why.
// Used by: core (world ids), host (content keys), providers.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <mockling/base/text.hpp>

namespace mockling {

inline std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

// The 32 raw bytes of SHA-256.
inline std::string sha256(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr);
  return {reinterpret_cast<const char*>(digest), length};
}

// The 32 raw bytes of HMAC-SHA256.
inline std::string hmac_sha256(std::string_view key, std::string_view message) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
       message.size(), digest, &length);
  return {reinterpret_cast<const char*>(digest), length};
}

// Whether both are the same bytes, in a time that depends on their lengths alone.
inline bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

namespace detail {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeKey>;
using DigestPtr = std::unique_ptr<EVP_MD_CTX, FreeDigest>;

inline const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace detail

// The 32 bytes of the public half of the Ed25519 key whose private half is these 32 bytes; empty for another number.
inline std::string ed25519_public(std::string_view secret) {
  const detail::KeyPtr key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, detail::octets(secret), secret.size()));
  unsigned char bytes[32];
  std::size_t size = sizeof bytes;
  if (!key || EVP_PKEY_get_raw_public_key(key.get(), bytes, &size) != 1) return {};
  return {reinterpret_cast<const char*>(bytes), size};
}

// The 64 bytes of an Ed25519 signature (RFC 8032); empty when the key is none.
inline std::string ed25519_sign(std::string_view secret, std::string_view message) {
  const detail::KeyPtr key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, detail::octets(secret), secret.size()));
  const detail::DigestPtr context(EVP_MD_CTX_new());
  unsigned char bytes[64];
  std::size_t size = sizeof bytes;
  const bool signed_it = key && context &&
                         EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                         EVP_DigestSign(context.get(), bytes, &size, detail::octets(message), message.size()) == 1;
  return signed_it ? std::string(reinterpret_cast<const char*>(bytes), size) : std::string();
}

// Whether `signature` is that of `message` by the owner of this public key; never for a key or signature that is none.
inline bool ed25519_verify(std::string_view public_key, std::string_view message, std::string_view signature) {
  const detail::KeyPtr key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, detail::octets(public_key), public_key.size()));
  const detail::DigestPtr context(EVP_MD_CTX_new());
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), detail::octets(signature), signature.size(), detail::octets(message),
                          message.size()) == 1;
}

// Standard base64 with padding, no line breaks.
inline std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  return text;
}

// The bytes that `base64` writes as this text, or nothing when it never writes it.
inline std::optional<std::string> base64_decoded(std::string_view text) {
  const std::size_t padding = text.size() - (text.find_last_not_of('=') + 1);  // npos + 1 is 0
  if (text.size() % 4 != 0 || padding > 2) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), reinterpret_cast<const unsigned char*>(text.data()),
                  static_cast<int>(text.size()));
  bytes.resize(bytes.size() - padding);
  if (base64(bytes) != text) return std::nullopt;
  return bytes;
}

// The alphabet of URLs, without padding (RFC 4648, section 5).
inline std::string base64url(std::string_view bytes) {
  std::string text = base64(bytes);
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  text.resize(text.find_last_not_of('=') + 1);
  return text;
}

// The bytes that `base64url` writes as this text, or nothing when it never writes it.
inline std::optional<std::string> base64url_decoded(std::string_view text) {
  std::string padded(text);
  for (char& c : padded) c = c == '-' ? '+' : c == '_' ? '/' : c == '+' || c == '/' || c == '=' ? '!' : c;
  padded.append((4 - padded.size() % 4) % 4, '=');
  return base64_decoded(padded);
}

// The bytes in this hexadecimal text, or nothing when it is none.
inline std::optional<std::string> hex_decoded(std::string_view text) {
  std::string bytes;
  if (text.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

}  // namespace mockling
