// Owns: which bytes a Range header asks for (RFC 9110 §14), and whether a condition lets it count (§13).
// Never knows: files, how ranges are sent.
// Used by: host/http_response.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <mockling/base/text.hpp>

namespace mockling::host {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};

struct RangeSet {
  enum class Kind {
    whole,           // no usable Range header: everything is sent with 200
    ranges,          // 206
    not_satisfiable  // 416
  };
  Kind kind = Kind::whole;
  std::vector<ByteRange> ranges;
};

// Decimal digits only; more of them than 64 bits hold means "beyond the end".
inline std::optional<std::uint64_t> range_number(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return std::nullopt;
    if (value > (UINT64_MAX - 9) / 10) return UINT64_MAX;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

// One piece of the list. Adds it when it touches the file; false when it is malformed.
inline bool add_range(std::string_view piece, std::uint64_t size, std::vector<ByteRange>& ranges) {
  const std::size_t dash = piece.find('-');
  if (dash == std::string_view::npos) return false;
  const auto first = range_number(piece.substr(0, dash));
  const auto last = range_number(piece.substr(dash + 1));
  if (dash == 0) {
    if (!last) return false;
    const std::uint64_t length = std::min(*last, size);
    if (length > 0) ranges.push_back({size - length, length});
    return true;
  }
  const bool open_end = dash + 1 == piece.size();
  if (!first || (!last && !open_end) || (last && *last < *first)) return false;
  if (*first >= size) return true;
  const std::uint64_t end = open_end ? size - 1 : std::min(*last, size - 1);
  ranges.push_back({*first, end - *first + 1});
  return true;
}

// A malformed header, or one that asks for a flood of ranges, is ignored as RFC 9110 §14.2 allows.
inline RangeSet read_ranges(std::string_view header, std::uint64_t size) {
  constexpr std::size_t kMostRanges = 64;
  constexpr std::string_view kUnit = "bytes=";
  RangeSet set;
  if (header.size() < kUnit.size() || !iequals(header.substr(0, kUnit.size()), kUnit)) return set;
  const auto pieces = split(header.substr(kUnit.size()), ',');
  if (pieces.size() > kMostRanges) return set;
  std::vector<ByteRange> ranges;
  for (const std::string_view piece : pieces)
    if (!trim(piece).empty() && !add_range(trim(piece), size, ranges)) return set;
  std::uint64_t total = 0;
  for (const ByteRange& range : ranges) total += range.length;
  if (ranges.size() > 1 && total > size) return set;
  set.kind = ranges.empty() ? RangeSet::Kind::not_satisfiable : RangeSet::Kind::ranges;
  set.ranges = std::move(ranges);
  return set;
}

// If-None-Match against an entity tag, by weak comparison; an empty tag matches only `*`.
inline bool none_match_hits(std::string_view header, std::string_view etag) {
  const auto opaque = [](std::string_view tag) { return starts_with(tag, "W/") ? tag.substr(2) : tag; };
  for (std::string_view piece : split(header, ',')) {
    piece = trim(piece);
    if (piece == "*" || (!etag.empty() && opaque(piece) == opaque(etag))) return true;
  }
  return false;
}

// If-Range: the range counts only when the strong tag, or the date as we sent it, is still the same.
inline bool if_range_holds(std::string_view header, std::string_view etag, std::string_view last_modified) {
  if (header.empty()) return true;
  if (starts_with(header, "W/")) return false;
  return header == (header.front() == '"' ? etag : last_modified);
}

}  // namespace mockling::host
