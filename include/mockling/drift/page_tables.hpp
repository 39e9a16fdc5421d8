// Owns: finding the tables of a page: with bars, with tabs, or with all borders lost ("promptstringNo-The prompt").
// Never knows: what a table says.
// Used by: drift/page_fields, drift/page_prices, drift/read_page.
#pragma once

#include <mockling/drift/page_cut.hpp>

namespace mockling::drift {

struct Row {
  std::size_t line = 0;
  std::vector<std::string> cells;  // as many as there are columns
};

struct Table {
  std::size_t line = 0;
  std::vector<std::string> columns;  // lower case
  std::vector<Row> rows;
  std::vector<std::size_t> broken;  // lines of rows that cannot be taken apart

  // The number of a column, or npos.
  std::size_t column(std::string_view name) const {
    const auto found = std::find(columns.begin(), columns.end(), name);
    return found == columns.end() ? std::string::npos : static_cast<std::size_t>(found - columns.begin());
  }
  std::string cell(const Row& row, std::string_view name) const {
    const std::size_t at = column(name);
    return at < row.cells.size() ? row.cells[at] : std::string();
  }
};

namespace detail {

inline std::vector<std::string> bar_cells(std::string_view line) {
  std::vector<std::string> cells;
  const std::string safe = replace_all(line, "\\|", "\x01");
  for (const std::string_view cell : split(safe, '|')) cells.push_back(replace_all(trim(cell), "\x01", "|"));
  if (!cells.empty() && cells.front().empty()) cells.erase(cells.begin());
  if (!cells.empty() && cells.back().empty() && ends_with(trim(line), "|")) cells.pop_back();
  return cells;
}

inline std::vector<std::string> tab_cells(std::string_view line) {
  std::vector<std::string> cells;
  for (const std::string_view cell : split(line, '\t')) cells.emplace_back(trim(cell));
  return cells;
}

inline bool is_rule(std::string_view line) {
  return contains(line, "---") && line.find_first_not_of("|-: ") == std::string_view::npos;
}

inline std::vector<std::string> lowered(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = to_lower(cell);
  return cells;
}

// A row that has lost an empty cell: its text stands one column too early.
inline std::vector<std::string> fitted(std::vector<std::string> cells, const std::vector<std::string>& columns) {
  cells.resize(columns.size());
  const std::size_t last = columns.size() - 1;
  if (columns.size() < 3 || columns[last] != "description" || !cells[last].empty()) return cells;
  const std::string& before = cells[last - 1];
  const bool sentence = contains(before, " ") && !contains(before, ", ") && !contains(before, " ~ ");
  if (columns[last - 1] == "range" && sentence) cells[last] = before, cells[last - 1] = "-";
  return cells;
}

// The table that begins at `at`, moving `at` behind it; nothing when none begins there.
inline std::optional<Table> table_at(const std::vector<Line>& lines, std::size_t& at) {
  const std::string& head = lines[at].text;
  const bool bars = starts_with(head, "|") && at + 1 < lines.size() && is_rule(lines[at + 1].text);
  const bool tabs = !bars && contains(head, "\t") && tab_cells(head).size() > 1;
  Table table{lines[at].number, {}, {}, {}};
  if (bars) {
    table.columns = lowered(bar_cells(head));
    for (at += 2; at < lines.size() && starts_with(lines[at].text, "|"); ++at)
      table.rows.push_back({lines[at].number, fitted(bar_cells(lines[at].text), table.columns)});
    return table;
  }
  if (tabs) {
    table.columns = lowered(tab_cells(head));
    for (++at; at < lines.size() && contains(lines[at].text, "\t"); ++at)
      table.rows.push_back({lines[at].number, fitted(tab_cells(lines[at].text), table.columns)});
    return table;
  }
  table.columns = glued_columns(head);
  if (table.columns.empty()) return std::nullopt;
  for (++at; at < lines.size() && !lines[at].text.empty(); ++at) {
    const char first = lines[at].text.front();
    if (is_parameter_table(table.columns) && !is_name_char(first) && first != '`') break;
    auto cells = cut_row(table.columns, lines[at].text);
    if (cells)
      table.rows.push_back({lines[at].number, std::move(*cells)});
    else
      table.broken.push_back(lines[at].number);
    if (!cells && !is_parameter_table(table.columns)) break;  // prose follows at once
  }
  return table;
}

}  // namespace detail

// Every table of the page, in order.
inline std::vector<Table> page_tables(const std::vector<Line>& lines) {
  std::vector<Table> tables;
  for (std::size_t at = 0; at < lines.size();) {
    if (auto table = detail::table_at(lines, at))
      tables.push_back(std::move(*table));
    else
      ++at;
  }
  return tables;
}

}  // namespace mockling::drift
