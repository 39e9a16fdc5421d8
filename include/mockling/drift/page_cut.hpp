// Owns: taking apart the rows of tables whose borders were lost when the page was saved.
// Never knows: what a cell means beyond its form.
// Used by: drift/page_tables, drift/page_blocks.
#pragma once

#include <array>

#include <mockling/drift/page_text.hpp>

namespace mockling::drift {

inline constexpr std::array<std::string_view, 9> kTypeWords{"string", "integer", "number", "boolean", "array",
                                                            "object", "enum",    "float",  "file"};

namespace detail {

// The word of the list that the text begins with, or "".
template <class Words>
std::string_view leading_word(std::string_view text, const Words& words) {
  for (const std::string_view word : words)
    if (starts_with(text, word)) return word;
  return {};
}

inline constexpr std::array<std::string_view, 4> kYesNo{"Yes", "No", "Required", "Optional"};
inline constexpr std::array<std::string_view, 7> kFirstColumns{"parameter", "duration", "configuration", "spec",
                                                               "value",     "mode",     "resolution"};

inline bool is_parameter_table(const std::vector<std::string>& columns) {
  return !columns.empty() && columns.front() == "parameter";
}

// "ParameterTypeDescription" → parameter, type, description; nothing for what is no such heading.
inline std::vector<std::string> glued_columns(std::string_view line) {
  if (line.size() > 120 || line.size() < 8 || line.find_first_of(".:!?,$`") != std::string_view::npos) return {};
  std::vector<std::string> columns{""};
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i > 0 && is_upper(line[i]) && is_lower(line[i - 1])) columns.emplace_back();
    columns.back() += line[i];
  }
  for (std::string& column : columns) column = to_lower(trim(column));
  const bool known = std::find(kFirstColumns.begin(), kFirstColumns.end(), columns.front()) != kFirstColumns.end();
  return columns.size() > 1 && known ? columns : std::vector<std::string>();
}

// Where a value ends that prose follows without a space: before a capital behind a small letter or a digit.
inline std::size_t seam(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i)
    if (is_upper(text[i]) && (is_lower(text[i - 1]) || is_digit(text[i - 1]))) return i;
  return text.size();
}

// Whether `range` is "a, b, c" with `value` among them, or "lo ~ hi".
inline bool fits_range(std::string_view value, std::string_view range) {
  if (const std::size_t wave = range.find(" ~ "); wave != std::string_view::npos)
    return is_digit(range.front()) && leading_number(value) == value &&
           leading_number(range.substr(0, wave)) == range.substr(0, wave);
  for (const std::string_view item : split(range, ','))
    if (trim(item) == value) return true;
  return false;
}

// "53, 4, 5The duration" → {"5", "3, 4, 5", "The duration"}; the default is one of the range.
inline std::vector<std::string> default_range_rest(std::string_view text) {
  if (starts_with(text, "--")) return {"-", "-", std::string(text.substr(2))};
  if (starts_with(text, "-")) return {"-", "-", std::string(text.substr(1))};
  const std::size_t end = seam(text);
  const std::string_view head = text.substr(0, end);
  for (std::size_t i = 1; i + 1 < head.size() && i < 200; ++i)
    if (fits_range(head.substr(0, i), head.substr(i)))
      return {std::string(head.substr(0, i)), std::string(head.substr(i)), std::string(text.substr(end))};
  const std::size_t dash = text.find('-');  // a default, and no range: "false-Whether"; npos is far
  if (dash > 60) return {};
  return {std::string(text.substr(0, dash)), "-", std::string(text.substr(dash + 1))};
}

// `"5"`Video … or optionalText …
inline std::vector<std::string> default_rest(std::string_view text) {
  for (const std::string_view word : {"optional", "required", "-"})
    if (starts_with(text, word)) return {std::string(word), std::string(text.substr(word.size()))};
  const std::size_t end = text.find('`', 1);
  if (!starts_with(text, "`") || end == std::string_view::npos) return {};
  return {std::string(text.substr(0, end + 1)), std::string(text.substr(end + 1))};
}

// The cells behind the name, or nothing when the text has not the form that the columns ask for.
inline std::optional<std::vector<std::string>> cut_behind_name(const std::vector<std::string>& columns,
                                                               std::string_view rest) {
  std::vector<std::string> cells;
  for (std::size_t i = 1; i < columns.size(); ++i) {
    std::vector<std::string> pieces;
    if (columns[i] == "type") {
      const std::string_view word = leading_word(rest, kTypeWords);
      if (word.empty()) return std::nullopt;
      pieces = {std::string(word), std::string(rest.substr(word.size()))};
      const char next = pieces[1].empty() ? ' ' : pieces[1].front();
      if (is_lower(next) && !starts_with(pieces[1], "optional") && !starts_with(pieces[1], "required"))
        return std::nullopt;
    } else if (columns[i] == "required") {
      const std::string_view word = leading_word(rest, kYesNo);
      if (word.empty()) return std::nullopt;
      pieces = {std::string(word), std::string(rest.substr(word.size()))};
    } else if (columns[i] == "default" && i + 1 < columns.size() && columns[i + 1] == "range") {
      pieces = default_range_rest(rest);
      ++i;
    } else if (columns[i] == "default") {
      pieces = default_rest(rest);
    } else {
      pieces = {std::string(rest), ""};
    }
    if (pieces.empty()) return std::nullopt;
    rest = rest.substr(rest.size() - pieces.back().size());
    cells.insert(cells.end(), pieces.begin(), pieces.end() - 1);
  }
  return cells;
}

inline std::optional<std::vector<std::string>> cut_parameter(const std::vector<std::string>& columns,
                                                             std::string_view text) {
  if (const std::size_t end = text.find('`', 1); starts_with(text, "`") && end != std::string_view::npos) {
    auto cells = cut_behind_name(columns, text.substr(end + 1));
    if (cells) cells->insert(cells->begin(), std::string(text.substr(1, end - 1)));
    return cells;
  }
  for (std::size_t i = 1; i < text.size() && i < 200 && is_name_char(text[i - 1]); ++i) {
    auto cells = cut_behind_name(columns, text.substr(i));
    if (!cells) continue;
    cells->insert(cells->begin(), std::string(text.substr(0, i)));
    return cells;
  }
  return std::nullopt;
}

// "3s$0.336$0.504" → "3s", "$0.336", "$0.504"; "Aspect Ratios16:9, 9:16" → at the first digit or seam.
inline std::optional<std::vector<std::string>> cut_plain(const std::vector<std::string>& columns,
                                                         std::string_view text) {
  std::vector<std::string> cells;
  if (contains(text, "$")) {
    for (const std::string_view piece : split(text, '$'))
      cells.push_back((cells.empty() ? "" : "$") + std::string(piece));
    return cells.size() == columns.size() ? std::optional(cells) : std::nullopt;
  }
  if (columns.size() != 2) return std::nullopt;
  std::size_t end = seam(text);
  for (std::size_t i = 1; i < end; ++i)
    if (is_digit(text[i]) && is_lower(text[i - 1])) end = i;
  if (end >= text.size()) return std::nullopt;
  return std::vector<std::string>{std::string(text.substr(0, end)), std::string(text.substr(end))};
}

}  // namespace detail

// The cells of a row without borders, or nothing when they cannot be told apart.
inline std::optional<std::vector<std::string>> cut_row(const std::vector<std::string>& columns, std::string_view text) {
  if (text.size() > 4096) return std::nullopt;
  return detail::is_parameter_table(columns) ? detail::cut_parameter(columns, text) : detail::cut_plain(columns, text);
}

}  // namespace mockling::drift
