// Owns: the choice between two readings of a provider's contradictions, as patches on its data.
// Never knows: what a patched value does.
// Used by: spec/catalog.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>

namespace mockling {

// Switch name → reading name. What is not named stands at its default.
using Choices = std::map<std::string, std::string>;

namespace detail {

// Shell-like match: `*` stays within a path segment, `**` crosses them. In steps of pattern times text at most.
inline bool glob(std::string_view pattern, std::string_view text) {
  std::vector<bool> reached(text.size() + 1);  // how much of the text the pattern so far can have taken
  reached[0] = true;
  while (!pattern.empty()) {
    const bool star = pattern.front() == '*', crossing = pattern.substr(0, 2) == "**";
    if (star)
      for (std::size_t i = 0; i < text.size(); ++i)
        reached[i + 1] = reached[i + 1] || (reached[i] && (crossing || text[i] != '/'));
    else
      for (std::size_t i = text.size() + 1; i-- > 0;) reached[i] = i > 0 && reached[i - 1] && text[i - 1] == pattern[0];
    pattern.remove_prefix(crossing ? 2 : 1);
  }
  return reached[text.size()];
}

inline bool names_file(const Json& patterns, std::string_view file) {
  if (patterns.is_string()) return glob(patterns.get_ref<const std::string&>(), file);
  if (!patterns.is_array()) return false;
  for (const Json& pattern : patterns)
    if (names_file(pattern, file)) return true;
  return false;
}

// Applies one patch operation to every file it names; a file it does not fit, or no file at all, is a problem.
inline void apply_operation(Json operation, const std::string& where, std::map<std::string, Json>& files,
                            std::vector<std::string>& problems) {
  const Json patterns = operation.value("file", Json());
  operation.erase("file");
  bool any = false;
  for (auto& [name, document] : files) {
    if (!names_file(patterns, name)) continue;
    any = true;
    try {
      document.patch_inplace(Json::array({operation}));
    } catch (const Json::exception& failure) {
      problems.push_back(where + " does not fit " + name + ": " + failure.what());
    }
  }
  if (!any) problems.push_back(where + " names no file: " + dump(patterns));
}

}  // namespace detail

// Applies the chosen readings of `switches` to the provider's files (name → document). An unknown switch or reading is
// a problem that names what is accepted.
inline void apply_choices(const Json& switches, const Choices& choices, std::map<std::string, Json>& files,
                          std::vector<std::string>& problems) {
  for (const auto& [name, reading] : choices) {
    const Json* found = nullptr;
    std::string names;
    for (const Json& entry : switches) {
      names += (names.empty() ? "" : ", ") + text_of(entry, "name");
      if (text_of(entry, "name") == name) found = &entry;
    }
    if (found == nullptr) {
      problems.push_back("there is no switch " + name + "; there are: " + names);
      continue;
    }
    const Json* chosen = member((*found)["readings"], reading);
    if (chosen == nullptr) {
      std::string readings;
      for (const auto& [known, ignored] : (*found)["readings"].items())
        readings += (readings.empty() ? "" : ", ") + known;
      problems.push_back("switch " + name + " has no reading " + reading + "; it has: " + readings);
      continue;
    }
    for (const Json& operation : chosen->value("patch", Json::array()))
      detail::apply_operation(operation, "switch " + name + "=" + reading, files, problems);
  }
}

// The strict reading of every switch that has one.
inline Choices strict_choices(const Json& switches) {
  Choices choices;
  for (const Json& entry : switches)
    if (entry.contains("strict")) choices[text_of(entry, "name")] = text_of(entry, "strict");
  return choices;
}

}  // namespace mockling
