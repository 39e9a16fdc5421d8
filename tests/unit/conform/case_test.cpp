#include "case.hpp"

#include "catch.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

Json a_check() {
  return {{"check", "once"},
          {"level", "must"},
          {"basis", "safety"},
          {"ref", "r"},
          {"requires", "x"},
          {"count", {{"of", "submits"}, {"is", 1}}},
          {"killers", {"submit-twice"}}};
}

Json a_case() {
  return {{"id", "submit/once"},
          {"title", "t"},
          {"about", "a"},
          {"providers", {"wavespeed", "fal"}},
          {"expect", Json::array({a_check()})}};
}

std::string mistake(const Json& document) {
  const auto sound = check_case("cases/submit/once.json", document);
  return sound ? std::string() : sound.error().message;
}

Json changed(const char* pointer, const Json& value) {
  Json document = a_case();
  document[Json::json_pointer(pointer)] = value;
  return document;
}

}  // namespace

TEST_CASE("a case stands for one permutation per provider, universe and variant", "[case]") {
  Json document = a_case();
  document["universes"] = Json::array(
      {Json{{"name", "outputs=string"}, {"provider", "wavespeed"}, {"switches", {{"outputs-shape", "string"}}}}});
  document["variants"] = Json::array({Json{{"name", "16"}, {"with", {{"op", {{"request", {{"duration", 16}}}}}}}},
                                      Json{{"name", "0"}, {"provider", "fal"}}});
  document["only"] = {{"fal", {{"title", "of fal"}, {"expect_more", Json::array({a_check()})}}}};
  CHECK(mistake(document).empty());
  std::vector<std::string> ids;
  for (const Permutation& each : permutations(document)) ids.push_back(each.id);
  CHECK(ids == std::vector<std::string>{"submit/once[wavespeed,16]", "submit/once[wavespeed,u:outputs=string,16]",
                                        "submit/once[fal,16]", "submit/once[fal,0]"});
  const auto all = permutations(document);
  CHECK(all[0].document.at("op").at("request").at("duration") == 16);
  CHECK(all[1].switches == Json{{"outputs-shape", "string"}});
  CHECK(all[2].document.at("title") == "of fal");
  CHECK(all[2].document.at("expect").size() == 2);
  CHECK(all[0].document.at("expect").size() == 1);
  CHECK_FALSE(all[0].document.contains("variants"));
  CHECK(all[0].area == "submit");
}

TEST_CASE("each mistake in a case is told", "[case]") {
  CHECK(mistake(a_case()).empty());
  const std::vector<std::pair<Json, std::string>> wrong = {
      {changed("/id", "once"), "has no id like"},
      {changed("/id", "submit/twice"), "has an id that is not its place: submit/twice"},
      {changed("/tilte", "x"), "a case has no \"tilte\""},
      {changed("/title", ""), "has no \"title\""},
      {changed("/about", 5), "has no \"about\""},
      {changed("/providers", Json::array()), "has no \"providers\""},
      {changed("/expect", "all"), "has no \"expect\""},
      {changed("/needs", Json::array({5})), "has a need that is no word: 5"},
      {changed("/expect/0/check", ""), "has a check without a name"},
      {changed("/expect/0/level", "may"), "has a level: must, should or info"},
      {changed("/expect/0/basis", "taste"), "has a basis"},
      {changed("/expect/0/ref", ""), "has no \"ref\""},
      {changed("/expect/0/requires", ""), "has no \"requires\""},
      {changed("/expect/0/killers", Json::array()), "has no killers"},
      {changed("/expect/0/conut", 1), "has no \"conut\""},
      {changed("/expect/0/count/of", "submitz"), "\"count\" has no selector in \"of\": \"submitz\""},
      {changed("/expect/0/file", "hole"), "\"file\" takes whole, absent or absent_or_whole"},
      {changed("/expect/0/receipt", Json::array({"f9"})), "rests on the fault \"f9\", which the case does not arm"},
  };
  for (const auto& [document, text] : wrong) {
    INFO(document.dump());
    CHECK(mistake(document).find(text) != std::string::npos);
    CHECK(mistake(document).rfind("cases/submit/once.json: ", 0) == 0);
  }
  Json idle = a_case();
  idle["expect"][0].erase("count");
  CHECK(mistake(idle).find("asks nothing") != std::string::npos);
}

TEST_CASE("a member of any wrong type is a mistake, not an end", "[case]") {
  const Json document = a_case();
  for (const char* name : {"id", "title", "about", "providers", "needs", "universes", "variants", "only", "op", "world",
                           "faults", "expect"})
    for (const Json& odd : {Json(), Json(5), Json("x"), Json::array({5}), Json::array({nullptr}),
                            Json::array({Json::array()}), Json{{"fal", 5}}}) {
      Json one = document;
      one[name] = odd;
      INFO(one.dump());
      CHECK_NOTHROW(mistake(one));
    }
  CHECK_FALSE(mistake(changed("/providers", Json::array({5}))).empty());
  CHECK_FALSE(mistake(changed("/expect", Json::array({5}))).empty());
  CHECK_FALSE(mistake(Json()).empty());
  CHECK_FALSE(mistake(Json::array({a_case()})).empty());
}

TEST_CASE("what a client lacks for a case is named", "[case]") {
  Json document = a_case();
  document["needs"] = {"tuning"};
  document["op"] = {
      {"steps", Json::array({Json{{"name", "submit"}}, Json{{"move", "25h"}}, Json{{"name", "cancel"}}})}};
  const Permutation one = permutations(document).front();
  Claims claims{{"wavespeed"}, {"generate", "submit", "cancel"}, {"tuning"}, false};
  CHECK(missing(one, claims).empty());
  claims.ops = {"generate", "submit"};
  CHECK(missing(one, claims) == "op:cancel");
  claims.ops.push_back("cancel");
  claims.capabilities.clear();
  CHECK(missing(one, claims) == "tuning");
  claims.providers = {"fal"};
  CHECK(missing(one, claims) == "wavespeed");
}

TEST_CASE("a door that starts a program and waits for its end is asked for no more than that", "[case]") {
  Claims door;
  door.providers = {"wavespeed"};
  door.any_op = true;
  const auto lacks = [&](const Json& op) {
    Json document = a_case();
    document["op"] = op;
    return missing(permutations(document).front(), door);
  };
  CHECK(lacks(Json::object()).empty());
  CHECK(lacks({{"request", {{"duration", 7}}}}).empty());
  for (const Json& op : {Json{{"name", "estimate"}}, Json{{"times", 20}}, Json{{"abort", {{"after", "submitted"}}}},
                         Json{{"steps", Json::array({Json{{"name", "generate"}, {"kill_after", "struck"}}})}}})
    CHECK(lacks(op) == "more than to be started and to end");
}

TEST_CASE("names are filled in wherever a text has them", "[case]") {
  const Json document{{"a", {"@here/x", 5}}, {"b", {{"c", "from @foreign to @here"}}}, {"d", "mail@example"}};
  CHECK(filled(document, {{"here", "H"}, {"foreign", "F"}}) ==
        Json{{"a", {"H/x", 5}}, {"b", {{"c", "from F to H"}}}, {"d", "mail@example"}});
}
