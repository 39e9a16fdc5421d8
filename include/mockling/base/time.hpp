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

namespace detail {

constexpr std::int64_t add_clamped(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? (b < 0 ? INT64_MIN : INT64_MAX) : sum;
}

constexpr std::int64_t subtract_clamped(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  return __builtin_sub_overflow(a, b, &difference) ? (b < 0 ? INT64_MAX : INT64_MIN) : difference;
}

}  // namespace detail

// A point in a world's time: nanoseconds since 1970-01-01T00:00:00Z, good for the years 1678 to 2262. Sums and
// differences stop at the ends of the range, so that kNever plus anything is kNever.
struct Instant {
  std::int64_t ns = 0;

  friend constexpr bool operator==(Instant a, Instant b) { return a.ns == b.ns; }
  friend constexpr bool operator!=(Instant a, Instant b) { return a.ns != b.ns; }
  friend constexpr bool operator<(Instant a, Instant b) { return a.ns < b.ns; }
  friend constexpr bool operator<=(Instant a, Instant b) { return a.ns <= b.ns; }
  friend constexpr bool operator>(Instant a, Instant b) { return a.ns > b.ns; }
  friend constexpr bool operator>=(Instant a, Instant b) { return a.ns >= b.ns; }
  friend constexpr Instant operator+(Instant a, Nanos d) { return {detail::add_clamped(a.ns, d.count())}; }
  friend constexpr Instant operator-(Instant a, Nanos d) { return {detail::subtract_clamped(a.ns, d.count())}; }
  friend constexpr Nanos operator-(Instant a, Instant b) { return Nanos(detail::subtract_clamped(a.ns, b.ns)); }
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

namespace detail {

// Appends a number of at least `width` digits. By hand, because answers carry several times each.
inline void append_digits(std::string& text, std::int64_t value, std::size_t width) {
  const std::size_t start = text.size();
  text.append(width, '0');
  for (std::size_t i = width; i-- > 0; value /= 10) text[start + i] = static_cast<char>('0' + value % 10);
}

inline std::int64_t second_of_day(Instant at) {
  return unix_seconds(at) - floor_div(unix_seconds(at), kSecondsPerDay) * kSecondsPerDay;
}

// "08:11:02"
inline void append_clock(std::string& text, Instant at) {
  const std::int64_t second = second_of_day(at);
  append_digits(text, second / 3600, 2);
  text += ':';
  append_digits(text, second / 60 % 60, 2);
  text += ':';
  append_digits(text, second % 60, 2);
}

}  // namespace detail

// "2026-02-06": the UTC day.
inline std::string date_text(Instant at) {
  const CivilDate date = civil_date(at);
  std::string text;
  text.reserve(32);
  detail::append_digits(text, date.year, 4);
  text += '-';
  detail::append_digits(text, date.month, 2);
  text += '-';
  detail::append_digits(text, date.day, 2);
  return text;
}

// RFC 3339 in UTC with `places` (0..9) decimals, trailing zeros trimmed if asked: "2026-02-06T08:11:02.417Z".
inline std::string rfc3339(Instant at, int places = 3, bool trim_zeros = false) {
  std::string text = date_text(at);
  text += 'T';
  detail::append_clock(text, at);
  text += '.';
  detail::append_digits(text, at.ns - unix_seconds(at) * detail::kNanosPerSecond, 9);
  text.resize(text.size() - 9 + static_cast<std::size_t>(places));
  if (trim_zeros)
    while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  text += 'Z';
  return text;
}

// "Fri, 06 Feb 2026 08:11:02 GMT", the form of HTTP's Date header (RFC 9110, 5.6.7).
inline std::string http_date(Instant at) {
  constexpr std::string_view kDays = "ThuFriSatSunMonTueWed";
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::int64_t days = detail::floor_div(unix_seconds(at), detail::kSecondsPerDay);
  const CivilDate date = detail::civil_from_days(days);
  std::string text(kDays.substr(static_cast<std::size_t>(days - detail::floor_div(days, 7) * 7) * 3, 3));
  text += ", ";
  detail::append_digits(text, date.day, 2);
  text += ' ';
  text += kMonths.substr((date.month - 1) * 3, 3);
  text += ' ';
  detail::append_digits(text, date.year, 4);
  text += ' ';
  detail::append_clock(text, at);
  text += " GMT";
  return text;
}

namespace detail {

// Takes a number of exactly `digits` digits and at most `most` off the front of `text`.
inline bool take_number(std::string_view& text, std::size_t digits, int most, int& value) {
  if (text.size() < digits) return false;
  value = 0;
  for (const char c : text.substr(0, digits)) {
    if (!is_digit(c)) return false;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value <= most;
}

// Takes one of `accepted` off the front of `text`.
inline bool take_char(std::string_view& text, std::string_view accepted) {
  if (text.empty() || accepted.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// "2026-02-06" → days since 1970.
inline std::optional<std::int64_t> take_date(std::string_view& text) {
  int year = 0, month = 0, day = 0;
  const bool written = take_number(text, 4, 2261, year) && take_char(text, "-") && take_number(text, 2, 12, month) &&
                       take_char(text, "-") && take_number(text, 2, 31, day);
  if (!written || year < 1678 || month < 1) return std::nullopt;
  const std::int64_t days = days_from_civil({year, static_cast<unsigned>(month), static_cast<unsigned>(day)});
  return civil_from_days(days).day == static_cast<unsigned>(day) ? std::optional(days) : std::nullopt;
}

// "08:11:02.417" → time of day; a leap second is the first of the next minute.
inline std::optional<Nanos> take_time(std::string_view& text) {
  int hour = 0, minute = 0, second = 0;
  if (!take_number(text, 2, 23, hour) || !take_char(text, ":") || !take_number(text, 2, 59, minute) ||
      !take_char(text, ":") || !take_number(text, 2, 60, second))
    return std::nullopt;
  std::int64_t nanos = 0;
  if (take_char(text, ".")) {
    if (text.empty() || !is_digit(text.front())) return std::nullopt;
    for (std::int64_t unit = 100'000'000; !text.empty() && is_digit(text.front()); text.remove_prefix(1), unit /= 10)
      nanos += (text.front() - '0') * unit;
  }
  return Seconds(hour * 3600 + minute * 60 + second) + Nanos(nanos);
}

// "", "Z", "+02:00" → what is ahead of UTC; the zone is all that may be left of `text`.
inline std::optional<Seconds> take_zone(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return Seconds(0);
  int hours = 0, minutes = 0;
  const bool west = text.front() == '-';
  const bool written = take_char(text, "+-") && take_number(text, 2, 23, hours) && take_char(text, ":") &&
                       take_number(text, 2, 59, minutes) && text.empty();
  return written ? std::optional(Seconds((hours * 3600 + minutes * 60) * (west ? -1 : 1))) : std::nullopt;
}

}  // namespace detail

// An RFC 3339 / ISO 8601 instant ("2026-02-06T08:11:02.417Z", with offset, or without zone = UTC; a bare date = its
// midnight) of the years 1678 to 2261, or nothing.
inline std::optional<Instant> parse_instant(std::string_view text) {
  const auto days = detail::take_date(text);
  if (!days) return std::nullopt;
  const Instant midnight{*days * detail::kSecondsPerDay * detail::kNanosPerSecond};
  if (text.empty()) return midnight;
  const auto time = detail::take_char(text, "Tt ") ? detail::take_time(text) : std::nullopt;
  const auto zone = time ? detail::take_zone(text) : std::nullopt;
  return zone ? std::optional(midnight + *time - *zone) : std::nullopt;
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
