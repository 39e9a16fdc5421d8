// Owns: references in prompts to what an input lists: <<<element_2>>>.
// Never knows: which words a model has, or what they count.
// Used by: spec/rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/spec/violation.hpp>

namespace mockling {

// The first <<<word_N>>> in `text` whose N is not 1 to `count`, or nothing. Anything else is plain text.
inline std::optional<std::string> dangling_reference(std::string_view text, std::string_view word, std::size_t count) {
  const std::string open = "<<<" + std::string(word) + "_";
  for (std::size_t at; (at = text.find(open)) != std::string_view::npos;) {
    text.remove_prefix(at);
    const std::size_t close = text.find(">>>");
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view digits = text.substr(open.size(), close - open.size());
    const bool number = !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
    const auto index = number ? parse_int(digits) : std::nullopt;
    const bool known = index && *index >= 1 && static_cast<std::uint64_t>(*index) <= count;
    if (number && !known) return std::string(text.substr(0, close + 3));
    text.remove_prefix(open.size());
  }
  return std::nullopt;
}

// The texts at a place of an input, with their JSON Pointers: "prompt", or "multi_prompt[].prompt" for every entry.
inline std::vector<std::pair<std::string, std::string>> texts_at(const Json& input, std::string_view place) {
  std::vector<std::pair<std::string, std::string>> texts;
  const std::size_t deeper = place.find("[].");
  const std::string_view outer = place.substr(0, deeper);
  const Json* value = member_at(input, outer);
  if (value == nullptr) return texts;
  if (deeper == std::string_view::npos) {
    if (value->is_string()) texts.emplace_back(pointer_to(outer), value->get<std::string>());
    return texts;
  }
  if (!value->is_array()) return texts;
  for (std::size_t i = 0; i < value->size(); ++i)
    for (const auto& [path, text] : texts_at((*value)[i], place.substr(deeper + 3)))
      texts.emplace_back(pointer_to(outer) + "/" + std::to_string(i) + path, text);
  return texts;
}

}  // namespace mockling
