#include "predicates.hpp"

#include "catch.hpp"
#include "evidence_fixture.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

struct Row {
  const char* name;
  const char* held;    // of the good run
  const char* broken;  // not so in it
};

// Every predicate there is, asked so that it holds and so that it does not.
const std::vector<Row> kRows = {
    {"count", R"({"of":"submits","is":1})", R"({"of":"polls","max":2})"},
    {"count", R"({"of":{"of":"polls","status":503},"min":1,"max":1})", R"({"of":"submits","is":0})"},
    {"gap", R"({"between":"polls","min_ms":90})", R"({"between":"polls","min_ms":101})"},
    {"gap", R"({"between":"polls","min_ms":90,"growing":true})", R"({"between":"files","min_ms":0})"},
    {"gap", R"({"after":"fault:f1","to":"polls","min_ms":190})", R"({"after":"fault:f1","to":"polls","min_ms":210})"},
    {"gap", R"({"after":"fault:f2","to":"polls","min_ms":1,"optional":true})",
     R"({"after":"fault:f2","to":"polls","min_ms":1})"},
    {"none_after", R"({"of":"polls","after":"terminal"})", R"({"of":"files","after":"terminal","grace_ms":90})"},
    {"none_after", R"({"of":"files","after":"terminal","grace_ms":90,"max":1})", R"({"of":"polls","after":"abort"})"},
    {"header", R"({"of":"api","name":"authorization","is":"Bearer ***"})",
     R"({"of":"any","name":"Authorization","is":"Bearer ***"})"},
    {"header", R"({"of":"files","name":"Authorization","absent":true})",
     R"({"of":"api","name":"Authorization","matches":"Key *"})"},
    {"credentials", R"({"of":"files","in":[]})", R"({"of":"api","in":[]})"},
    {"credentials", R"({"of":"api","in":["header"]})", R"({"of":"submits","in":["query"]})"},
    {"body", R"({"of":"submits","at":"/duration","is":5})", R"({"of":"submits","at":"/duration","is":"5"})"},
    {"body", R"({"of":"submits","at":"/duration","type":"integer"})",
     R"({"of":"submits","at":"/prompt","absent":true})"},
    {"query", R"({"of":"submits","name":"webhook","absent":true})", R"({"of":"submits","name":"webhook","is":"x"})"},
    {"path", R"({"of":"polls","matches":["/poll/*"]})", R"({"of":"any","matches":["/poll/*"]})"},
    {"money", R"({"jobs_max":1,"jobs_min":1,"waste_jobs_max":0})", R"({"jobs_max":0})"},
    {"result", R"({"outcome":["ok"],"task_id":"given","is":{"/task_id":"j1"}})", R"({"outcome":["error"]})"},
    {"result", R"({"says":["j1"],"says_not":["j2"]})", R"({"says_not":["j1"]})"},
    {"file", R"("whole")", R"("absent")"},
    {"file", R"("absent_or_whole")", R"("absent")"},
    {"cost", R"({"is":"2.1"})", R"({"is":"2.11"})"},
    {"log", R"({"free_of":["key","link"]})", nullptr},
    {"files_inside", "true", nullptr},
    {"own", "true", nullptr},
};

}  // namespace

TEST_CASE("each predicate holds where it should and nowhere else", "[predicates]") {
  for (const Row& row : kRows) {
    INFO(row.name << " " << row.held << " / " << (row.broken != nullptr ? row.broken : ""));
    const Judged held = ask(row.name, Json::parse(row.held), good_run());
    CHECK(held.held);
    CHECK_FALSE(held.expected.empty());
    CHECK_FALSE(held.actual.empty());
    if (row.broken == nullptr) continue;
    const Judged broken = ask(row.name, Json::parse(row.broken), good_run());
    CHECK_FALSE(broken.held);
    CHECK_FALSE(broken.actual.empty());
  }
}

TEST_CASE("what a client leaves behind and says is held against it", "[predicates]") {
  Evidence seen = good_run();
  seen.heard = "sent with mk_canary";
  CHECK_FALSE(ask("log", Json{{"free_of", {"key"}}}, seen).held);
  seen.strays = {"a/clip.mp4"};
  CHECK(ask("files_inside", true, seen).actual == "a/clip.mp4");
  seen.said.push_back(seen.said.front());  // two calls, one task
  CHECK_FALSE(ask("own", true, seen).held);
  seen.file = "half";
  CHECK_FALSE(ask("file", "whole", seen).held);
  CHECK_FALSE(ask("file", "absent_or_whole", seen).held);
  seen.file.reset();
  CHECK(ask("file", "absent", seen).held);
}

TEST_CASE("a file is not whole when the client says untruths of it", "[predicates]") {
  Evidence seen = good_run();
  Json& value = seen.said.front().message["value"];
  value["outputs"] =
      Json::array({Json{{"sha256", "8aF28b5a7cc7dcf2ab6c15ff46d6bf6d2a6dd4d9b90e2d2bf6d2fbb5c2fb8f2d"}, {"size", 8}}});
  CHECK_FALSE(ask("file", "whole", seen).held);
  value["outputs"][0]["sha256"] = nullptr;
  CHECK(ask("file", "whole", seen).held);
  value["outputs"][0]["size"] = 9;
  CHECK(ask("file", "whole", seen).actual == "it says 9 bytes");
}

TEST_CASE("what is asked wrongly is never held by accident and never throws", "[predicates]") {
  const std::vector<Json> odd = {nullptr,
                                 5,
                                 "odd",
                                 -1.5,
                                 Json::array({1, "x", nullptr}),
                                 Json{{"of", 5}},
                                 Json{{"at", 5}, {"of", "submits"}},
                                 Json{{"of", "submits"}, {"at", "/~x"}, {"is", 1}},
                                 Json{{"of", "submits"}, {"in", 5}},
                                 Json{{"waste_jobs_max", "x"}},
                                 Json{{"says", Json::array({5})}},
                                 Json{{"outcome", 5}},
                                 Json{{"is", Json::array({1})}},
                                 Json{{"is", {{"no pointer", 1}}}},
                                 Json{{"free_of", Json::array({5})}},
                                 Json{{"of", "polls"}, {"matches", 7}}};
  for (const char* name : {"count", "gap", "none_after", "header", "credentials", "body", "query", "path", "money",
                           "result", "file", "log", "cost", "own"})
    for (const Json& question : odd) {
      INFO(name << " " << question.dump());
      CHECK_NOTHROW(ask(name, question, good_run()));
      CHECK_NOTHROW(ask(name, question, Evidence{}));
    }
  CHECK_FALSE(ask("body", Json{{"of", "submits"}, {"at", "/~x"}, {"is", 1}}, good_run()).held);
  CHECK_FALSE(ask("money", Json{{"waste_jobs_max", "x"}}, good_run()).held);
  CHECK_FALSE(ask("result", Json{{"says", Json::array({5})}}, good_run()).held);
  CHECK_FALSE(ask("nonsense", Json::object(), good_run()).held);
}

TEST_CASE("nothing that was seen of nobody speaks for him", "[predicates]") {
  const Evidence nobody;
  for (const auto& [name, question] : std::vector<std::pair<const char*, Json>>{
           {"count", {{"of", "submits"}, {"min", 1}}},
           {"header", {{"of", "submits"}, {"name", "Authorization"}, {"is", "x"}}},
           {"credentials", {{"of", "api"}, {"in", {"header"}}}},
           {"path", {{"of", "polls"}, {"matches", {"**"}}}},
           {"money", {{"jobs_min", 1}}},
           {"result", {{"outcome", {"ok"}}}},
           {"file", "whole"},
           {"cost", {{"is", "2.1"}}},
           {"gap", {{"between", "polls"}, {"min_ms", 0}}}}) {
    INFO(name);
    CHECK_FALSE(ask(name, question, nobody).held);
  }
}
