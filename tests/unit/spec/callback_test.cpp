// Which addresses a provider calls back, however they are written.
#include "catch.hpp"

#include <mockling/spec/callback.hpp>

using namespace mockling;

TEST_CASE("HTTPS to a public host is taken", "[callback]") {
  for (const char* url :
       {"https://example.com", "https://example.com/", "HTTPS://EXAMPLE.com:443/a?b=c#d", "https://example.com.",
        "https://a-b.example.co.uk/x", "https://8.8.8.8/", "https://8.8.8.8:8443", "https://[2606:4700::1111]/",
        "https://[2606:4700::1111]:443/x", "https://user@example.com/", "https://user:word@example.com/",
        "https://127.0.0.1@example.com/", "https://xn--mnchen-3ya.de/", "https://example.com?x=https://127.0.0.1",
        "https://example.com/@127.0.0.1/", "https://example.com#@127.0.0.1", "https://e.xample/%20",
        "https://127.0.0.1.example.com/"}) {
    INFO(url);
    CHECK(is_public_https(url));
    CHECK(is_public_https(url, true));
  }
}

TEST_CASE("another scheme, or no URL at all, is not", "[callback]") {
  for (const char* url : {"",
                          "https",
                          "https:",
                          "https:/",
                          "https://",
                          "https:///x",
                          "https://:443/",
                          "//example.com/",
                          "example.com",
                          "http://example.com/",
                          "ftp://example.com/",
                          "httpsx://example.com/",
                          "javascript:alert(1)",
                          "https:example.com",
                          "https://example.com:/x:y",
                          "https://example.com:0/",
                          "https://example.com:65536/",
                          "https://example.com:http/",
                          "https://example.com:44 3/",
                          "https://exa mple.com/",
                          "https://example.com/a b",
                          "https://example.com\t/",
                          "https://example.com\n/",
                          "https://example.com\\@127.0.0.1/",
                          "https://\\127.0.0.1/",
                          "https://[2606:4700::1111/",
                          "https://2606:4700::1111/",
                          "https://[8.8.8.8]/",
                          "https://[example.com]/",
                          "https://m\xc3\xbcnchen.de/",
                          "https://\xef\xbc\x91.1/",
                          "https://a%2fb.example.com/",
                          "https://a%00.example.com/",
                          "https://a%40b.com/",
                          "https://a@b@example.com/",
                          "https://.example.com/",
                          "https://example..com/"}) {
    INFO(url);
    const bool empty_port = std::string_view(url) == "https://example.com:/x:y";
    CHECK(is_public_https(url) == empty_port);  // an empty port is the default one
    CHECK(is_public_https(url, true) == empty_port);
  }
}

TEST_CASE("internal hosts are not, in whatever notation", "[callback]") {
  for (const char* host : {"10.0.0.1",
                           "10.1",
                           "167772161",
                           "0xa.1",
                           "012.0.0.1",
                           "172.16.0.1",
                           "192.168.1.1:8443",
                           "169.254.169.254",
                           "0",
                           "0.0.0.0",
                           "100.64.0.1",
                           "[fd00::1]",
                           "[fe80::1]",
                           "[fe80::1%25eth0]:443",
                           "[::ffff:10.0.0.1]",
                           "[::ffff:a00:1]",
                           "[::]",
                           "[64:ff9b::10.0.0.1]",
                           "intranet",
                           "router.",
                           "a.local",
                           "a.internal",
                           "metadata.google.internal",
                           "a.home.arpa",
                           "a.lan",
                           "user@10.0.0.1",
                           "example.com@10.0.0.1",
                           "a@b@10.0.0.1",
                           "%31%30.0.0.1",
                           "10%2e0.0.1",
                           "10.0.0.1.",
                           "10.0.0.1..",
                           "1.2.3.4.5",
                           "999.1.1.1",
                           "example.123"}) {
    const std::string url = "https://" + std::string(host) + "/hook";
    INFO(url);
    CHECK_FALSE(is_public_https(url));
    CHECK_FALSE(is_public_https(url, true));
  }
}

TEST_CASE("loopback is taken for development alone, by HTTPS and plain HTTP", "[callback]") {
  for (const char* host :
       {"localhost", "localhost:8787", "LOCALHOST.", "hook.localhost", "127.0.0.1", "127.0.0.1:9000", "127.1",
        "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "[::1]", "[::1]:9000", "[::ffff:127.0.0.1]",
        "[0:0:0:0:0:0:0:1]", "user@localhost", "example.com@127.0.0.1", "%6c%6f%63alhost", "127%2e0.0.1"})
    for (const char* scheme : {"http://", "https://"}) {
      const std::string url = scheme + std::string(host) + "/hook";
      INFO(url);
      CHECK_FALSE(is_public_https(url));
      CHECK(is_public_https(url, true));
    }
  CHECK_FALSE(is_public_https("ftp://127.0.0.1/", true));
  CHECK_FALSE(is_public_https("http://10.0.0.1/", true));
  CHECK_FALSE(is_public_https("http://notlocalhost/", true));
  CHECK_FALSE(is_public_https("https://localhost.example.invalid:x/", true));
}
