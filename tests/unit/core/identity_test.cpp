// From a request alone: which provider, which operation, which world.
#include "catch.hpp"

#include <set>

#include <mockling/core/ids.hpp>

#include "small_world.hpp"

using namespace mockling;
using test::shared_catalog;

namespace {

Identity identity_of(const std::string& method, const std::string& path, const std::string& authorization = "Key k",
                     const std::string& host = "localhost", bool allow_live = false) {
  Request request;
  request.method = method;
  request.path = path;
  request.host = host;
  if (!authorization.empty()) request.headers.add("Authorization", authorization);
  locate(shared_catalog(), request);
  return identify(shared_catalog(), request, allow_live);
}

ErrorKind refusal(const Identity& identity) {
  REQUIRE(identity.refusal);
  return identity.refusal->kind;
}

}  // namespace

TEST_CASE("the key is the world, one-way", "[identity]") {
  CHECK(world_of("a") == world_of("a"));
  CHECK(world_of("a") != world_of("b"));
  CHECK(world_of("secret-key").find("secret") == std::string::npos);
  CHECK(identity_of("GET", "/jobs/7", "Key k").world == world_of("k"));
  CHECK(identity_of("GET", "/jobs/7", "key   k ").world == world_of("k"));
  CHECK(identity_of("GET", "/jobs/7", " KEY k").world == world_of("k"));
}

TEST_CASE("a missing, misspelled or empty credential is refused", "[identity]") {
  CHECK(refusal(identity_of("GET", "/jobs/7", "")) == ErrorKind::unauthorized);
  CHECK(refusal(identity_of("GET", "/jobs/7", "   ")) == ErrorKind::unauthorized);
  CHECK(refusal(identity_of("GET", "/jobs/7", "Bearer k")) == ErrorKind::bad_key);
  CHECK(refusal(identity_of("GET", "/jobs/7", "Key")) == ErrorKind::bad_key);
  CHECK(refusal(identity_of("GET", "/jobs/7", "Key ")) == ErrorKind::bad_key);
  CHECK(refusal(identity_of("GET", "/jobs/7", "Keyk")) == ErrorKind::bad_key);
}

TEST_CASE("what looks like a real key is refused unless allowed", "[identity]") {
  const std::string live = "0123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789";
  CHECK(refusal(identity_of("GET", "/jobs/7", "Key " + live)) == ErrorKind::live_key);
  CHECK(identity_of("GET", "/jobs/7", "Key " + live, "localhost", true).world == world_of(live));
  CHECK_FALSE(identity_of("GET", "/jobs/7", "Key " + live.substr(1)).refusal);
  CHECK_FALSE(identity_of("GET", "/jobs/7", "Key g" + live.substr(1)).refusal);
}

TEST_CASE("a key may have to be a pair, and a query may carry it", "[identity]") {
  Auth auth{"Authorization", {{"Key", true}, {"Bearer", false}}, "token", "uuid:hex32"};
  Request request;
  const auto key = [&](const std::string& header) {
    request.headers.set("Authorization", header);
    return detail::credential_of(auth, request);
  };
  CHECK(*key("Key a:b") == "a:b");
  CHECK(*key("bearer ab") == "ab");
  CHECK(key("Key ab").error() == ErrorKind::bad_key);
  CHECK(key("Basic a:b").error() == ErrorKind::bad_key);
  request.query.emplace_back("token", "c:d");
  CHECK(*key("Key a:b") == "a:b");
  CHECK(*key("") == "c:d");
  auth.query.clear();
  CHECK(key("").error() == ErrorKind::unauthorized);
  CHECK(detail::has_shape("uuid:hex32", "01234567-89ab-cdef-0123-456789abcdef:0123456789abcdef0123456789abcdef"));
  CHECK_FALSE(detail::has_shape("uuid:hex32", "mk:test"));
  CHECK_FALSE(detail::has_shape("uuid:hex32", "01234567-89ab-cdef-0123-456789abcdef"));  // a job's id
  CHECK_FALSE(detail::has_shape("uuid:hex32", "01234567-89ab-cdef-0123-456789abcdef:secret"));
}

TEST_CASE("a token opens the world it was made for", "[identity]") {
  const std::string world = world_of("a:b");
  CHECK(identity_of("GET", "/jobs/7", "Key " + token_of(world, "0123")).world == world);
  CHECK(identity_of("GET", "/jobs/7", "Key mockling-token-short").world != "short");
  CHECK(identity_of("GET", "/jobs/7", "Key mockling-token-../../../../../etc/pw").world.find("..") ==
        std::string::npos);
}

TEST_CASE("an open path needs no key; its world is in it", "[identity]") {
  const Identity identity = identity_of("GET", "/files/w1/a.mp4", "");
  CHECK_FALSE(identity.refusal);
  CHECK(identity.world == "w1");
  CHECK(identity.route.param("name") == "a.mp4");
  CHECK(identity.route.param("nothing").empty());
}

TEST_CASE("unknown paths go to the provider whose host or first segment they have, else to nobody", "[identity]") {
  CHECK(identity_of("GET", "/elsewhere").provider == nullptr);
  CHECK(refusal(identity_of("GET", "/elsewhere", "Key k", "api.small.test:8787")) == ErrorKind::unknown_route);
  CHECK(refusal(identity_of("GET", "/elsewhere", "Key k", "API.SMALL.TEST")) == ErrorKind::unknown_route);
  CHECK(refusal(identity_of("GET", "/jobs/7/more")) == ErrorKind::unknown_route);
  CHECK(refusal(identity_of("PUT", "/jobs/7")) == ErrorKind::method_not_allowed);
  CHECK(identity_of("GET", "").provider == nullptr);
}

TEST_CASE("ids have their style and depend on nothing but their stream", "[ids]") {
  const Instant at = *parse_instant("2026-08-18T12:00:00.123Z");
  const auto id = [&](const char* style, std::uint64_t n) { return make_id(style, Rng(1, "id", n), at); };
  CHECK(id("hex32", 1) == id("hex32", 1));
  CHECK(id("hex32", 1) != id("hex32", 2));
  std::set<std::string> seen;
  for (std::uint64_t n = 0; n < 10'000; ++n) {
    const std::string hex32 = id("hex32", n), uuid4 = id("uuid4", n), uuid7 = id("uuid7", n),
                      digits = id("digits15", n);
    CHECK(hex32.size() == 32);
    CHECK(hex32.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(hex32[12] == '4');
    CHECK((uuid4.size() == 36 && uuid4[8] == '-' && uuid4[14] == '4' && uuid4[23] == '-'));
    CHECK(std::string("89ab").find(uuid4[19]) != std::string::npos);
    CHECK((uuid7[14] == '7' && std::string("89ab").find(uuid7[19]) != std::string::npos));
    CHECK((digits.size() == 15 && digits[0] != '0' && parse_int(digits)));
    seen.insert(hex32), seen.insert(uuid4), seen.insert(uuid7), seen.insert(digits);
  }
  CHECK(seen.size() == 40'000);
  const std::string task = id("task-{seconds}-{base36x8}", 1);
  CHECK(task.substr(0, 16) == "task-1787054400-");
  CHECK(task.size() == 24);
  CHECK(task.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789", 16) == std::string::npos);
  CHECK(task != id("task-{seconds}-{base36x8}", 2));
  CHECK(id("digits18", 1).size() == 18);
  CHECK(starts_with(id("uuid7", 1), "01"));
  CHECK(id("uuid7", 1) < make_id("uuid7", Rng(1, "id", 1), at + Millis(1)));
}

TEST_CASE("a key says the name of its world for people, and no more than that", "[identity]") {
  CHECK(name_in("mk_checkout") == "checkout");
  CHECK(name_in("mk_checkout-3.b_9f8a") == "checkout-3.b");
  CHECK(name_in("mk_checkout:9f8a") == "checkout");
  CHECK(name_in("mk_") == "");
  CHECK(name_in("mk__secret") == "");
  CHECK(name_in("sk_checkout") == "");
  CHECK(name_in("mk_a/b") == "");
  CHECK(name_in("mk_" + std::string(41, 'a')) == "");
}
