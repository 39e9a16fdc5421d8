// Owns: exact decimal numbers of nine places in 64 bits, and their text.
// Never knows: currencies; binary floating point.
// Used by: base/money, spec/price.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <mockling/base/text.hpp>

namespace mockling {

// Billionths of one. Range: about ±9.2 thousand million units.
struct Decimal {
  static constexpr int kPlaces = 9;
  static constexpr std::int64_t kOne = 1'000'000'000;

  std::int64_t nano = 0;

  friend constexpr bool operator==(Decimal a, Decimal b) { return a.nano == b.nano; }
  friend constexpr bool operator!=(Decimal a, Decimal b) { return a.nano != b.nano; }
  friend constexpr bool operator<(Decimal a, Decimal b) { return a.nano < b.nano; }
};

// Exactly `text` ("12", "-0.336", up to nine places), or nothing when it is no such number or out of range.
inline std::optional<Decimal> parse_decimal(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (whole.empty() || (point != std::string_view::npos && fraction.empty()) || fraction.size() > Decimal::kPlaces)
    return std::nullopt;
  std::string digits;
  digits.append(whole).append(fraction).append(Decimal::kPlaces - fraction.size(), '0');
  for (const char c : digits)
    if (!is_digit(c)) return std::nullopt;
  const auto nano = parse_int(digits);
  if (!nano) return std::nullopt;
  return Decimal{negative ? -*nano : *nano};
}

// The number without needless zeros: "2.1", "0", "-0.336".
inline std::string to_text(Decimal value) {
  const bool negative = value.nano < 0;
  const std::uint64_t size =
      negative ? 0U - static_cast<std::uint64_t>(value.nano) : static_cast<std::uint64_t>(value.nano);
  std::string fraction = std::to_string(size % Decimal::kOne);
  fraction.insert(0, Decimal::kPlaces - fraction.size(), '0');
  fraction.erase(fraction.find_last_not_of('0') + 1);
  std::string text = (negative ? "-" : "") + std::to_string(size / Decimal::kOne);
  return fraction.empty() ? text : text + "." + fraction;
}

// value × numerator ÷ denominator when that is exact and in range, else nothing.
inline std::optional<Decimal> multiply_exact(Decimal value, std::int64_t numerator, std::int64_t denominator = 1) {
  __extension__ using Wide = __int128;  // holds every product of two 64-bit numbers
  const Wide product = static_cast<Wide>(value.nano) * numerator;
  if (denominator == 0 || product % denominator != 0) return std::nullopt;
  const Wide quotient = product / denominator;
  if (quotient < INT64_MIN || quotient > INT64_MAX) return std::nullopt;
  return Decimal{static_cast<std::int64_t>(quotient)};
}

}  // namespace mockling
