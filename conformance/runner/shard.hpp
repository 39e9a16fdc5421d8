// Owns: which part of the suite a machine runs when several share it.
// Never knows: what a case is.
// Used by: the runner.
#pragma once

#include <cstdint>
#include <string_view>

#include <mockling/base/result.hpp>
#include <mockling/base/text.hpp>

namespace mockling::conform {

// Part `index` (1 …) of `count`.
struct Shard {
  std::uint64_t index = 1;
  std::uint64_t count = 1;
};

// "2/5": the second of five parts.
inline Result<Shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto index = parse_int(text.substr(0, slash));
  const auto count = slash == std::string_view::npos ? std::nullopt : parse_int(text.substr(slash + 1));
  constexpr std::int64_t kMost = 10'000;
  if (!index || !count || *count < 1 || *count > kMost || *index < 1 || *index > *count)
    return Error{"--shard takes PART/PARTS with PART from 1 to PARTS and PARTS up to 10000, such as 2/5; got \"" +
                 std::string(utf8_prefix(text, 60)) + "\""};
  return Shard{static_cast<std::uint64_t>(*index), static_cast<std::uint64_t>(*count)};
}

// A number that belongs to the text alone: the same on every machine, in every version (FNV-1a, then the finish of
// SplitMix64, without which the remainder would lean on the last letters).
constexpr std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ULL;
  h = (h ^ (h >> 27)) * 0x94d049bb133111ebULL;
  return h ^ (h >> 31);
}

// Whether the permutation of this id belongs to the part. Every id is in exactly one of the parts.
constexpr bool in_shard(Shard shard, std::string_view id) { return stable_hash(id) % shard.count == shard.index - 1; }

}  // namespace mockling::conform
