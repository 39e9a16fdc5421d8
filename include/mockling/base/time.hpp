// Owns: instants and durations of the emulated world, and their RFC 3339 text.
// Never knows: what time it is.
// Used by: every layer.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

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

}  // namespace mockling
