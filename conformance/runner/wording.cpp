#include "wording.hpp"

#include <mockling/base/text.hpp>
#include <mockling/spec/switches.hpp>

namespace mockling::conform {

bool within(const Json& bounds, std::int64_t value, std::string_view suffix) {
  const auto bound = [&](const char* name) { return member(bounds, std::string(name) + std::string(suffix)); };
  const Json* is = bound("is");
  const Json* least = bound("min");
  const Json* most = bound("max");
  return (is == nullptr || *is == value) && (least == nullptr || *least <= value) &&
         (most == nullptr || value <= *most);
}

std::string bounds_in_words(const Json& bounds, std::string_view suffix) {
  const auto text = [&](const char* name) {
    const Json* bound = member(bounds, std::string(name) + std::string(suffix));
    return bound == nullptr ? std::string() : dump(*bound);
  };
  const std::string is = text("is"), least = text("min"), most = text("max");
  if (!is.empty()) return is == "0" ? "no" : "exactly " + is;
  if (!least.empty() && !most.empty()) return "between " + least + " and " + most;
  return least.empty() ? "at most " + most : "at least " + least;
}

std::string counted(std::size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

std::string joined(const Json& list, std::string_view between) {
  std::string text;
  for (const Json& word : list)
    text += (text.empty() ? "" : std::string(between)) + (word.is_string() ? word.get<std::string>() : dump(word));
  return text;
}

std::string shortened(std::string_view text) {
  constexpr std::size_t kMost = 160;
  return text.size() <= kMost ? std::string(text) : std::string(utf8_prefix(text, kMost)) + "…";
}

const Json* pointed_at(const Json& document, const std::string& pointer) {
  if (!pointer.empty() && pointer.front() != '/') return nullptr;
  const Json::json_pointer path(pointer);
  return document.contains(path) ? &document.at(path) : nullptr;
}

bool fits_pattern(std::string_view text, std::string_view pattern) { return detail::glob(pattern, text); }

}  // namespace mockling::conform
