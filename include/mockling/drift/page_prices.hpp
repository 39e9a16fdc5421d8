// Owns: the prices on a page: tables by length, by configuration, by quality and sound, and sentences.
// Never knows: how a table was found; what a price is compared with.
// Used by: drift/read_page.
#pragma once

#include <set>

#include <mockling/base/decimal.hpp>
#include <mockling/drift/page_hints.hpp>
#include <mockling/drift/page_tables.hpp>
#include <mockling/drift/price_facts.hpp>

namespace mockling::drift {

namespace detail {

class PriceReader {
 public:
  PriceReader(PageFacts& facts, std::vector<std::string>& unread) : facts_(facts), unread_(unread) {}

  static bool is_price_table(const Table& table) {
    for (const Row& row : table.rows)
      for (const std::string& cell : row.cells)
        if (contains(cell, "$")) return true;
    return false;
  }

  // The number of amounts found.
  std::size_t count() const { return count_; }

  void table(const Table& table) {
    for (const Row& row : table.rows)
      for (std::size_t i = 0; i < row.cells.size() && i < table.columns.size(); ++i)
        if (contains(row.cells[i], "$")) cell(table, row, i);
  }

  void sentence(const Line& line) {
    std::string_view text = line.text;
    if (const std::size_t sign = text.find("×"); sign != std::string_view::npos) multiplier(text, sign, line.number);
    if (contains(text, "x,") || ends_with(text, "x.") || ends_with(text, "x")) multipliers(text, line.number);
    std::size_t from = 0;
    for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
      amount(text.substr(from, at - from), text.substr(at + 1), line);
      from = at + 1;
    }
    if (const std::size_t credits = text.find(" credits per second"); credits != std::string_view::npos)
      say("{}", rate_facet(text), name_number(text.substr(0, credits)), line.number), currency("credits", line.number);
  }

 private:
  void say(const std::string& condition, const std::string& facet, const std::string& amount, std::size_t line) {
    const auto value = parse_decimal(amount);
    if (!value) return;
    ++count_;
    facts_.say(1, Side::price, condition, facet, Json(to_text(*value)), line);
  }

  void currency(const std::string& code, std::size_t line) {
    facts_.say(1, Side::price, "{}", "currency", Json(code), line);
  }

  static std::string name_number(std::string_view text) {
    std::size_t start = text.size();
    while (start > 0 && (is_digit(text[start - 1]) || text[start - 1] == '.')) --start;
    return std::string(text.substr(start));
  }

  // A base on which other prices build is no price of every clip.
  static std::string rate_facet(std::string_view text) {
    return starts_with(text, "Base ") || contains(text, "- Base ") || contains(text, "Base rate") ? "base_rate"
                                                                                                  : "per_second";
  }

  // The field that a label speaks of, with what it says: "without native audio generation".
  void by_label(std::string_view label, Json& condition) const {
    for (const std::string_view clause : split(label, ',')) {
      const std::string words = to_lower(clause);
      for (const std::string& field : facts_.fields()) {
        const bool about = (contains(field, "audio") || contains(field, "sound")) &&
                           (contains(words, "audio") || contains(words, "sound"));
        if (!about) continue;
        condition[field] = !(contains(words, "without") || contains(words, "off") || contains(words, "no "));
      }
    }
  }

  // A cell whose column is named like a field is a value of it.
  void by_columns(const Table& table, const Row& row, Json& condition) const {
    for (std::size_t i = 0; i < table.columns.size() && i < row.cells.size(); ++i)
      for (const std::string& field : facts_.fields())
        if (field == table.columns[i] && field != "model" && !contains(row.cells[i], "$"))
          if (auto value = typed(option_of(field, row.cells[i]), facts_.type(field)))
            condition[field] = std::move(*value);
  }

  // The value of the field's list that differs only in case.
  std::string option_of(const std::string& field, const std::string& word) const {
    for (const Json& option : facts_.value(field, "enum"))
      if (option.is_string() && iequals(option.get_ref<const std::string&>(), word)) return option.get<std::string>();
    return word;
  }

  void cell(const Table& table, const Row& row, std::size_t column) {
    Json condition = Json::object();
    by_label(table.columns[column], condition);
    if (table.columns.front() != "duration") by_label(row.cells.front(), condition);
    const bool by_length = table.columns.front() == "duration";
    if (!by_length) by_columns(table, row, condition);
    const std::string_view text = row.cells[column];
    const std::string value = leading_number(text.substr(text.find('$') + 1));
    const std::string name = condition_name(condition);
    const auto seconds = parse_int(leading_number(row.cells.front()));
    const bool second = contains(to_lower(text), "second") || contains(table.columns[column], "per second");
    if (const std::size_t open = text.find('('); contains(text, "Credits") && open != std::string_view::npos) {
      say(name, "per_second", leading_number(text.substr(open + 1)), row.line);
      currency("credits", row.line);
      facts_.say(1, Side::price, name, "usd_per_second", Json(value), row.line);
    } else if (by_length && seconds) {
      say(name, "clip " + std::to_string(*seconds), value, row.line), currency("USD", row.line);
    } else if (second) {
      say(name, "per_second", value, row.line), currency("USD", row.line);
    } else {
      unread_.push_back(line_place(row.line) + ": what the amount $" + value + " is for");
    }
  }

  // "a 5s video", "A 10-second clip", "3 seconds": the length that is named last before an amount.
  static std::optional<std::int64_t> clip_before(std::string_view text) {
    std::optional<std::int64_t> found;
    for (std::size_t i = 0; i < text.size();) {
      const std::string digits = is_digit(text[i]) ? leading_number(text.substr(i)) : "";
      const std::string_view rest = text.substr(i + digits.size());
      if (!digits.empty() && (starts_with(rest, "s ") || starts_with(rest, "-second") || starts_with(rest, " second")))
        found = parse_int(digits);
      i += std::max<std::size_t>(digits.size(), 1);
    }
    return found;
  }

  void amount(std::string_view before, std::string_view from, const Line& line) {
    const std::string value = leading_number(from);
    if (value.empty()) return;  // a shell variable
    const std::string_view rest = trim(from.substr(value.size()));
    const auto clip = clip_before(before);
    const auto spread = starts_with(rest, "per ") ? parse_int(leading_number(rest.substr(4))) : std::nullopt;
    const bool second =
        starts_with(rest, "per second") || starts_with(rest, "/ second") || starts_with(rest, "a second");
    if (spread)
      say("{}", "clip " + std::to_string(*spread) + (rate_facet(line.text) == "base_rate" ? " base" : ""), value,
          line.number);
    else if (second || (!clip && contains(to_lower(line.text), "every second")))
      say("{}", rate_facet(line.text), value, line.number);
    else if (clip)
      say("{}", "clip " + std::to_string(*clip), value, line.number);
    else
      return unread_.push_back(line_place(line.number) + ": what the amount $" + value + " is for");
    currency("USD", line.number);
  }

  // "Sound surcharge: ×1.5 when sound is enabled"
  void multiplier(std::string_view text, std::size_t sign, std::size_t line) {
    Json condition = Json::object();
    by_label(text, condition);
    const std::string factor = leading_number(trim(text.substr(sign + std::string_view("×").size())));
    if (!factor.empty()) facts_.say(1, Side::price, condition_name(condition), "multiplier", Json(factor), line);
  }

  // "720p+off = 1.0x, 720p+on = 1.334x": values of listed fields and their factor.
  void multipliers(std::string_view text, std::size_t line) {
    if (const std::size_t colon = text.find(": "); colon != std::string_view::npos) text = text.substr(colon + 2);
    for (const std::string_view part : split(text, ',')) {
      const std::size_t equals = part.find('=');
      if (equals == std::string_view::npos || !contains(part.substr(0, equals), "+")) continue;
      Json condition = Json::object();
      for (const std::string_view word : split(trim(part.substr(0, equals)), '+'))
        for (const std::string& field : facts_.fields())
          for (const Json& option : facts_.value(field, "enum"))
            if (option == std::string(word)) condition[field] = option;
      const std::string factor = leading_number(trim(part.substr(equals + 1)));
      if (!factor.empty() && condition.size() > 1)
        facts_.say(1, Side::price, condition_name(condition), "multiplier", Json(factor), line);
    }
  }

  PageFacts& facts_;
  std::vector<std::string>& unread_;
  std::size_t count_ = 0;
};

}  // namespace detail

// States the prices of the page and returns how many there are; fields must have been read before, because conditions
// are told in their words.
inline std::size_t page_prices(PageFacts& facts, const std::vector<Line>& lines, const std::vector<Table>& tables,
                               std::vector<std::string>& unread) {
  detail::PriceReader reader(facts, unread);
  std::set<std::size_t> in_table;
  for (const Table& table : tables) {
    if (!detail::PriceReader::is_price_table(table)) continue;
    reader.table(table);
    for (const Row& row : table.rows) in_table.insert(row.line);
  }
  for (const Line& line : lines)
    if (in_table.count(line.number) == 0) reader.sentence(line);
  return reader.count();
}

}  // namespace mockling::drift
