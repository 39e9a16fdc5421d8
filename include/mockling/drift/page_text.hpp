// Owns: a saved page as numbered lines, and small questions about texts that people wrote.
// Never knows: tables, fields, prices.
// Used by: drift/page_*, drift/read_page.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/text.hpp>

namespace mockling::drift {

struct Line {
  std::size_t number = 0;  // from 1
  std::string text;        // trimmed
};

inline std::string line_place(std::size_t number) { return "line " + std::to_string(number); }

// The lines of a page. A line longer than `longest` is no line of a page that was saved as text.
inline Result<std::vector<Line>> page_lines(std::string_view text, std::size_t longest = 20'000) {
  if (!is_utf8(text)) return Error{"is no UTF-8 text"};
  std::vector<Line> lines;
  for (const std::string_view raw : split(text, '\n')) {
    if (raw.size() > longest)
      return Error{"has a line of more than " + std::to_string(longest) + " bytes: " + line_place(lines.size() + 1)};
    lines.push_back({lines.size() + 1, std::string(trim(raw))});
  }
  if (lines.size() > 20'000) return Error{"has more than 20000 lines"};
  return lines;
}

inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
inline bool is_name_char(char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '.'; }

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// What follows `key` in the text, ignoring case, or nothing.
inline std::optional<std::string_view> after(std::string_view text, std::string_view key) {
  const std::size_t at = to_lower(text).find(key);
  return at == std::string::npos ? std::nullopt : std::optional(trim(text.substr(at + key.size())));
}

// The decimal number that the text begins with ("0.42", "15"), or "".
inline std::string leading_number(std::string_view text) {
  std::size_t end = 0;
  bool point = false;
  while (end < text.size() && (is_digit(text[end]) || (text[end] == '.' && !point && end > 0))) {
    point = point || text[end] == '.';
    ++end;
  }
  while (end > 0 && text[end - 1] == '.') --end;
  return std::string(text.substr(0, end));
}

// Every whole number of a text, in order; at most ten.
inline std::vector<std::int64_t> numbers_in(std::string_view text) {
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < text.size() && numbers.size() < 10;) {
    const std::string digits = is_digit(text[i]) ? leading_number(text.substr(i)) : "";
    if (const auto number = parse_int(digits)) numbers.push_back(*number);
    i += std::max<std::size_t>(digits.size(), 1);
  }
  return numbers;
}

// Without backticks, quotes and a full stop around it.
inline std::string bare(std::string_view text) {
  const auto dressing = [](char c) { return c == '`' || c == '"' || c == '\'' || c == ' '; };
  while (!text.empty() && dressing(text.front())) text.remove_prefix(1);
  while (!text.empty() && (dressing(text.back()) || text.back() == '.' || text.back() == ',')) text.remove_suffix(1);
  return std::string(text);
}

// "a, b, or c" → a, b, c
inline std::vector<std::string> listed(std::string_view text) {
  std::vector<std::string> items;
  for (std::string_view piece : split(text, ',')) {
    piece = trim(piece);
    for (const std::string_view joint : {"or ", "and "})
      if (starts_with(piece, joint)) piece.remove_prefix(joint.size());
    for (const std::string_view joint : {" or ", " and "})
      if (const std::size_t at = piece.find(joint); at != std::string_view::npos) {
        items.push_back(bare(piece.substr(0, at)));
        piece.remove_prefix(at + joint.size());
      }
    items.push_back(bare(piece));
  }
  items.erase(std::remove(items.begin(), items.end(), std::string()), items.end());
  return items;
}

// The type that a page's word means.
inline std::string type_word(const std::string& word) {
  return word == "enum" ? "string" : word == "float" ? "number" : word;
}

// A value as its type has it: "off" of a boolean is false, "5" of an integer is 5. Nothing when it is no such value.
inline std::optional<Json> typed(std::string_view text, std::string_view type) {
  const std::string word = bare(text);
  if (type == "boolean") {
    for (const std::string_view yes : {"true", "on", "enabled", "yes"})
      if (iequals(word, yes)) return Json(true);
    for (const std::string_view no : {"false", "off", "disabled", "no"})
      if (iequals(word, no)) return Json(false);
    return std::nullopt;
  }
  if (type == "integer" || type == "number") {
    if (const auto number = parse_int(word)) return Json(*number);
    auto number = parse_json(word);
    if (!number || !number->is_number()) return std::nullopt;
    return std::move(number).value();
  }
  return word.empty() ? std::nullopt : std::optional(Json(word));
}

}  // namespace mockling::drift
