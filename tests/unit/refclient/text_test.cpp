#include "refclient/text.hpp"

#include "catch.hpp"

using namespace refclient;

TEST_CASE("everything that means something in a URL is escaped") {
  CHECK(percent_encoded("az-AZ_09.~") == "az-AZ_09.~");
  CHECK(percent_encoded("https://a.example/h?x=1&y=ü") == "https%3A%2F%2Fa.example%2Fh%3Fx%3D1%26y%3D%C3%BC");
  CHECK(percent_encoded("50%/0042") == "50%25%2F0042");
}

TEST_CASE("a base and a path meet at one slash") {
  CHECK(joined("http://h:1", "/v1") == "http://h:1/v1");
  CHECK(joined("http://h:1/prefix//", "/v1") == "http://h:1/prefix/v1");
  CHECK(joined("http://[::1]:1/", "/v1") == "http://[::1]:1/v1");
}

TEST_CASE("a secret is taken out wherever it stands") {
  CHECK(masked("key k1 and k1k1.", "k1") == "key *** and ******.");
  CHECK(masked("nothing", "") == "nothing");
  CHECK(masked("***", "*") == "*********");
}

TEST_CASE("a long text is cut between code points") {
  CHECK(shortened("abc", 3) == "abc");
  CHECK(shortened("aüb", 2) == "a…");
}

TEST_CASE("code points are counted, and bytes that are none are told apart") {
  CHECK(code_points("aü漢🦊") == 4);
  CHECK_FALSE(code_points("\xC3"));
  CHECK_FALSE(code_points("\xFF"));
  CHECK_FALSE(code_points("\xC0\x80"));
}

TEST_CASE("hex and base64 are read, and refused") {
  CHECK(unhex("00ffA0") == std::string("\0\xFF\xA0", 3));
  CHECK_FALSE(unhex("0"));
  CHECK_FALSE(unhex("zz"));
  CHECK(hex(std::string("\0\xFF", 2)) == "00ff");
  CHECK(base64_decoded("aGk_") == "hi?");
  CHECK(base64_decoded("aGk=") == "hi");
  CHECK_FALSE(base64_decoded("a b"));
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
