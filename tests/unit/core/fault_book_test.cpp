// Counting, precedence and receipts of the faults of one world.
#include "catch.hpp"

#include <mockling/core/fault_view.hpp>

using namespace mockling;

namespace {

std::vector<FaultRule> rules(const Json& written) { return parse_faults(written).value(); }

FaultQuestion question(std::string_view operation = "submit") {
  FaultQuestion one;
  one.provider = "small";
  one.operation = operation;
  one.path = "/v1/x";
  return one;
}

std::string struck(FaultBook& book, const FaultQuestion& asked, const std::vector<std::string>& texts = {}) {
  const FaultPtr fault = book.choose(asked, texts, Instant{5});
  return fault ? fault->rule->id : "";
}

}  // namespace

TEST_CASE("a rule counts the requests that fit, and strikes on its turn", "[fault]") {
  FaultBook book;
  REQUIRE(book.arm(rules("reset@submit:2"), FaultSource::admin));
  CHECK(struck(book, question()).empty());
  CHECK(struck(book, question("show")).empty());
  CHECK(struck(book, question()) == "f1");
  CHECK(struck(book, question()).empty());
  CHECK(book.armed()[0].seen == 3);
  CHECK(book.armed()[0].struck == 1);
}

TEST_CASE("roles, hosts, paths, jobs and used connections are asked for", "[fault]") {
  const Json roles{{"poll", {"show", "watch"}}};
  const auto fits = [&](const std::string& text, FaultQuestion asked) {
    asked.roles = &roles;
    FaultBook book;
    REQUIRE(book.arm(rules(text), FaultSource::admin));
    return !struck(book, asked).empty();
  };
  CHECK(fits("reset@poll", question("watch")));
  CHECK_FALSE(fits("reset@poll", question("submit")));
  CHECK(fits("reset@small/any", question()));
  CHECK_FALSE(fits("reset@other/any", question()));
  CHECK(fits("reset path=/v1/*", question()));
  CHECK_FALSE(fits("reset path=/v2/*", question()));
  FaultQuestion asked = question("show");
  CHECK_FALSE(fits("reset of=j1", asked));
  CHECK_FALSE(fits("reset reused=true", asked));
  CHECK_FALSE(fits("reset host=queue", asked));
  asked.job = "j1";
  asked.reused = true;
  asked.host = "queue";
  CHECK(fits("reset of=j1 reused=true host=queue", asked));
}

TEST_CASE("a header wins over a marker, an admin rule and the scenario; all of them count", "[fault]") {
  FaultBook book;
  book.arm_scenario(rules(Json{{"do", "empty"}, {"id", "s"}}));
  REQUIRE(book.arm(rules(Json{{"do", "empty"}, {"id", "a"}, {"times", 2}}), FaultSource::admin));
  book.arm_text(rules("reset").front(), FaultSource::marker, "m");
  book.arm_text(rules("reset").front(), FaultSource::header, "h");
  CHECK(struck(book, question(), {"m", "h"}) == book.armed()[0].rule->id);
  CHECK(book.armed()[0].source == FaultSource::header);
  CHECK(struck(book, question(), {"m"}) == book.armed()[1].rule->id);
  CHECK(struck(book, question()) == "a");
  CHECK(struck(book, question()) == "a");
  CHECK(struck(book, question()) == "s");
  CHECK(book.armed()[3].seen == 5);
}

TEST_CASE("a text arms once and goes on counting; the oldest gives way", "[fault]") {
  FaultBook book;
  for (int i = 0; i < 2; ++i) book.arm_text(rules("reset:1").front(), FaultSource::header, "reset:1");
  CHECK(book.armed().size() == 1);
  CHECK_FALSE(struck(book, question(), {"reset:1"}).empty());
  CHECK(struck(book, question(), {"reset:1"}).empty());
  for (std::size_t i = 0; i < 2 * FaultBook::kMostRules; ++i)
    book.arm_text(rules("reset").front(), FaultSource::header, std::to_string(i));
  CHECK(book.armed().size() == FaultBook::kMostRules);
}

TEST_CASE("arming is all or nothing, bounded, and undone by id", "[fault]") {
  FaultBook book;
  const auto ids = book.arm(rules(Json::array({"reset", {{"do", "empty"}, {"id", "mine"}}})), FaultSource::admin);
  REQUIRE(ids);
  CHECK(*ids == std::vector<std::string>{"f1", "mine"});
  CHECK_FALSE(book.arm(rules(Json::array({"reset", {{"do", "empty"}, {"id", "mine"}}})), FaultSource::admin));
  CHECK(book.armed().size() == 2);
  CHECK(book.disarm("f1"));
  CHECK_FALSE(book.disarm("f1"));
  CHECK_FALSE(book.arm(std::vector<FaultRule>(FaultBook::kMostRules, rules("reset").front()), FaultSource::admin));
  CHECK(book.armed().size() == 1);
  book.arm_scenario(rules(Json{{"do", "gzip"}, {"id", "mine"}}));
  CHECK(book.armed().size() == 2);
  book.arm_scenario({});
  CHECK(book.armed().size() == 1);
  book.clear();
  CHECK(book.armed().empty());
}

TEST_CASE("receipts are bounded, and a book is the same after it was kept", "[fault]") {
  FaultBook book;
  book.arm_scenario(rules("reset@submit:2+"));
  REQUIRE(book.arm(rules("rate-limit@show:3 retry_after=1s"), FaultSource::admin));
  book.arm_text(rules("empty").front(), FaultSource::header, "empty");
  for (int i = 0; i < 300; ++i) struck(book, question());
  CHECK(book.receipts().size() == FaultBook::kReceipts);
  CHECK(book.receipts().back().number == 299);
  book.receipt(299)->delivered = true;
  CHECK(book.receipt(199) == nullptr);
  FaultBook again;
  const Json record = faults_record(book);
  REQUIRE(restore_faults(record, again));
  CHECK(faults_record(again) == record);
  CHECK(struck(again, question(), {"empty"}) == struck(book, question(), {"empty"}));
  CHECK(faults_record(again) == faults_record(book));
  Json broken = record;
  broken["faults"][0]["fault"]["do"] = "nothing";
  FaultBook other;
  CHECK_FALSE(restore_faults(broken, other));
  CHECK(faults_record(FaultBook()).is_null());
}
