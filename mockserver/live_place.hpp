// Owns: places in a JSON document as pointers, and patterns of them.
// Never knows: what stands there.
// Used by: live_suite, live_compare, live_evidence.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/text.hpp>

namespace mockling::cli {

// What a JSON Pointer (RFC 6901) leads to, or nullptr.
inline const Json* find_at(const Json& document, std::string_view pointer) {
  if (pointer.empty()) return &document;
  if (pointer.front() != '/') return nullptr;
  const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
  const std::string step = replace_all(replace_all(pointer.substr(1, end - 1), "~1", "/"), "~0", "~");
  if (document.is_object()) {
    const Json* found = member(document, step);
    return found != nullptr ? find_at(*found, pointer.substr(end)) : nullptr;
  }
  const auto index = parse_int(step);
  if (!document.is_array() || !index || *index < 0 || static_cast<std::size_t>(*index) >= document.size())
    return nullptr;
  return find_at(document[static_cast<std::size_t>(*index)], pointer.substr(end));
}

// Whether a pointer fits a pattern, in which * is any one step.
inline bool fits_place(std::string_view pattern, std::string_view pointer) {
  const std::vector<std::string_view> wanted = split(pattern, '/'), steps = split(pointer, '/');
  if (wanted.size() != steps.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i] != "*" && wanted[i] != steps[i]) return false;
  return true;
}

inline bool fits_any(const std::vector<std::string>& patterns, std::string_view pointer) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return fits_place(pattern, pointer); });
}

// Whether one of two places holds the other, or they are the same.
inline bool touches(std::string_view a, std::string_view b) {
  const std::string_view shorter = a.size() < b.size() ? a : b, longer = a.size() < b.size() ? b : a;
  return starts_with(longer, shorter) && (longer.size() == shorter.size() || longer[shorter.size()] == '/');
}

}  // namespace mockling::cli
