// Owns: instants and durations of the emulated world, and their text.
// Never knows: what time it is.
// Used by: every layer.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include <mockling/base/text.hpp>

namespace mockling {

using Nanos = std::chrono::nanoseconds;
using Millis = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

// A point in a world's time: nanoseconds since 1970-01-01T00:00:00Z, good for the years 1678 to 2262.
struct Instant {
  std::int64_t ns = 0;

  friend constexpr bool operator==(Instant a, Instant b) { return a.ns == b.ns; }
  friend constexpr bool operator!=(Instant a, Instant b) { return a.ns != b.ns; }
  friend constexpr bool operator<(Instant a, Instant b) { return a.ns < b.ns; }
  friend constexpr bool operator<=(Instant a, Instant b) { return a.ns <= b.ns; }
  friend constexpr bool operator>(Instant a, Instant b) { return a.ns > b.ns; }
  friend constexpr bool operator>=(Instant a, Instant b) { return a.ns >= b.ns; }
  friend constexpr Instant operator+(Instant a, Nanos d) { return {a.ns + d.count()}; }
  friend constexpr Instant operator-(Instant a, Nanos d) { return {a.ns - d.count()}; }
  friend constexpr Nanos operator-(Instant a, Instant b) { return Nanos(a.ns - b.ns); }
};

inline constexpr Instant kNever{INT64_MAX};

// A day of the proleptic Gregorian calendar.
struct CivilDate {
  std::int64_t year;
  unsigned month;  // 1..12
  unsigned day;    // 1..31
};

namespace detail {

inline constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
inline constexpr std::int64_t kSecondsPerDay = 86'400;

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (public domain).
constexpr std::int64_t days_from_civil(CivilDate date) {
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = floor_div(year, 400);
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year =
      (153 * (static_cast<std::int64_t>(date.month) + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

constexpr CivilDate civil_from_days(std::int64_t days) {
  days += 719468;
  const std::int64_t era = floor_div(days, 146097);
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * day_of_year + 2) / 153;
  const auto day = static_cast<unsigned>(day_of_year - (153 * shifted + 2) / 5 + 1);
  const auto month = static_cast<unsigned>(shifted < 10 ? shifted + 3 : shifted - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

}  // namespace detail

inline std::int64_t unix_seconds(Instant at) { return detail::floor_div(at.ns, detail::kNanosPerSecond); }
inline std::int64_t unix_millis(Instant at) { return detail::floor_div(at.ns, 1'000'000); }
inline constexpr Instant from_unix_millis(std::int64_t millis) { return {millis * 1'000'000}; }

inline CivilDate civil_date(Instant at) {
  return detail::civil_from_days(detail::floor_div(unix_seconds(at), detail::kSecondsPerDay));
}

// "2026-02-06": the UTC day.
inline std::string date_text(Instant at) {
  const CivilDate date = civil_date(at);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year), date.month, date.day);
  return text;
}

// RFC 3339 in UTC with `places` (0..9) decimals, trailing zeros trimmed if asked: "2026-02-06T08:11:02.417Z".
inline std::string rfc3339(Instant at, int places = 3, bool trim_zeros = false) {
  const std::int64_t second_of_day =
      unix_seconds(at) - detail::floor_div(unix_seconds(at), detail::kSecondsPerDay) * detail::kSecondsPerDay;
  char text[48];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%09d", static_cast<int>(second_of_day / 3600),
                static_cast<int>(second_of_day / 60 % 60), static_cast<int>(second_of_day % 60),
                static_cast<int>(at.ns - unix_seconds(at) * detail::kNanosPerSecond));
  std::string result = date_text(at) + text;
  result.resize(result.size() - 9 + static_cast<std::size_t>(places));
  if (trim_zeros)
    while (result.back() == '0') result.pop_back();
  if (result.back() == '.') result.pop_back();
  return result + "Z";
}

// "Fri, 06 Feb 2026 08:11:02 GMT", the form of HTTP's Date header (RFC 9110, 5.6.7).
inline std::string http_date(Instant at) {
  constexpr const char* kDays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::int64_t days = detail::floor_div(unix_seconds(at), detail::kSecondsPerDay);
  const std::int64_t second = unix_seconds(at) - days * detail::kSecondsPerDay;
  const CivilDate date = detail::civil_from_days(days);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT", kDays[days - detail::floor_div(days, 7) * 7],
                date.day, kMonths[date.month - 1], static_cast<int>(date.year), static_cast<int>(second / 3600),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
  return text;
}

// An RFC 3339 / ISO 8601 instant ("2026-02-06T08:11:02.417Z", with offset, or without zone = UTC; a bare date = its
// midnight), or nothing.
inline std::optional<Instant> parse_instant(std::string_view text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, used = 0;
  const std::string copy(text);
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3) return std::nullopt;
  if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1678 || year > 2261) return std::nullopt;
  std::string_view rest = text.substr(static_cast<std::size_t>(used));
  std::int64_t nanos = 0;
  std::int64_t offset = 0;
  if (!rest.empty()) {
    if ((rest[0] != 'T' && rest[0] != 't' && rest[0] != ' ') ||
        std::sscanf(copy.c_str() + used + 1, "%2d:%2d:%2d%n", &hour, &minute, &second, &used) != 3)
      return std::nullopt;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(used) + 1);
    if (!rest.empty() && rest[0] == '.') {
      std::int64_t unit = 100'000'000;
      for (rest.remove_prefix(1); !rest.empty() && is_digit(rest[0]); rest.remove_prefix(1), unit /= 10)
        nanos += (rest[0] - '0') * unit;
    }
    if (!rest.empty() && rest != "Z" && rest != "z") {
      int hours = 0, minutes = 0;
      if ((rest[0] != '+' && rest[0] != '-') ||
          std::sscanf(std::string(rest.substr(1)).c_str(), "%2d:%2d", &hours, &minutes) != 2)
        return std::nullopt;
      offset = (hours * 60 + minutes) * 60 * (rest[0] == '-' ? -1 : 1);
    }
  }
  const std::int64_t days = detail::days_from_civil({year, static_cast<unsigned>(month), static_cast<unsigned>(day)});
  const std::int64_t seconds = days * detail::kSecondsPerDay + hour * 3600 + minute * 60 + second - offset;
  return Instant{seconds * detail::kNanosPerSecond + nanos};
}

// A duration as people write it ("250ms", "30s", "5m", "24h", "7d", "1.5s"), or nothing. Never negative; at most 100
// years.
inline std::optional<Nanos> parse_duration(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && (is_digit(text[digits]) || text[digits] == '.')) ++digits;
  const std::string_view number = text.substr(0, digits);
  const std::string_view unit = text.substr(digits);
  std::int64_t scale = unit == "ms"  ? 1'000'000
                       : unit == "s" ? detail::kNanosPerSecond
                       : unit == "m" ? 60 * detail::kNanosPerSecond
                       : unit == "h" ? 3600 * detail::kNanosPerSecond
                       : unit == "d" ? detail::kSecondsPerDay * detail::kNanosPerSecond
                                     : 0;
  const std::size_t point = number.find('.');
  const auto whole = parse_int(number.substr(0, point));
  if (scale == 0 || !whole || *whole > 100 * 366 * detail::kSecondsPerDay * detail::kNanosPerSecond / scale)
    return std::nullopt;
  std::int64_t total = *whole * scale;
  if (point != std::string_view::npos) {
    if (point + 1 == number.size()) return std::nullopt;
    for (const char c : number.substr(point + 1)) {
      if (!is_digit(c)) return std::nullopt;
      scale /= 10;
      total += (c - '0') * scale;
    }
  }
  return Nanos(total);
}

}  // namespace mockling
