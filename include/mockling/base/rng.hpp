// Owns: randomness as a pure function of a seed, a label and a counter.
// Never knows: where the seed comes from.
// Used by: core/ids, core/planner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mockling {

// A stream of 64-bit values: the same (seed, label, n) gives the same stream on every platform and library.
class Rng {
 public:
  Rng(std::uint64_t seed, std::string_view label, std::uint64_t n)
      : state_(mix(seed ^ mix(hash(label) + n * kGamma))) {}

  // SplitMix64 (Steele, Lea, Flood 2014): every value of the counter gives an independent-looking word.
  std::uint64_t next() { return mix(state_ += kGamma); }

  // The next words as bytes, low ones first.
  std::string bytes(std::size_t count) {
    std::string text;
    for (std::uint64_t word = 0; text.size() < count; word >>= 8) {
      if (text.size() % 8 == 0) word = next();
      text += static_cast<char>(word & 0xff);
    }
    return text;
  }

  // Uniform in [low, high], both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    if (high <= low) return low;
    const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + (span == 0 ? next() : next() % span));
  }

 private:
  static constexpr std::uint64_t kGamma = 0x9e3779b97f4a7c15ULL;

  static constexpr std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  // FNV-1a, only to tell labels apart.
  static constexpr std::uint64_t hash(std::string_view text) {
    std::uint64_t h = 0xcbf29ce484222325ULL;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return h;
  }

  std::uint64_t state_;
};

}  // namespace mockling
