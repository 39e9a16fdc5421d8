#include "baseline_pattern.hpp"

#include <algorithm>

#include <mockling/base/text.hpp>
#include <mockling/spec/switches.hpp>

namespace mockling::conform {

namespace {

using Parts = std::vector<std::string>;

Parts parts_of(std::string_view text, char separator) {
  Parts parts;
  for (const std::string_view part : split(text, separator)) parts.emplace_back(part);
  return parts;
}

// Whether parts with stars mean `text`, whose parts stand between slashes. Each part is ended by one, so that ** at the
// end can also be no part.
bool all_match(const Parts& pattern, std::string_view text) {
  const std::string ending = !pattern.empty() && pattern.back() == "**" ? "" : "/";
  return mockling::detail::glob(join(pattern, "/") + ending, std::string(text) + "/");
}

// Every part has something, two stars stand alone, and nothing is there that no name has.
bool sound(const Parts& parts, std::string_view forbidden) {
  return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
    const bool stars = part.find("**") == std::string::npos || part == "**";
    const bool plain = std::all_of(part.begin(), part.end(), [&](char c) {
      return c > ' ' && c != 0x7F && forbidden.find(c) == std::string::npos;
    });
    return !part.empty() && stars && plain;
  });
}

}  // namespace

std::optional<CheckPattern> parse_pattern(std::string_view text) {
  CheckPattern pattern;
  const std::size_t hash = text.find('#');
  if (hash != std::string_view::npos) pattern.check = text.substr(hash + 1);
  if (hash != std::string_view::npos && !sound({pattern.check}, "/[],#")) return std::nullopt;
  text = text.substr(0, hash);
  const std::size_t bracket = text.find('[');
  if (bracket != std::string_view::npos) {
    if (text.back() != ']') return std::nullopt;
    pattern.permutation = parts_of(text.substr(bracket + 1, text.size() - bracket - 2), ',');
    if (!sound(*pattern.permutation, "[]#")) return std::nullopt;
  }
  pattern.path = parts_of(text.substr(0, bracket), '/');
  return sound(pattern.path, "[],#") ? std::optional(pattern) : std::nullopt;
}

bool matches(const CheckPattern& pattern, std::string_view id, std::string_view check) {
  const std::size_t bracket = id.find('[');
  if (!pattern.check.empty() && !mockling::detail::glob(pattern.check, check)) return false;
  if (!all_match(pattern.path, id.substr(0, bracket))) return false;
  if (!pattern.permutation) return true;
  if (bracket == std::string_view::npos || id.back() != ']') return false;
  return all_match(*pattern.permutation, replace_all(id.substr(bracket + 1, id.size() - bracket - 2), ",", "/"));
}

}  // namespace mockling::conform
