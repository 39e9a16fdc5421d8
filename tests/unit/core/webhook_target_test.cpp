// Whom a call may go to, by the policy of the provider and the reach of the server.
#include "catch.hpp"

#include <mockling/core/webhook_target.hpp>

using namespace mockling;

namespace {

std::string read(const std::string& url) {
  const auto target = webhook_target(url);
  if (!target) return target.error().message;
  return target->scheme + " " + target->host + " " + std::to_string(target->port) + " " + target->authority + " " +
         target->path + (target->address ? " address" : "");
}

IpAddress address(const std::string& text) {
  const auto v4 = parse_ipv4(text);
  return v4 ? ipv4_address(*v4) : *parse_ipv6(text);
}

std::string judged(const WebhookPolicy& policy, Reach reach, const std::string& scheme,
                   const std::vector<std::string>& addresses) {
  WebhookTarget target;
  target.scheme = scheme;
  std::vector<IpAddress> list;
  for (const std::string& one : addresses) list.push_back(address(one));
  const auto verdict = may_call(policy, reach, target, list);
  return verdict ? "yes" : verdict.error().message.substr(10);
}

}  // namespace

TEST_CASE("a target is read as it will be called", "[webhook]") {
  CHECK(read("https://hook.test/a?b=c#d") == "https hook.test 443 hook.test /a?b=c");
  CHECK(read("http://Hook.Test:8080") == "http hook.test 8080 Hook.Test:8080 /");
  CHECK(read("http://hook.test?x=1") == "http hook.test 80 hook.test /?x=1");
  CHECK(read("http://user:pass@hook.test/") == "http hook.test 80 hook.test /");
  CHECK(read("http://[::1]:9/x") == "http ::1 9 [::1]:9 /x address");
  CHECK(read("http://[::1]/x") == "http ::1 80 [::1] /x address");
  CHECK(read("http://0x7f.1/") == "http 0x7f.1 80 0x7f.1 / address");
  for (const char* url : {"", "hook.test", "ftp://hook.test/", "http://", "http://[::g]/", "http://a b/",
                          "http://a\r\nX: y/", "http://hook.test:0/", "http://hook.test:99999/"})
    CHECK(read(url) == "not an HTTP address");
}

TEST_CASE("who may be called follows from the provider's policy and the server's reach", "[webhook]") {
  WebhookPolicy open, strict;
  open.loopback = true;
  strict.https_only = true;
  CHECK(judged(open, Reach::loopback, "http", {"127.0.0.1"}) == "yes");
  CHECK(judged(open, Reach::loopback, "http", {"::1", "127.0.0.1"}) == "yes");
  CHECK(judged(open, Reach::off, "http", {"127.0.0.1"}) == "this server sends no webhooks");
  CHECK(judged(open, Reach::any, "http", {"192.0.2.1"}) == "yes");
  CHECK(judged(strict, Reach::any, "https", {"192.0.2.1"}) == "yes");
  CHECK(judged(strict, Reach::any, "http", {"192.0.2.1"}) == "the provider calls by HTTPS only");
  CHECK(judged(open, Reach::loopback, "https", {"192.0.2.1"}).substr(0, 32) == "this server calls nobody outside");
  CHECK(judged(open, Reach::any, "http", {}) == "the host has no address");
  const std::string internal = "the provider calls no internal address";
  CHECK(judged(strict, Reach::any, "https", {"127.0.0.1"}) == internal);
  for (const char* one : {"10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "fe80::1", "fc00::1",
                          "::ffff:10.0.0.1", "64:ff9b::a00:1", "0.0.0.0"}) {
    INFO(one);
    CHECK(judged(open, Reach::any, "https", {one}) == internal);
  }
  CHECK(judged(open, Reach::any, "https", {"192.0.2.1", "10.0.0.1"}) == internal);
  CHECK(judged(open, Reach::any, "https", {"127.0.0.1", "10.0.0.1"}) == internal);
}
