// Verifying what came: vectors of other programs, and everything that must be refused.
#include "catch.hpp"

#include <mockling/providers/verify.hpp>

using namespace mockling;

namespace {

const std::string kSecret = "whsec_bG9jYWwtZW11bGF0b3Itc2VjcmV0LTAxMjM0NTY3ODk=";
const std::string kBody = R"({"id":"45b392b22c3b449fa935bd4d0f6a7c11","status":"completed"})";
const std::string kRight = "v3,28580590cc84bb8b4951d5b1f20b6628fd5fe20bca5101867cd8c0893b0aa10e";
constexpr Instant kSent{1'760'000'000'000'000'000};

Headers shared(const std::string& signature = kRight) {
  return {{"Webhook-Id", "45b392b22c3b449fa935bd4d0f6a7c11"},
          {"webhook-timestamp", "1760000000"},
          {"webhook-signature", signature}};
}

Headers published(const std::string& key, const std::string& body, const std::string& at = "1760000000") {
  const std::string lines = signed_lines("id", "user|1", at, body);
  return {{"x-fal-webhook-request-id", "id"},
          {"x-fal-webhook-user-id", "user|1"},
          {"x-fal-webhook-timestamp", at},
          {"x-fal-webhook-signature", hex(ed25519_sign(key, lines))}};
}

std::string why(const Result<void>& verdict) { return verdict ? "valid" : verdict.error().message; }

}  // namespace

TEST_CASE("a webhook with a shared secret is valid for five minutes either way", "[webhook]") {
  for (const int off : {-300, 0, 300})
    CHECK(why(verify_wavespeed(kSecret, shared(), kBody, kSent + Seconds(off))) == "valid");
  CHECK(why(verify_wavespeed(kSecret, shared(), kBody, kSent + Seconds(301))) == "the timestamp is 301 s old");
  CHECK(why(verify_wavespeed(kSecret, shared(), kBody, kSent - Seconds(301))) == "the timestamp is 301 s ahead");
}

TEST_CASE("one right signature among several is enough", "[webhook]") {
  const std::string wrong = "v3," + std::string(64, '0');
  CHECK(why(verify_wavespeed(kSecret, shared(wrong + " " + kRight), kBody, kSent)) == "valid");
  CHECK(why(verify_wavespeed(kSecret, shared("v1,abc " + kRight), kBody, kSent)) == "valid");
  CHECK(why(verify_wavespeed(kSecret, shared(wrong + " " + wrong), kBody, kSent)) == "the signature does not fit");
}

TEST_CASE("anything else about a shared secret is refused", "[webhook]") {
  const std::string no_fit = "the signature does not fit";
  CHECK(why(verify_wavespeed(kSecret, shared(), kBody + " ", kSent)) == no_fit);
  CHECK(why(verify_wavespeed("whsec_other", shared(), kBody, kSent)) == no_fit);
  CHECK(why(verify_wavespeed(kSecret, shared(kRight.substr(3)), kBody, kSent)) == no_fit);
  CHECK(why(verify_wavespeed(kSecret, shared("v1" + kRight.substr(2)), kBody, kSent)) == no_fit);
  CHECK(why(verify_wavespeed(kSecret, shared(kRight.substr(0, 60)), kBody, kSent)) == no_fit);
  CHECK(why(verify_wavespeed("", shared(), kBody, kSent)) == "without a secret nothing can be verified");
  CHECK(why(verify_wavespeed("whsec_", shared(), kBody, kSent)) == "without a secret nothing can be verified");
  for (const char* name : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
    Headers headers = shared();
    headers.remove(name);
    CHECK(why(verify_wavespeed(kSecret, headers, kBody, kSent)) == "the header " + std::string(name) + " is missing");
  }
  for (const char* time : {"-1760000000", "1760000000.0", "soon", "99999999999999999999"}) {
    Headers headers = shared();
    headers.set("webhook-timestamp", time);
    CHECK(why(verify_wavespeed(kSecret, headers, kBody, kSent)) == "the timestamp is no number of seconds");
  }
}

TEST_CASE("a webhook signed by a key pair is valid for any of the published keys", "[webhook]") {
  const std::string key(32, 'k'), other(32, 'o');
  const std::vector<std::string> keys{ed25519_public(other), ed25519_public(key)};
  CHECK(why(verify_fal(keys, published(key, "{}"), "{}", kSent)) == "valid");
  CHECK(why(verify_fal({keys[0]}, published(key, "{}"), "{}", kSent)) == "the signature does not fit");
  CHECK(why(verify_fal(keys, published(key, "{}"), "{ }", kSent)) == "the signature does not fit");
  CHECK(why(verify_fal(keys, published(key, "{}"), "{}", kSent + Seconds(400))) == "the timestamp is 400 s old");
  CHECK(why(verify_fal({}, published(key, "{}"), "{}", kSent)) == "without a public key nothing can be verified");
  Headers headers = published(key, "{}");
  headers.set("x-fal-webhook-user-id", "user|2");
  CHECK(why(verify_fal(keys, headers, "{}", kSent)) == "the signature does not fit");
  headers.set("x-fal-webhook-signature", "zz");
  CHECK(why(verify_fal(keys, headers, "{}", kSent)) == "the signature does not fit");
}

TEST_CASE("keys are read from a published set, and what is no key is passed over", "[webhook]") {
  const std::string open = ed25519_public(std::string(32, 'k'));
  const auto keys =
      public_keys_in(R"({"keys":[{"kty":"RSA","n":"x"},{"x":"short"},{"x":")" + base64url(open) + R"("}]})");
  REQUIRE(keys);
  CHECK(*keys == std::vector<std::string>{open});
  for (const char* text : {"", "[]", "{}", R"({"keys":1})"}) CHECK_FALSE(public_keys_in(text));
}
