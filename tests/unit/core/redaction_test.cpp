// Wherever a client puts its key, it is found and taken out of what is remembered.
#include "catch.hpp"

#include <mockling/core/redaction.hpp>

using namespace mockling;

namespace {

const Auth kAuth{"Authorization", {{"Bearer", false}, {"Key", true}}, "api_key", "hex64"};
const std::string kKey = "mk_secret:half-number-2";

Request asked() {
  Request request;
  request.path = "/run/model";
  request.headers.add("Authorization", "Key " + kKey);
  return request;
}

std::string places(const Request& request, const RouteMatch& route = {}) {
  std::string text;
  const Redactor redactor(kAuth, request, route, world_of(kKey));
  for (const CredentialPlace place : redactor.places())
    text += std::string(kCredentialPlaces[static_cast<std::size_t>(place)]) + " ";
  return text;
}

}  // namespace

TEST_CASE("the places of a key are named", "[redaction]") {
  Request request = asked();
  CHECK(places(request) == "header ");
  request.path = "/run/" + percent_encode(kKey);
  request.body.bytes = R"({"note":")" + kKey + "\"}";
  CHECK(places(request) == "header path body ");

  Request elsewhere;
  CHECK(places(elsewhere).empty());
  elsewhere.query = {{"api_key", "whatever"}};
  CHECK(places(elsewhere) == "query ");
  elsewhere.query = {{"note", kKey}};
  CHECK(places(elsewhere) == "query ");
  elsewhere.query = {{"note", std::string(64, 'a')}};
  CHECK(places(elsewhere) == "query ");
  elsewhere.query = {{"note", "mk_other:half-number-3"}};
  CHECK(places(elsewhere).empty());
  CHECK(places(elsewhere, {nullptr, {{"id", kKey}}}) == "path ");
}

TEST_CASE("a key goes from headers, queries and texts, also by halves and escaped", "[redaction]") {
  Request request = asked();
  request.headers.add("X-Api-Key", "another-secret-1");
  request.headers.add("Cookie", "a=b");
  request.headers.add("X-Note", "it is " + kKey);
  request.query = {{"api_key", "third-secret-1"}, {"x", kKey}, {"y", "z"}};
  const Redactor redactor(kAuth, request, {}, world_of(kKey));
  const Headers clean = redactor.headers(request.headers);
  CHECK(clean.get("Authorization") == "Key ***");
  CHECK(clean.get("X-Api-Key") == "***");
  CHECK(clean.get("Cookie") == "***");
  CHECK(clean.get("X-Note") == "it is ***");
  CHECK(redactor.query(request.query) == Query{{"api_key", "***"}, {"x", "***"}, {"y", "z"}});
  CHECK(redactor.text("half-number-2 and another-secret-1 and third-secret-1") == "*** and *** and ***");
  CHECK(redactor.text("/run/" + percent_encode(kKey)) == "/run/***");
  CHECK(redactor.text("\"" + token_of(world_of(kKey), "n0nce") + "\"") == "\"***\"");
}

TEST_CASE("a key that is a plain word blanks no prompt", "[redaction]") {
  Request request;
  request.headers.add("Authorization", "Bearer water");
  const Redactor redactor(kAuth, request, {}, world_of("water"));
  CHECK(redactor.text("a drop of water") == "a drop of water");
  CHECK(redactor.headers(request.headers).get("Authorization") == "Bearer ***");
}
