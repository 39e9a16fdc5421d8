// IP addresses in every notation, and which of them are internal.
#include "catch.hpp"

#include <mockling/base/ip.hpp>

using namespace mockling;

TEST_CASE("every notation of an IPv4 address is read as the resolver reads it", "[ip]") {
  for (const char* text : {"127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0X7F.0.0.0x1",
                           "0177.0.0.1", "017700000001", "127.0.0.01", "00000177.1"}) {
    INFO(text);
    CHECK(parse_ipv4(text) == 0x7f00'0001U);
  }
  CHECK(parse_ipv4("0") == 0U);
  CHECK(parse_ipv4("0x") == 0U);
  CHECK(parse_ipv4("255.255.255.255") == 0xffff'ffffU);
  CHECK(parse_ipv4("1.65535") == 0x0100'ffffU);
  CHECK(parse_ipv4("1.16777215") == 0x01ff'ffffU);
}

TEST_CASE("what is no IPv4 address is none", "[ip]") {
  for (const char* text :
       {"", ".", "1.", ".1", "1..2", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "1.16777216", "4294967296", "08.0.0.1",
        "0x7g.1", "a.b.c.d", "1.2.3.4 ", "-1", "+1", "1.2.3.4a", "99999999999999999999"}) {
    INFO(text);
    CHECK_FALSE(parse_ipv4(text));
  }
}

TEST_CASE("IPv6 addresses are read with gaps, tails and zones", "[ip]") {
  const auto one = parse_ipv6("::1");
  REQUIRE(one);
  CHECK(parse_ipv6("0:0:0:0:0:0:0:1") == one);
  CHECK(parse_ipv6("0000:0000:0000:0000:0000:0000:0000:0001") == one);
  CHECK(parse_ipv6("0::1") == one);
  CHECK(parse_ipv6("::1%lo") == one);
  CHECK(parse_ipv6("::0.0.0.1") == one);
  CHECK(parse_ipv6("::ffff:7f00:1") == ipv4_address(0x7f00'0001));
  CHECK(parse_ipv6("::FFFF:127.0.0.1") == ipv4_address(0x7f00'0001));
  CHECK(parse_ipv6("::") == IpAddress{});
  CHECK(parse_ipv6("1:2:3:4:5:6:7::"));
  for (const char* text : {"", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::",
                           "::1.2.3", "::1.2.3.4.5", "1:2:3:4:5:6:7:8::", "::127.1", "1:", ":1", "%lo"}) {
    INFO(text);
    CHECK_FALSE(parse_ipv6(text));
  }
}

TEST_CASE("internal nets end exactly where the registries say", "[ip]") {
  const auto internal = [](const char* text) {
    const auto ipv4 = parse_ipv4(text);
    const auto ipv6 = ipv4 ? std::optional(ipv4_address(*ipv4)) : parse_ipv6(text);
    INFO(text);
    REQUIRE(ipv6);
    return is_internal(*ipv6);
  };
  for (const char* text : {"0.0.0.0",
                           "0.255.255.255",
                           "10.0.0.0",
                           "10.255.255.255",
                           "100.64.0.0",
                           "100.127.255.255",
                           "127.0.0.0",
                           "127.255.255.255",
                           "169.254.0.0",
                           "169.254.255.255",
                           "172.16.0.0",
                           "172.31.255.255",
                           "192.0.0.0",
                           "192.168.0.0",
                           "192.168.255.255",
                           "198.18.0.0",
                           "198.19.255.255",
                           "224.0.0.0",
                           "239.255.255.255",
                           "240.0.0.0",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::ffff:10.0.0.1",
                           "::10.0.0.1",
                           "64:ff9b::10.0.0.1",
                           "2002:0a00:0001::",
                           "fc00::",
                           "fdff::1",
                           "fe80::1",
                           "febf::1",
                           "fec0::1",
                           "ff02::1"})
    CHECK(internal(text));
  for (const char* text :
       {"1.0.0.0",         "9.255.255.255",   "11.0.0.0",        "100.63.255.255",   "100.128.0.0",
        "126.255.255.255", "128.0.0.0",       "169.253.255.255", "169.255.0.0",      "172.15.255.255",
        "172.32.0.0",      "192.0.1.0",       "192.167.255.255", "192.169.0.0",      "198.17.255.255",
        "198.20.0.0",      "223.255.255.255", "::ffff:8.8.8.8",  "64:ff9b::8.8.8.8", "2002:0808:0808::",
        "2606:4700::1111", "fbff::1"})
    CHECK_FALSE(internal(text));
}

TEST_CASE("loopback is one net and one address, mapped or not", "[ip]") {
  CHECK(is_loopback(ipv4_address(0x7f00'0001)));
  CHECK(is_loopback(ipv4_address(0x7fff'ffff)));
  CHECK(is_loopback(*parse_ipv6("::1")));
  CHECK(is_loopback(*parse_ipv6("::ffff:127.0.0.1")));
  CHECK_FALSE(is_loopback(ipv4_address(0x0a00'0001)));
  CHECK_FALSE(is_loopback(*parse_ipv6("::")));
  CHECK_FALSE(is_loopback(*parse_ipv6("::2")));
  CHECK_FALSE(is_loopback(*parse_ipv6("64:ff9b::127.0.0.1")));
}

TEST_CASE("a host is this machine by name or by address", "[ip]") {
  for (const char* host : {"localhost", "LocalHost", "127.0.0.1", "127.1", "2130706433", "127.255.0.9", "::1", "[::1]",
                           "::ffff:127.0.0.1", "[::ffff:127.0.0.1]"}) {
    INFO(host);
    CHECK(is_loopback_host(host));
  }
  for (const char* host : {"", "[", "[]", "localhost.example", "127.0.0.1.example", "127.0.0.1@example.com",
                           "127.0.0.256", "10.0.0.1", "0.0.0.0", "::", "[::2]", "128.0.0.1"}) {
    INFO(host);
    CHECK_FALSE(is_loopback_host(host));
  }
}
