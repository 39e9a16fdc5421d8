// Instants and durations as text and back.
#include "catch.hpp"

#include <mockling/base/rng.hpp>
#include <mockling/base/time.hpp>

using namespace mockling;

namespace {

Instant at(const char* text) {
  const auto instant = parse_instant(text);
  INFO(text);
  REQUIRE(instant);
  return *instant;
}

}  // namespace

TEST_CASE("an instant is printed with as many places as asked", "[time]") {
  const Instant instant{1'770'365'462'417'000'120};
  CHECK(rfc3339(instant, 0) == "2026-02-06T08:11:02Z");
  CHECK(rfc3339(instant, 3) == "2026-02-06T08:11:02.417Z");
  CHECK(rfc3339(instant, 6) == "2026-02-06T08:11:02.417000Z");
  CHECK(rfc3339(instant, 9) == "2026-02-06T08:11:02.417000120Z");
  CHECK(rfc3339(instant, 9, true) == "2026-02-06T08:11:02.41700012Z");
  CHECK(rfc3339(instant, 6, true) == "2026-02-06T08:11:02.417Z");
  CHECK(rfc3339({0}, 9, true) == "1970-01-01T00:00:00Z");
  CHECK(rfc3339({10'000'000'000}, 0, true) == "1970-01-01T00:00:10Z");
  CHECK(rfc3339({-1}, 9) == "1969-12-31T23:59:59.999999999Z");
}

TEST_CASE("days follow the Gregorian calendar", "[time]") {
  CHECK(date_text(at("2024-02-28T23:59:59Z") + Seconds(1)) == "2024-02-29");
  CHECK(date_text(at("2026-02-28T23:59:59Z") + Seconds(1)) == "2026-03-01");
  CHECK(date_text(at("2100-02-28T23:59:59Z") + Seconds(1)) == "2100-03-01");
  CHECK(date_text(at("2000-02-29")) == "2000-02-29");
  CHECK(date_text(at("1999-12-31T23:59:59Z") + Seconds(1)) == "2000-01-01");
  CHECK(unix_seconds(at("2000-01-01")) == 946'684'800);
  CHECK(unix_millis({-1}) == -1);
}

TEST_CASE("the form of HTTP's Date header", "[time]") {
  CHECK(http_date(at("1994-11-06T08:49:37Z")) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(http_date({0}) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(http_date(at("1969-12-31T00:00:00Z")) == "Wed, 31 Dec 1969 00:00:00 GMT");
  CHECK(http_date(at("2026-08-18T23:59:59.999Z")) == "Tue, 18 Aug 2026 23:59:59 GMT");
}

TEST_CASE("an instant is read in every usual form", "[time]") {
  const Instant noon = at("2026-08-18T12:00:00Z");
  for (const char* same : {"2026-08-18T12:00:00", "2026-08-18t12:00:00z", "2026-08-18 12:00:00Z",
                           "2026-08-18T12:00:00.000Z", "2026-08-18T14:00:00+02:00", "2026-08-18T06:30:00-05:30"}) {
    INFO(same);
    CHECK(at(same) == noon);
  }
  CHECK(at("2026-08-18") == noon - std::chrono::hours(12));
  CHECK(at("2026-08-18T12:00:00.123456789Z") - noon == Nanos(123'456'789));
  CHECK(at("2026-08-18T12:00:00.1234567891234Z") - noon == Nanos(123'456'789));
  CHECK(at("2016-12-31T23:59:60Z") == at("2017-01-01"));
}

TEST_CASE("what is no instant is refused", "[time]") {
  for (const char* text : {"",
                           "soon",
                           "2026",
                           "2026-08",
                           "2026-8-18",
                           "2026-13-01",
                           "2026-00-10",
                           "2026-02-29",
                           "2026-02-30",
                           "2026-04-31",
                           "2026-08-32",
                           "2026-08-18T",
                           "2026-08-18T12:00",
                           "2026-08-18T24:00:00Z",
                           "2026-08-18T12:60:00Z",
                           "2026-08-18T12:00:61Z",
                           "2026-08-18T12:00:00.Z",
                           "2026-08-18T12:00:00ZZ",
                           "2026-08-18T12:00:00+1",
                           "2026-08-18T12:00:00+01:00junk",
                           "2026-08-18T12:00:00+25:00",
                           "2026-08-18T12:00:00+01:60",
                           "2026- 8-18T12:00:00Z",
                           "2026-+8-18",
                           "+026-08-18",
                           "2026-08-18Tx2:00:00Z",
                           "1600-01-01",
                           "9999-01-01"}) {
    INFO(text);
    CHECK_FALSE(parse_instant(text));
  }
  CHECK_FALSE(parse_instant(std::string_view("2026-08-18\0Z", 12)));
}

TEST_CASE("printing and reading give the same instant", "[time][property]") {
  for (std::uint64_t n = 0; n < 10'000; ++n) {
    Rng rng(2, "time", n);
    const Instant instant{rng.between(-9'200'000'000'000'000'000, 9'200'000'000'000'000'000)};
    CHECK(parse_instant(rfc3339(instant, 9)) == instant);
    CHECK(parse_instant(rfc3339(instant, 9, true)) == instant);
    CHECK(detail::days_from_civil(civil_date(instant)) == detail::floor_div(unix_seconds(instant), 86'400));
  }
}

TEST_CASE("instants stop at the ends of their range", "[time]") {
  CHECK(kNever + Nanos(1) == kNever);
  CHECK(kNever + std::chrono::hours(24 * 366 * 100) == kNever);
  CHECK(at("2261-01-01") + std::chrono::hours(24 * 366 * 100) == kNever);
  CHECK(Instant{INT64_MIN} - Nanos(1) == Instant{INT64_MIN});
  CHECK(at("2261-01-01") - at("1678-01-01") == Nanos(INT64_MAX));
  CHECK(at("1678-01-01") - at("2261-01-01") == Nanos(INT64_MIN));
  CHECK(Instant{5} - Nanos(INT64_MIN) == kNever);
}

TEST_CASE("durations as people write them", "[time]") {
  CHECK(parse_duration("250ms") == Nanos(250'000'000));
  CHECK(parse_duration("30s") == Seconds(30));
  CHECK(parse_duration("5m") == std::chrono::minutes(5));
  CHECK(parse_duration("24h") == std::chrono::hours(24));
  CHECK(parse_duration("7d") == std::chrono::hours(168));
  CHECK(parse_duration("1.5s") == Millis(1500));
  CHECK(parse_duration("0s") == Nanos(0));
  CHECK(parse_duration("36600d") == std::chrono::hours(24 * 36600));
  for (const char* text : {"", "5", "s", "-1s", "+1s", "1.s", ".5s", "1..5s", "1.5.5s", "1 s", "1S", "1sec", "36601d",
                           "99999999999999999999s", "9223372036854775807ms", "1e3s"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text));
  }
}
