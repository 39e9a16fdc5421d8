// Hashes and encodings against the published vectors.
#include "catch.hpp"

#include <mockling/base/crypto.hpp>

using namespace mockling;

TEST_CASE("SHA-256 of the vectors of FIPS 180-4", "[crypto]") {
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("HMAC-SHA256 of the vectors of RFC 4231", "[crypto]") {
  CHECK(hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("base64 of the vectors of RFC 4648", "[crypto]") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
                                                         {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) CHECK(base64(plain) == coded);
  CHECK(base64("\xff\xfe\xfd") == "//79");
}

TEST_CASE("base64 is read back, and nothing else is", "[crypto]") {
  for (const std::string bytes : {"", "a", "ab", "abc", "abcd"}) CHECK(base64_decoded(base64(bytes)) == bytes);
  for (const char* text : {"a", "ab", "abc", "????", "a=bc", "ab c", " YWJ", "YWJ\n", "=", "====", "Y===", "    "}) {
    INFO(text);
    CHECK(base64_decoded(text) == std::nullopt);
  }
}

TEST_CASE("Ed25519 of the vectors of RFC 8032, 7.1", "[crypto]") {
  struct Vector {
    const char *secret, *open, *message, *signature;
  };
  const Vector vectors[] = {{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                             "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                             "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                             "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
                            {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                             "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
                             "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                             "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"}};
  for (const Vector& vector : vectors) {
    const std::string secret = *hex_decoded(vector.secret), message = *hex_decoded(vector.message);
    CHECK(hex(ed25519_public(secret)) == vector.open);
    CHECK(hex(ed25519_sign(secret, message)) == vector.signature);
    CHECK(ed25519_verify(*hex_decoded(vector.open), message, *hex_decoded(vector.signature)));
    CHECK_FALSE(ed25519_verify(*hex_decoded(vector.open), message + "x", *hex_decoded(vector.signature)));
  }
  CHECK(ed25519_public("short").empty());
  CHECK(ed25519_sign("short", "x").empty());
  CHECK_FALSE(ed25519_verify("short", "x", std::string(64, 'x')));
  CHECK_FALSE(ed25519_verify(ed25519_public(std::string(32, 'k')), "x", "short"));
}

TEST_CASE("base64 of URLs and hexadecimal are read back, and nothing else is", "[crypto]") {
  CHECK(base64url("\xff\xfe\xfd") == "__79");
  for (const std::string bytes : {"", "a", "ab", "abc", "\xff\xfe\xfd\xfc"}) {
    CHECK(base64url_decoded(base64url(bytes)) == bytes);
    CHECK(hex_decoded(hex(bytes)) == bytes);
  }
  for (const char* text : {"//79", "a", "YQ==", "Y Q"}) CHECK(base64url_decoded(text) == std::nullopt);
  for (const char* text : {"a", "0g", "0x", " a"}) CHECK(hex_decoded(text) == std::nullopt);
}

TEST_CASE("bytes are the same when length and contents are", "[crypto]") {
  CHECK(same_bytes("", ""));
  CHECK(same_bytes("ab", "ab"));
  CHECK_FALSE(same_bytes("ab", "ac"));
  CHECK_FALSE(same_bytes("ab", "abc"));
}
