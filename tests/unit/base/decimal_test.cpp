// Decimals are exact, in text and in arithmetic.
#include "catch.hpp"

#include <mockling/base/decimal.hpp>
#include <mockling/base/rng.hpp>

using namespace mockling;

TEST_CASE("text becomes a decimal and the same text again", "[decimal]") {
  for (const char* text : {"0", "1", "-1", "0.5", "-0.336", "2.1", "7.2036", "0.000000001", "-0.000000001",
                           "9223372036.854775807", "-9223372036.854775807", "1000000"}) {
    const auto value = parse_decimal(text);
    INFO(text);
    REQUIRE(value);
    CHECK(to_text(*value) == text);
  }
  CHECK(to_text(*parse_decimal("02.10")) == "2.1");
  CHECK(to_text(*parse_decimal("-0")) == "0");
  CHECK(to_text(Decimal{INT64_MIN}) == "-9223372036.854775808");
}

TEST_CASE("what is no decimal of nine places in range is refused", "[decimal]") {
  for (const char* text : {"", "-", ".", "1.", ".5", "+1", "--1", "1.2.3", "1e3", " 1", "1 ", "0x1", "1,5", "NaN",
                           "0.0000000001", "9223372036.854775808", "99999999999", "1.-5", "-.5"}) {
    INFO(text);
    CHECK_FALSE(parse_decimal(text));
  }
  CHECK_FALSE(parse_decimal(std::string_view("1\0", 2)));
}

TEST_CASE("a product is exact or nothing", "[decimal]") {
  const auto first = multiply_exact(*parse_decimal("5.4"), 1334, 1000);
  REQUIRE(first);
  CHECK(to_text(*first) == "7.2036");
  CHECK(to_text(*multiply_exact(*first, 15)) == "108.054");
  CHECK(to_text(*multiply_exact(*parse_decimal("-0.07"), 5)) == "-0.35");
  CHECK_FALSE(multiply_exact(*parse_decimal("0.000000001"), 1, 2));
  CHECK_FALSE(multiply_exact(*parse_decimal("1"), 1, 3));
  CHECK_FALSE(multiply_exact(*parse_decimal("1"), 1, 0));
}

TEST_CASE("a product out of range is nothing, one in range is found whatever lies between", "[decimal]") {
  CHECK_FALSE(multiply_exact(*parse_decimal("9000000000"), 2));
  CHECK_FALSE(multiply_exact(Decimal{INT64_MAX}, INT64_MAX));
  CHECK_FALSE(multiply_exact(Decimal{INT64_MIN}, 1, -1));
  CHECK_FALSE(multiply_exact(Decimal{INT64_MIN}, -1));
  CHECK(to_text(*multiply_exact(*parse_decimal("9000000000"), 50, 100)) == "4500000000");
  CHECK(multiply_exact(Decimal{INT64_MAX}, INT64_MAX, INT64_MAX) == Decimal{INT64_MAX});
  CHECK(multiply_exact(Decimal{INT64_MIN}, 7, 7) == Decimal{INT64_MIN});
}

TEST_CASE("price times seconds is linear", "[decimal][property]") {
  for (std::uint64_t n = 0; n < 2000; ++n) {
    Rng rng(1, "decimal", n);
    const Decimal rate{rng.between(0, 5'000'000'000)};
    const std::int64_t a = rng.between(0, 600'000), b = rng.between(0, 600'000);
    const auto whole = multiply_exact(rate, a + b), first = multiply_exact(rate, a), second = multiply_exact(rate, b);
    REQUIRE(whole);
    CHECK(whole->nano == first->nano + second->nano);
    CHECK(parse_decimal(to_text(*whole)) == whole);
  }
}
