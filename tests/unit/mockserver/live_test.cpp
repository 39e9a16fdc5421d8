// Answers of a real provider held against ours, and what follows for the evidence of our facts.
#include "catch.hpp"

#include <deque>

#include <mockling/spec/evidence.hpp>

#include "data.hpp"
#include "live_generation.hpp"
#include "live_place.hpp"
#include "live_report.hpp"

using namespace mockling;
using namespace mockling::cli;

namespace {

LiveAnswer json(int status, const std::string& body) { return {status, {}, "application/json; charset=utf-8", body}; }

LiveCheck check_of(std::vector<std::string> varies = {}, std::vector<LiveList> lists = {}) {
  LiveCheck check;
  check.id = "it";
  check.varies = std::move(varies);
  check.lists = std::move(lists);
  return check;
}

std::vector<std::string> places(const LiveCheck& check, const std::string& here, const std::string& there) {
  std::vector<std::string> found;
  for (const LiveDifference& each : differences(check, json(200, here), json(200, there))) found.push_back(each.place);
  return found;
}

using Places = std::vector<std::string>;

struct Shown {
  const std::vector<DataFile> files = provider_files("").value();
  const Catalog catalog = load_catalog(files).value();
  const Provider& provider = *catalog.provider("wavespeed");
  std::deque<LiveCheck> checks;
  LiveRecord record{"wavespeed", "2026-12-31", "api.example", {}};

  void meet(const std::string& place, const LiveAnswer& here, const LiveAnswer& there) {
    checks.push_back(check_of({"/data/id"}));
    checks.back().facts.push_back({{}, "/errors/unknown_job/body", place});
    LiveExchange exchange{&checks.back(), "GET https://api.example/x", here, there, {}};
    if (exchange.answered()) exchange.differences = differences(checks.back(), here, there);
    record.exchanges.push_back(exchange);
  }
  std::vector<LiveSighting> seen() const { return sightings(record, provider, files); }
};

}  // namespace

TEST_CASE("answers differ in status, type, members, kinds and values, each at its place", "[live]") {
  const LiveCheck plain = check_of();
  CHECK(places(plain, R"({"a":1,"b":[1,2]})", R"({"b":[1,2],"a":1.0})").empty());
  CHECK(places(plain, R"({"a":1})", R"({"a":2})") == Places{"body/a"});
  CHECK(places(plain, R"({"a":1,"x/y":0})", R"({"b":1})") == Places{"body/a", "body/x~1y", "body/b"});
  CHECK(places(plain, R"({"a":[1]})", R"({"a":[1,2]})") == Places{"body/a"});
  CHECK(places(plain, R"({"a":null})", R"({"a":{}})") == Places{"body/a"});
  CHECK(places(plain, R"({})", "<html>") == Places{"body"});
  CHECK(places(plain, "<html>", "<html>").empty());
  const auto all = differences(plain, {404, {}, "application/json", "{}"}, {400, {}, "text/html", "{}"});
  REQUIRE(all.size() == 2);
  CHECK((all[0].place == "status" && all[0].here == "404" && all[0].there == "400"));
  CHECK(all[1].place == "type");
  CHECK(differences(plain, {200, {}, "Application/JSON;charset=UTF-8", "{}"}, json(200, "{}")).empty());
}

TEST_CASE("what varies must be of the same kind, what is ignored need not be there", "[live]") {
  LiveCheck check = check_of({"/data/id", "/list"});
  check.ignored = {"/data/*/deep"};
  CHECK(places(check, R"({"data":{"id":"a"},"list":[1,2]})", R"({"data":{"id":"b"},"list":[3]})").empty());
  CHECK(places(check, R"({"data":{"id":"a"},"list":[]})", R"({"data":{"id":7},"list":["x"]})") ==
        Places{"body/data/id"});
  CHECK(places(check, R"({"list":[{"a":1}]})", R"({"list":[{"a":2,"b":3}]})") == Places{"body/list/0/b"});
  CHECK(places(check, R"({"data":{"x":{"deep":1}}})", R"({"data":{"x":{}}})").empty());
  CHECK_FALSE(is_compared(check, parsed_body(json(200, R"({"data":{"id":"a"}})")), "body/data"));
  CHECK_FALSE(is_compared(check, parsed_body(json(200, R"({"data":{"id":"a"}})")), "body"));
  CHECK_FALSE(is_compared(check, parsed_body(json(200, R"({"data":{}})")), "body/none"));
  CHECK(is_compared(check, parsed_body(json(200, R"({"message":"a"})")), "body/message"));
}

TEST_CASE("elements of a list belong together by a member; those we do not know say nothing", "[live]") {
  const LiveCheck check = check_of({}, {{"/data", "id"}});
  const std::string ours = R"({"data":[{"id":"a/b","n":1},{"id":"c","n":2}]})";
  CHECK(places(check, ours, R"({"data":[{"id":"new","n":9},{"id":"c","n":2},{"id":"a/b","n":1}]})").empty());
  CHECK(places(check, ours, R"({"data":[{"id":"a/b","n":5}]})") == Places{"body/data/a~1b/n", "body/data/c"});
  CHECK(is_compared(check, parsed_body(json(200, ours)), "body/data/a~1b/n"));
  CHECK_FALSE(is_compared(check, parsed_body(json(200, ours)), "body/data/none/n"));
  const Json shown = excerpt(check, json(200, ours), json(200, R"({"data":[{"id":"mine","n":9},{"id":"c","n":2}]})"));
  CHECK(shown.at("body") == Json::parse(R"({"data":[{"id":"c","n":2}]})"));
}

TEST_CASE("an excerpt leaves out what is somebody's own", "[live]") {
  const LiveCheck check = check_of({"/data"});
  const Json shown = excerpt(check, json(200, R"({"data":{"balance":1}})"),
                             json(200, R"({"data":{"balance":41.5,"mail":"a@b"},"message":"success"})"));
  CHECK(shown.at("body") == Json::parse(R"~({"data":{"balance":"(number)","mail":"(string)"},"message":"success"})~"));
  const Json page = excerpt(check, json(200, "{}"), {502, {}, "text/html", std::string(5000, 'x')});
  CHECK(page.at("body").get<std::string>().size() == 1000);
}

TEST_CASE("a fact that was seen is promoted; one that was contradicted, silent or half seen is not", "[live]") {
  const LiveAnswer ours = json(404, R"({"code":404,"message":"prediction not found"})");
  Shown shown;
  SECTION("the same") {
    shown.meet("body", ours, json(404, R"({"message":"prediction not found","code":404})"));
    CHECK(shown.seen().empty());  // something in the body varies, so the whole was not compared
    shown.checks.back().varies.clear();
    const auto seen = shown.seen();
    REQUIRE(seen.size() == 1);
    CHECK((seen[0].agrees && seen[0].confidence == "assumed" && seen[0].file == "wavespeed/provider.json"));
    const drift::Edits edits = promotion(shown.record, seen);
    REQUIRE(edits.patch.size() == 1);
    CHECK(edits.patch[0].at("path") == "/sources/~1errors~1unknown_job~1body");
    CHECK(edits.patch[0].at("value").at("confidence") == "observed");
    const auto after = drift::edited(shown.files, edits).value();
    for (const DataFile& file : after)
      if (file.name == "schemas/wavespeed/provider.json") {
        const Json document = parse_json(file.text, {64, 100'000}).value();
        CHECK(text_of(source_of(document, "/errors/unknown_job/body/message"), "confidence") == "observed");
        CHECK(text_of(source_of(document, "/errors/unknown_job/status"), "confidence") == "assumed");
      }
  }
  SECTION("another text, once of twice") {
    shown.meet("body", ours, ours);
    shown.checks.back().varies.clear();
    shown.meet("body", ours, json(404, R"({"code":404,"message":"no such task"})"));
    shown.checks.back().varies.clear();
    const auto seen = shown.seen();
    REQUIRE(seen.size() == 1);
    CHECK((!seen[0].agrees && seen[0].place == "body/message" && seen[0].there == "\"no such task\""));
    CHECK(promotion(shown.record, seen).patch.empty());
    CHECK(promotion(shown.record, seen).untouched.size() == 1);
  }
  SECTION("no answer") {
    shown.meet("status", ours, {0, "no answer", {}, {}});
    CHECK(shown.seen().empty());
  }
}

TEST_CASE("an order that was taken is known by its id", "[live]") {
  LiveGeneration generation;
  generation.id = "/data/id";
  CHECK(made_job(generation, json(200, R"({"data":{"id":"a"}})")));
  CHECK_FALSE(made_job(generation, json(200, R"({"data":{"balance":1}})")));
  CHECK_FALSE(made_job(generation, json(400, R"({"message":"no"})")));
  CHECK_FALSE(made_job(generation, json(200, "<html>")));
}

TEST_CASE("a suite is read, or all that is wrong with it is said", "[live]") {
  const Catalog catalog = load_catalog(provider_files("").value()).value();
  for (const Provider& provider : catalog.providers) {
    const auto suite = read_live_suite(embedded_text("conformance/live/" + provider.spec.name + ".json"), provider);
    INFO(provider.spec.name << ": " << (suite ? "" : suite.error().message));
    REQUIRE(suite);
    CHECK(suite->checks.size() >= 8);
  }
  const auto wrong = read_live_suite(
      R"({"checks":[{"id":"a","request":{"method":"GET","host":"nowhere","path":"x","key":"stolen"},
          "facts":{"/no/such":"body","/name":"heart"}}],"generation":{"candidates":[{"model":"none"}]}})",
      *catalog.provider("fal"));
  REQUIRE_FALSE(wrong);
  for (const char* word : {"no about", "is no request", "names no host", "own, none, malformed", "no fact /no/such",
                           "\"heart\"", "names no model"})
    CHECK(wrong.error().message.find(word) != std::string::npos);
  CHECK(read_live_suite("{", *catalog.provider("fal")).error().message.find("not valid JSON") != std::string::npos);
}
