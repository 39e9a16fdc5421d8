// Owns: how a world's time follows the machine's: as it is, faster or slower, or only when told.
// Never knows: which clock the machine has.
// Used by: core/state; host hands in the machine's time.
#pragma once

#include <cstdint>
#include <string_view>

#include <mockling/base/result.hpp>
#include <mockling/base/time.hpp>

namespace mockling {

// A straight line from machine time to world time. A value: copying it copies the clock.
struct WorldClock {
  Instant real_base;                  // where the line is pinned in machine time
  Instant world_base;                 // and what the world's time was there
  std::int64_t rate_permille = 1000;  // 1000: real time; 0: manual; 60000: sixty times as fast

  // The world's time when the machine's time is `real`.
  Instant now(Instant real) const { return world_base + scaled(real - real_base, rate_permille, 1000); }

  // The machine time at which the world reaches `at`; kNever for a manual clock that is not there yet.
  Instant real_at(Instant at, Instant real) const {
    if (at <= now(real)) return real;
    if (rate_permille == 0 || at == kNever) return kNever;
    return real + scaled(at - now(real), 1000, rate_permille) + Nanos(1);
  }

  // Moves the world ahead by `step` at once.
  void advance(Nanos step, Instant real) {
    world_base = now(real) + step;
    real_base = real;
  }

  // Changes the speed from here on.
  void set_rate(std::int64_t permille, Instant real) {
    advance(Nanos(0), real);
    rate_permille = permille;
  }

 private:
  // span × numerator ÷ denominator, as far as a duration goes.
  static Nanos scaled(Nanos span, std::int64_t numerator, std::int64_t denominator) {
    __extension__ using Wide = __int128;  // fast clocks leave 64 bits within the hour
    const Wide product = static_cast<Wide>(span.count()) * numerator / denominator;
    return Nanos(product > INT64_MAX   ? INT64_MAX
                 : product < INT64_MIN ? INT64_MIN
                                       : static_cast<std::int64_t>(product));
  }
};

// "real" → 1000, "manual" → 0, "x60" or "x0.5" → 60000 or 500.
inline Result<std::int64_t> parse_clock_rate(std::string_view text) {
  if (text == "real") return std::int64_t{1000};
  if (text == "manual") return std::int64_t{0};
  const auto seconds = starts_with(text, "x") ? parse_duration(std::string(text.substr(1)) + "s") : std::nullopt;
  if (!seconds || seconds->count() < 1'000'000 || *seconds > std::chrono::hours(1000))
    return Error{"a clock is real, manual or xN (N times as fast, 0.001 to 3600000); got \"" +
                 std::string(utf8_prefix(text, 40)) + "\""};
  return static_cast<std::int64_t>(seconds->count() / 1'000'000);
}

}  // namespace mockling
