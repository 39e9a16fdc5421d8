// Money adds up within one currency, and cannot be mixed with anything else.
#include "catch.hpp"

#include <type_traits>

#include <mockling/base/money.hpp>
#include <mockling/base/time.hpp>

using namespace mockling;

namespace {

template <class A, class B, class = void>
struct Addable : std::false_type {};
template <class A, class B>
struct Addable<A, B, std::void_t<decltype(std::declval<A>() + std::declval<B>())>> : std::true_type {};

template <class A, class B, class = void>
struct Comparable : std::false_type {};
template <class A, class B>
struct Comparable<A, B, std::void_t<decltype(std::declval<A>() == std::declval<B>())>> : std::true_type {};

Money dollars(const char* text) { return {*parse_decimal(text), {"USD"}}; }

}  // namespace

TEST_CASE("money adds and subtracts exactly", "[money]") {
  CHECK(dollars("0.1") + dollars("0.2") == dollars("0.3"));
  CHECK(dollars("2.10") - dollars("8.40") == dollars("-6.3"));
  CHECK(-dollars("1.5") == dollars("-1.5"));
  CHECK(dollars("0.336") < dollars("0.42"));
  CHECK(to_text(dollars("2.10")) == "2.1 USD");
}

TEST_CASE("the same amount of two currencies is not the same money", "[money]") {
  CHECK(dollars("1") != Money{*parse_decimal("1"), {"credits"}});
}

TEST_CASE("money, plain numbers, instants and durations do not mix", "[money]") {
  STATIC_REQUIRE(Addable<Money, Money>::value);
  STATIC_REQUIRE_FALSE(Addable<Money, int>::value);
  STATIC_REQUIRE_FALSE(Addable<Money, double>::value);
  STATIC_REQUIRE_FALSE(Addable<Money, Decimal>::value);
  STATIC_REQUIRE_FALSE(Addable<Money, Instant>::value);
  STATIC_REQUIRE_FALSE(Comparable<Money, double>::value);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<double, Decimal>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Money, double>);
}

TEST_CASE("instants add only to durations", "[money]") {
  STATIC_REQUIRE(Addable<Instant, Millis>::value);
  STATIC_REQUIRE_FALSE(Addable<Instant, Instant>::value);
  STATIC_REQUIRE_FALSE(Addable<Instant, int>::value);
  STATIC_REQUIRE_FALSE(Comparable<Instant, std::int64_t>::value);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<std::int64_t, Instant>);
}
