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
