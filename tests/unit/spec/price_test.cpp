// Prices are exact, and follow the first row that applies.
#include "catch.hpp"

#include <mockling/base/rng.hpp>
#include <mockling/spec/price.hpp>

using namespace mockling;

namespace {

PriceTable table(const std::string& text) {
  std::vector<std::string> problems;
  PriceTable compiled = compile_price(parse_json(text).value(), "price", problems);
  INFO(join(problems, "; "));
  REQUIRE(problems.empty());
  return compiled;
}

FileLookup file_of(std::int64_t ms) {
  return [ms](std::string_view) { return std::optional(FileFacts{0, 0, Millis(ms), false}); };
}

std::string cost(const PriceTable& prices, const std::string& input, const FileLookup& files = no_files) {
  const auto quoted = quote(prices, parse_json(input).value(), files);
  return quoted ? to_text(quoted->price) : "none";
}

const char* kBySound = R"({"currency":"USD","base":"0.56","seconds":{"input":"duration"},
    "rows":[{"when":{"sound":true},"per_second":"0.168"},{"per_second":"0.112"}]})";

}  // namespace

TEST_CASE("the first row that applies counts", "[price]") {
  const PriceTable prices = table(kBySound);
  CHECK(cost(prices, R"({"duration":5,"sound":true})") == "0.84 USD");
  CHECK(cost(prices, R"({"duration":5,"sound":false})") == "0.56 USD");
  CHECK(cost(prices, R"({"duration":15})") == "1.68 USD");
  CHECK(cost(prices, R"({"duration":"7"})") == "0.784 USD");
  CHECK(quote(prices, Json{{"duration", 5}}, no_files)->row == 1);
  CHECK(quote(prices, Json{{"duration", 5}}, no_files)->length == Seconds(5));
}

TEST_CASE("without a length, or without a row, there is no price", "[price]") {
  CHECK(cost(table(kBySound), "{}") == "none");
  CHECK(cost(table(kBySound), R"({"duration":"long"})") == "none");
  CHECK(cost(table(kBySound), R"({"duration":5.5})") == "none");
  CHECK(cost(table(kBySound), R"({"duration":1e300})") == "none");
  CHECK(cost(table(R"({"base":"1","rows":[{"when":{"a":1},"flat":"1"}]})"), "{}") == "none");
}

TEST_CASE("rows may ask that inputs are given, and may be flat", "[price]") {
  const PriceTable prices =
      table(R"({"currency":"credits","base":"1","rows":[{"given":["voice"],"flat":"2"},{"flat":"0.000000001"}]})");
  CHECK(cost(prices, R"({"voice":["x"]})") == "2 credits");
  CHECK(cost(prices, R"({"voice":[]})") == "0.000000001 credits");
}

TEST_CASE("the length of a file is billed, with a minimum, whole seconds or exactly", "[price]") {
  const char* exact =
      R"({"base":"1","minimum_seconds":3,"seconds":{"file":"video","assume_ms":5000},"rows":[{"per_second":"0.07"}]})";
  CHECK(cost(table(exact), R"({"video":"u"})", file_of(4321)) == "0.30247 USD");
  CHECK(cost(table(exact), R"({"video":"u"})", file_of(1000)) == "0.21 USD");
  CHECK(cost(table(exact), R"({"video":"u"})") == "0.35 USD");
  CHECK(cost(table(exact), "{}") == "none");
  const char* whole =
      R"({"base":"1","round":"up","seconds":{"file":"video","assume_ms":5000},"rows":[{"per_second":"0.07"}]})";
  CHECK(cost(table(whole), R"({"video":["u","v"]})", file_of(4001)) == "0.35 USD");
  CHECK(cost(table(whole), R"({"video":"u"})", file_of(4000)) == "0.28 USD");
  const char* nearest =
      R"({"base":"1","round":"nearest","minimum_seconds":3,"seconds":{"file":"video","assume_ms":5000},"rows":[{"per_second":"0.07"}]})";
  CHECK(cost(table(nearest), R"({"video":"u"})", file_of(4499)) == "0.28 USD");
  CHECK(cost(table(nearest), R"({"video":"u"})", file_of(4500)) == "0.35 USD");
  CHECK(cost(table(nearest), R"({"video":"u"})", file_of(1200)) == "0.21 USD");
  std::vector<std::string> problems;
  compile_price(Json::parse(R"({"base":"1","round":"down","rows":[{"flat":"1"}]})"), "price", problems);
  CHECK(problems.size() == 1);
}

TEST_CASE("the sum of shots is billed where there are some", "[price]") {
  const PriceTable prices = table(
      R"({"base":"1","seconds":{"sum":"shots","item":"d","else":{"input":"duration"}},"rows":[{"per_second":"0.1"}]})");
  CHECK(cost(prices, R"({"shots":[{"d":3},{"d":4}],"duration":5})") == "0.7 USD");
  CHECK(cost(prices, R"({"shots":[],"duration":5})") == "0.5 USD");
}

TEST_CASE("an amount that is not exact is no amount", "[price]") {
  const PriceTable prices =
      table(R"({"base":"1","seconds":{"file":"video","assume_ms":1},"rows":[{"per_second":"0.000000001"}]})");
  CHECK(cost(prices, R"({"video":"u"})") == "none");
  CHECK(cost(prices, R"({"video":"u"})", file_of(2000)) == "0.000000002 USD");
}

TEST_CASE("twice the seconds cost twice the money", "[price][property]") {
  const PriceTable prices = table(kBySound);
  for (std::uint64_t n = 0; n < 1000; ++n) {
    const std::int64_t seconds = Rng(4, "price", n).between(1, 1'000'000);
    const auto one = quote(prices, Json{{"duration", seconds}}, no_files);
    const auto two = quote(prices, Json{{"duration", 2 * seconds}}, no_files);
    CHECK(one->price + one->price == two->price);
  }
}

TEST_CASE("a price table that cannot be right is named", "[price]") {
  for (const char* text : {R"({"base":"1"})", R"({"base":"1","rows":[{"flat":0.5}]})",
                           R"({"base":"1","rows":[{"per_second":"1e3"}]})", R"({"rows":[{"flat":"1"}]})",
                           R"({"base":"1","rows":[{}]})", R"({"base":"1","seconds":{},"rows":[{"flat":"1"}]})"}) {
    std::vector<std::string> problems;
    compile_price(parse_json(text).value(), "price", problems);
    INFO(text);
    CHECK_FALSE(problems.empty());
  }
}
