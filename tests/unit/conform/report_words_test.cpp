#include "report_words.hpp"

#include "catch.hpp"
#include "report_fixture.hpp"

using namespace mockling;
using namespace mockling::conform;

TEST_CASE("nothing that controls a terminal is left in a line", "[words]") {
  CHECK(one_line("plain ümläut 漢 🎬") == "plain ümläut 漢 🎬");
  CHECK(one_line("\x1b[2J\x07red") == "\\u{1b}[2J\\u{7}red");
  CHECK(one_line("a\nb\tc\rd") == "a b c d");
  CHECK(one_line("\xc2\x9b"
                 "31m") == "\\u{9b}31m");  // C1
  CHECK(one_line("abc\xe2\x80\xae"
                 "fed") == "abc\\u{202e}fed");  // turns the direction of writing
  CHECK(one_line("\xef\xbb\xbf") == "\\u{feff}");
  CHECK(one_line(std::string_view("\0x", 2)) == "\\u{0}x");
  CHECK(one_line("\xff\xc3") == "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST_CASE("a line has an end, and no character is cut in two", "[words]") {
  CHECK(one_line(std::string(301, 'x')) == std::string(300, 'x') + "…");
  CHECK(one_line(std::string(300, 'x')) == std::string(300, 'x'));
  CHECK(one_line("äää", 3) == "ä…");
  CHECK(one_line("x", 0) == "…");
}

TEST_CASE("money reads as people write it", "[words]") {
  CHECK(money_in_words("2.1", "USD") == "$2.10");
  CHECK(money_in_words("0", "USD") == "$0");
  CHECK(money_in_words("12.605", "USD") == "$12.605");
  CHECK(money_in_words("-2.1", "USD") == "-$2.10");
  CHECK(money_in_words("2.10", "USD") == "$2.10");
  CHECK(money_in_words("27", "credits") == "27 credits");
  CHECK(money_in_words("much", "\x1b") == "much \\u{1b}");
}

TEST_CASE("sums are exact and keep currencies apart", "[words]") {
  const Json report = report_fixture();
  CHECK(total_in_words(report, "charged") == "$23.10 + 81 credits");
  CHECK(score_in_words(report) == "14/21 must · waste $4.20");
  CHECK(score_in_words(Json::object()) == "0/0 must · waste $0");
}

TEST_CASE("the excerpt shows what the check points at, with company", "[words]") {
  Json report = report_fixture();
  const Json& two = case_of(report, "submit/lost-response[fal]");
  const auto lines = excerpt_of(two, two.at("checks")[0]);
  REQUIRE(lines.size() == 2);
  CHECK(exchange_in_words(*lines[0]) ==
        "  #1      0.0 ms  POST queue.fal.run/fal-ai/kling-video/o3/4k/text-to-video  no answer  job "
        "5d9d3f6e-6b60-4f8e-9d0b-2f6f7c1f7a11  fault f1");
  Json one = case_of(report, "submit/once[evolink]");
  Json check = one.at("checks")[1];  // points at the last exchange
  CHECK(excerpt_of(one, check).size() == 2);
  CHECK(*excerpt_of(one, check)[1] == one.at("wire")[4]);
  check["lines"] = Json::array();
  CHECK(excerpt_of(one, check).size() == 2);
  for (int i = 0; i < 20; ++i) {
    one["wire"].push_back(one["wire"][0]);
    one["wire"].back()["number"] = 6 + i;
    check["lines"].push_back(6 + i);
  }
  const auto many = excerpt_of(one, check);
  REQUIRE(many.size() == 6);
  CHECK(many[0]->at("number") == 6);
  CHECK(many[5]->at("number") == 25);
  one["wire"] = Json::array();
  CHECK(excerpt_of(one, check).empty());
}

TEST_CASE("an answer that broke off is said to have", "[words]") {
  Json report = report_fixture();
  const Json& file = case_of(report, "file/short[fal]").at("wire")[4];
  CHECK(exchange_in_words(file).find("  cut off after 20000 bytes of a 200") != std::string::npos);
  const Json& hook = case_of(report, "hook/duplicate[fal]").at("wire")[1];
  CHECK(exchange_in_words(hook).find("webhook POST 127.0.0.1:41503/hooks/done  no answer") != std::string::npos);
}

TEST_CASE("the cost of a case", "[words]") {
  Json report = report_fixture();
  CHECK(cost_in_words(case_of(report, "submit/lost-response[fal]")) == "2 jobs, $4.20 charged, $2.10 of it wasted");
  CHECK(cost_in_words(case_of(report, "submit/once[evolink]")) == "1 job, 27 credits charged");
}
