// Owns: identifiers in the styles that providers use, as a function of a random stream.
// Never knows: what an id names.
// Used by: core/submit, core/files, providers.
#pragma once

#include <string>
#include <string_view>

#include <mockling/base/rng.hpp>
#include <mockling/base/time.hpp>
#include <mockling/spec/route.hpp>

namespace mockling {

namespace detail {

inline std::string hex_digits(Rng& rng, std::size_t count) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(count);
  for (std::uint64_t word = 0; text.size() < count; word >>= 4) {
    if (text.size() % 16 == 0) word = rng.next();
    text += kDigits[word & 15];
  }
  return text;
}

inline std::string base36_digits(Rng& rng, std::size_t count) {
  constexpr char kDigits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::string text;
  for (; count > 0; --count) text += kDigits[rng.between(0, 35)];
  return text;
}

inline std::string with_dashes(const std::string& hex) {
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

// The version and variant bits of RFC 9562.
inline std::string as_uuid(std::string hex, char version) {
  constexpr std::string_view kVariant = "89ab";
  hex[12] = version;
  hex[16] = kVariant[static_cast<std::size_t>(hex[16]) % 4];
  return hex;
}

}  // namespace detail

// Styles: "hex32" (UUIDv4 without dashes), "uuid4", "uuid7" (with the time `at`), "digits15", "digits18"; or a pattern
// like "task-{seconds}-{base36x8}", with the time and eight of a-z and 0-9. An unknown style gives hex32.
inline std::string make_id(std::string_view style, Rng rng, Instant at) {
  if (style.find('{') != std::string_view::npos) {
    const std::string seconds = std::to_string(unix_seconds(at));
    return fill(style, {{"seconds", seconds}, {"base36x8", detail::base36_digits(rng, 8)}});
  }
  std::string hex = detail::hex_digits(rng, 32);
  if (style == "uuid4") return detail::with_dashes(detail::as_uuid(std::move(hex), '4'));
  if (style == "digits15") return std::to_string(rng.between(100'000'000'000'000, 999'999'999'999'999));
  if (style == "digits18") return std::to_string(rng.between(100'000'000'000'000'000, 999'999'999'999'999'999));
  if (style != "uuid7") return detail::as_uuid(std::move(hex), '4');
  auto millis = static_cast<std::uint64_t>(unix_millis(at));
  for (std::size_t i = 12; i-- > 0; millis >>= 4) hex[i] = "0123456789abcdef"[millis & 15];
  return detail::with_dashes(detail::as_uuid(std::move(hex), '7'));
}

}  // namespace mockling
