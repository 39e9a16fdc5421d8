// Signatures of calls against vectors that other programs computed.
#include "catch.hpp"

#include <mockling/core/webhook_signature.hpp>
#include <mockling/core/webhook_verify.hpp>

using namespace mockling;

TEST_CASE("a shared secret signs id, time and body; its prefix is cut off and it is not decoded", "[webhook]") {
  SignatureRule rule;
  rule.kind = SignatureKind::hmac_sha256;
  rule.id = "webhook-id";
  rule.timestamp = "webhook-timestamp";
  rule.signature = "webhook-signature";
  rule.version = "v3";
  rule.secret_prefix = "whsec_";
  const WebhookKeys keys{"whsec_bG9jYWwtZW11bGF0b3Itc2VjcmV0LTAxMjM0NTY3ODk=", {}, {}};
  const Headers headers = signature_headers(rule, keys, "45b392b22c3b449fa935bd4d0f6a7c11", {1'760'000'000'000'000'000},
                                            R"({"id":"45b392b22c3b449fa935bd4d0f6a7c11","status":"completed"})");
  CHECK(headers.get("webhook-id") == "45b392b22c3b449fa935bd4d0f6a7c11");
  CHECK(headers.get("webhook-timestamp") == "1760000000");
  CHECK(headers.get("webhook-signature") == "v3,28580590cc84bb8b4951d5b1f20b6628fd5fe20bca5101867cd8c0893b0aa10e");
  CHECK(headers.size() == 3);
}

TEST_CASE("a key pair signs four lines", "[webhook]") {
  CHECK(signed_lines("id", "user", "17", "{}") ==
        "id\nuser\n17\n44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  SignatureRule rule;
  rule.kind = SignatureKind::ed25519;
  rule.id = "Id";
  rule.user = "User";
  rule.timestamp = "Time";
  rule.signature = "Sign";
  const std::string key(32, 'k');
  const Headers headers = signature_headers(rule, {{}, key, "user"}, "id", {17'900'000'000}, "{}");
  CHECK(headers.get("User") == "user");
  CHECK(headers.get("Time") == "17");
  const auto signature = hex_decoded(headers.get("Sign"));
  REQUIRE(signature);
  CHECK(ed25519_verify(ed25519_public(key), signed_lines("id", "user", "17", "{}"), *signature));
}

TEST_CASE("who does not sign sends no headers", "[webhook]") {
  CHECK(signature_headers({}, {}, "id", {}, "{}").size() == 0);
}

TEST_CASE("published keys can be read back, and each has a name of its own", "[webhook]") {
  const std::vector<std::string> keys{std::string(32, 'a'), std::string(32, '\xff')};
  const Json set = key_set({{"kty", "OKP"}}, keys);
  REQUIRE(set.at("keys").size() == 2);
  CHECK(set["keys"][0].at("kty") == "OKP");
  CHECK(set["keys"][0].at("kid") != set["keys"][1].at("kid"));
  CHECK(public_keys_in(dump(set)).value() == keys);
  CHECK(public_keys_in(dump(key_set(Json::object(), {}))).value().empty());
}
