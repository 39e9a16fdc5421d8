#include "baseline.hpp"

#include "catch.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

std::string mistakes_of(const std::string& text) {
  const auto parsed = parse_baseline(text, "conformance.expect");
  return parsed ? "" : parsed.error().message;
}

bool means(const char* pattern, const char* id, const char* check = "c") {
  const auto parsed = parse_pattern(pattern);
  REQUIRE(parsed);
  return matches(*parsed, id, check);
}

}  // namespace

TEST_CASE("a line says which checks, why and until when", "[baseline]") {
  const auto baseline = parse_baseline(
      "# What we know of.\n"
      "\n"
      "submit/503-backoff[fal]#honours-retry-after   issue=fal-js#12  until=2027-03-01  # SDK ignores the header\r\n"
      "poll/*[fal]                                    flaky max=10%  # slow machines\n",
      "conformance.expect");
  REQUIRE(baseline);
  REQUIRE(baseline->lines.size() == 2);
  CHECK(baseline->text.size() == 4);
  const BaselineLine& known = baseline->lines[0];
  CHECK(known.number == 3);
  CHECK(known.written == "submit/503-backoff[fal]#honours-retry-after");
  CHECK(known.issue == "fal-js#12");
  CHECK(known.until == "2027-03-01");
  CHECK(known.why == "SDK ignores the header");
  CHECK_FALSE(known.flaky);
  CHECK(known.words() == "issue=fal-js#12 until=2027-03-01 # SDK ignores the header");
  CHECK(baseline->lines[1].flaky);
  CHECK(baseline->lines[1].percent == 10);
  CHECK(baseline->lines[1].words() == "flaky max=10% # slow machines");
  CHECK(parse_baseline("", "x")->lines.empty());
  CHECK(parse_baseline("#\n#\n", "x")->text.size() == 2);
}

TEST_CASE("a reason is required", "[baseline]") {
  CHECK(mistakes_of("a/b[fal]") == "conformance.expect:1: it does not say why: end the line with # and the reason");
  CHECK(mistakes_of("a/b[fal] #") != "");
  CHECK(mistakes_of("a/b[fal] #  \t") != "");
  CHECK(mistakes_of("a/b[fal] #why") == "");
}

TEST_CASE("every mistake is told with its line", "[baseline]") {
  CHECK(mistakes_of("# fine\n"
                    "a # why\n"
                    "a/b[fal # why\n"
                    "a/b falky # why\n"
                    "a/c until=2027-02-30 # why\n"
                    "a/d until=tomorrow max=5% # why\n"
                    "a/e flaky max=0% # why\n"
                    "a/f flaky max=10 # why\n"
                    "a/g issue= # why\n"
                    "a/h issue=1 issue=2 # why\n"
                    "x/y # why\n"
                    "x/y # why\n") ==
        "conformance.expect:3: \"a/b[fal\" is no address of checks, such as poll/*[fal]#waits\n"
        "conformance.expect:4: unknown word \"falky\"; known are flaky, max=N%, issue=TEXT, until=YYYY-MM-DD and, "
        "last, # "
        "WHY\n"
        "conformance.expect:5: until takes a day such as 2027-03-01; got \"2027-02-30\"\n"
        "conformance.expect:6: until takes a day such as 2027-03-01; got \"tomorrow\"\n"
        "conformance.expect:6: max= belongs to flaky\n"
        "conformance.expect:7: max takes 1% to 100%; got \"0%\"\n"
        "conformance.expect:8: max takes 1% to 100%; got \"10\"\n"
        "conformance.expect:9: issue= names no issue\n"
        "conformance.expect:10: \"issue\" is said twice\n"
        "conformance.expect:12: line 11 speaks of \"x/y\" already");
}

TEST_CASE("bytes of any kind get an answer, and never a long one", "[baseline]") {
  CHECK(mistakes_of("\xff\xfe # why") == "conformance.expect:1: not UTF-8");
  CHECK(mistakes_of(std::string(5000, 'a')) == "conformance.expect:1: longer than 1000 bytes");
  CHECK(mistakes_of(std::string("a/b\0c # why", 11)).find("\\u{0}") != std::string::npos);
  CHECK(mistakes_of("a/\x1b[2Jb # why").find('\x1b') == std::string::npos);
  std::string many;
  for (int i = 0; i < 300; ++i) many += "[ # why\n";
  CHECK(mistakes_of(many).size() < 30'000);
  CHECK(mistakes_of(many).find("more mistakes") != std::string::npos);
  CHECK(mistakes_of(std::string(3000, '\n')) == "conformance.expect:2001: more than 2000 lines");
}

TEST_CASE("a pattern means what it spells", "[baseline]") {
  CHECK(means("submit/lost-response[fal]#once", "submit/lost-response[fal]", "once"));
  CHECK_FALSE(means("submit/lost-response[fal]#once", "submit/lost-response[fal]", "once-more"));
  CHECK_FALSE(means("submit/lost-response[fal]", "submit/lost-response[wavespeed]"));
  CHECK_FALSE(means("submit/lost-response[fal]", "submit/lost-response[fal,16]"));
  CHECK(means("submit/lost-response", "submit/lost-response[fal,16]"));
  CHECK_FALSE(means("submit", "submit/lost-response[fal]"));
}

TEST_CASE("a star stays within its part, two cross them", "[baseline]") {
  CHECK(means("poll/*[fal]", "poll/backoff[fal]"));
  CHECK(means("poll/retry-*[fal]", "poll/retry-after-date[fal]"));
  CHECK_FALSE(means("poll/retry-*[fal]", "poll/backoff[fal]"));
  CHECK(means("*/*[*]#*", "poll/backoff[fal]"));
  CHECK_FALSE(means("*[fal]", "poll/backoff[fal]"));
  CHECK(means("**[fal]", "poll/backoff[fal]"));
  CHECK(means("**", "poll/backoff[fal]"));
  CHECK(means("poll/**", "poll/backoff[fal]"));
  CHECK_FALSE(means("poll/*[*]", "poll/backoff[fal,u:outputs=string]"));
  CHECK(means("poll/*[*,u:outputs=*]", "poll/backoff[fal,u:outputs=string]"));
  CHECK(means("poll/*[fal,**]", "poll/backoff[fal,16,u:outputs=string]"));
  CHECK(means("poll/*[fal,**]", "poll/backoff[fal]"));
  CHECK_FALSE(means("poll/*[fal,**]", "poll/backoff[evolink]"));
  CHECK(means("a/b#*-once", "a/b[x]", "billable-once"));
}

TEST_CASE("what is no pattern is none", "[baseline]") {
  for (const char* text : {"", "/", "a/", "/a", "a//b", "a/b[", "a/b]", "a/b[]", "a/b[x,]", "a/b[x]y", "a/b[x][y]",
                           "a/b#", "a/b#c#d", "a/**b", "a/***", "a/b[***]", "a/b#**x", "a,b/c", "a/b#c/d"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_pattern(text));
  }
}

TEST_CASE("many stars cost little", "[baseline]") {
  std::string stars, name;
  for (int i = 0; i < 200; ++i) stars += "*a", name += "aa";
  CHECK_FALSE(means(("x/" + stars + "b").c_str(), ("x/" + name).c_str()));
}
