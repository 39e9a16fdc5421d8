// Owns: what a job costs, by the rows of its model's price table.
// Never knows: balances; when anything is charged; binary floating point.
// Used by: core/submit, provider price endpoints, mockserver price.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <mockling/base/money.hpp>
#include <mockling/spec/seconds.hpp>

namespace mockling {

struct PriceRow {
  Json when = Json::object();      // inputs that must have these values
  std::vector<std::string> given;  // inputs that must be there at all, "list[].member": in some entry
  Decimal amount;
  bool per_second = true;
};

struct PriceTable {
  Currency currency;
  Decimal base;  // what the provider's catalog prints for the default request
  SecondsRule seconds;
  std::int64_t minimum_seconds = 0;
  enum class Round { none, up, nearest } round = Round::none;  // to whole seconds
  std::vector<PriceRow> rows;
};

// An exact price, and the row and length it follows from.
struct Quote {
  Money price;
  std::size_t row = 0;
  Millis length{0};
};

namespace detail {

inline Decimal decimal_member(const Json& object, std::string_view key, const std::string& place,
                              std::vector<std::string>& problems) {
  const auto value = parse_decimal(text_of(object, key));
  if (!value) problems.push_back(place + "/" + std::string(key) + " must be a decimal text");
  return value.value_or(Decimal{});
}

inline bool row_applies(const PriceRow& row, const Json& input) {
  for (const auto& [name, wanted] : row.when.items()) {
    const Json* value = member(input, name);
    if (value == nullptr || *value != wanted) return false;
  }
  for (const std::string& field : row.given)
    if (times_given(input, field) == 0) return false;
  return true;
}

inline Millis billed_length(const PriceTable& table, Millis length) {
  const std::int64_t more = table.round == PriceTable::Round::up ? 999 : 500;
  if (table.round != PriceTable::Round::none) length = Millis((length.count() + more) / 1000 * 1000);
  return std::max(length, Millis(table.minimum_seconds * 1000));
}

}  // namespace detail

inline PriceTable compile_price(const Json& document, const std::string& place, std::vector<std::string>& problems) {
  PriceTable table;
  table.currency.code = text_of(document, "currency", "USD");
  table.base = detail::decimal_member(document, "base", place, problems);
  if (const Json* seconds = member(document, "seconds"))
    table.seconds = compile_seconds(*seconds, place + "/seconds", problems);
  table.minimum_seconds = int_of(document, "minimum_seconds");
  const std::string round = text_of(document, "round");
  table.round = round == "up"        ? PriceTable::Round::up
                : round == "nearest" ? PriceTable::Round::nearest
                                     : PriceTable::Round::none;
  if (!round.empty() && table.round == PriceTable::Round::none)
    problems.push_back(place + "/round must be up or nearest");
  for (const Json& row : document.value("rows", Json::array())) {
    PriceRow compiled;
    compiled.when = row.value("when", Json::object());
    for (const Json& field : row.value("given", Json::array())) compiled.given.push_back(field.get<std::string>());
    compiled.per_second = row.contains("per_second");
    compiled.amount =
        detail::decimal_member(row, compiled.per_second ? "per_second" : "flat", place + "/rows", problems);
    table.rows.push_back(std::move(compiled));
  }
  if (table.rows.empty()) problems.push_back(place + "/rows must have at least one row");
  return table;
}

// The number of the first row that applies to a normalised input, or nothing.
inline std::optional<std::size_t> row_of(const PriceTable& table, const Json& input) {
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    if (detail::row_applies(table.rows[i], input)) return i;
  return std::nullopt;
}

// The price of a normalised input, or nothing when no row applies, the length is not given, or the amount is not exact.
inline std::optional<Quote> quote(const PriceTable& table, const Json& input, const FileLookup& files) {
  const auto number = row_of(table, input);
  if (!number) return std::nullopt;
  const PriceRow& row = table.rows[*number];
  if (!row.per_second) return Quote{{row.amount, table.currency}, *number, Millis(0)};
  const auto length = length_of(table.seconds, input, files);
  if (!length) return std::nullopt;
  const Millis billed = detail::billed_length(table, *length);
  const auto amount = multiply_exact(row.amount, billed.count(), 1000);
  return amount ? std::optional(Quote{{*amount, table.currency}, *number, billed}) : std::nullopt;
}

}  // namespace mockling
