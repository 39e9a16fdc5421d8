// Owns: guessing which removed name goes on as which new one, and which names stand inside others.
// Never knows: what a change means.
// Used by: drift/compare.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <mockling/base/text.hpp>
#include <mockling/drift/facts.hpp>

namespace mockling::drift {

// "multi_prompt[].duration" → "multi_prompt[]" → "multi_prompt" → ""; of an answer: "get /x 200 a" → "get /x 200".
inline std::string parent_of(const std::string& name) {
  if (ends_with(name, "[]")) return name.substr(0, name.size() - 2);
  const std::size_t dot = name.find_last_of(". ");
  return dot == std::string::npos ? std::string() : name.substr(0, dot);
}

// The names that do not stand inside another of the list.
inline std::vector<std::string> outermost(const std::vector<std::string>& names) {
  const std::set<std::string> all(names.begin(), names.end());
  std::vector<std::string> result;
  for (const std::string& name : names) {
    bool inside = false;
    for (std::string parent = parent_of(name); !parent.empty() && !inside; parent = parent_of(parent))
      inside = all.count(parent) > 0;
    if (!inside) result.push_back(name);
  }
  return result;
}

namespace detail {

inline bool same_facets(const Facets& a, const Facets& b) {
  for (const std::string facet : {"type", "enum", "default", "minimum", "maximum", "required"}) {
    const Json *x = value_of(a, facet), *y = value_of(b, facet);
    if ((x == nullptr) != (y == nullptr) || (x != nullptr && *x != *y)) return false;
  }
  return true;
}

// Whether two names share a word: "end_image" and "tail_image", "cfg_scale" and "cfgScale".
inline bool akin(const std::string& a, const std::string& b) {
  std::string word;
  const std::string other = to_lower(b);
  for (const char c : to_lower(a) + "_") {
    if (c != '_' && c != '.' && c != ' ') {
      word += c;
      continue;
    }
    if (word.size() > 2 && other.find(word) != std::string::npos) return true;
    word.clear();
  }
  return false;
}

}  // namespace detail

// Pairs of a removed and an added name of the same parent that describe the same thing: all their facets agree, and the
// names share a word. Both are taken out of the lists, with what stands inside them.
inline std::vector<std::pair<std::string, std::string>> renames(const Names& before, const Names& after,
                                                                std::vector<std::string>& gone,
                                                                std::vector<std::string>& fresh) {
  std::vector<std::pair<std::string, std::string>> pairs;
  const std::vector<std::string> outer_fresh = outermost(fresh);
  constexpr std::size_t kMostPairs = 100'000;  // documents that differ in everything have no renames worth a guess
  if (outermost(gone).size() * outer_fresh.size() > kMostPairs) return pairs;
  const auto drop = [](std::vector<std::string>& names, const std::string& name) {
    names.erase(std::remove_if(names.begin(), names.end(),
                               [&name](const std::string& one) {
                                 return one == name || starts_with(one, name + ".") || starts_with(one, name + "[");
                               }),
                names.end());
  };
  for (const std::string& from : outermost(gone))
    for (const std::string& to : outer_fresh) {
      if (std::find(fresh.begin(), fresh.end(), to) == fresh.end()) continue;
      if (parent_of(from) != parent_of(to) || !detail::akin(from, to)) continue;
      if (!detail::same_facets(before.at(from), after.at(to))) continue;
      pairs.emplace_back(from, to);
      drop(gone, from);
      drop(fresh, to);
      break;
    }
  return pairs;
}

}  // namespace mockling::drift
