// Owns: a price table as facts: the amount of every combination of the inputs that matter.
// Never knows: balances; where the table comes from.
// Used by: drift/read_data.
#pragma once

#include <algorithm>

#include <mockling/drift/facts.hpp>
#include <mockling/spec/model.hpp>

namespace mockling::drift {

namespace detail {

inline constexpr std::size_t kMostCombinations = 256;

// The values of a field that a price may depend on: what its schema lists, and what the rows name.
inline std::vector<Json> priced_values(const Model& model, const std::string& field) {
  std::vector<Json> values;
  const auto add = [&values](const Json& value) {
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
  };
  if (const Schema* schema = model.input.property(field)) {
    for (const Json& option : schema->options) add(option);
    if (schema->types == kBoolean) add(false), add(true);
  }
  for (const PriceRow& row : model.price.rows)
    if (row.when.contains(field)) add(row.when[field]);
  return values;
}

// Inputs that together reach every row: each combination of the fields that rows ask for.
inline std::vector<Json> priced_inputs(const Model& model) {
  std::vector<Json> inputs{Json::object()};
  std::vector<std::string> done;
  const auto spread = [&inputs](const std::string& field, const std::vector<Json>& values) {
    std::vector<Json> more;
    for (const Json& input : inputs)
      for (const Json& value : values)
        if (more.size() < kMostCombinations) (more.push_back(input), more.back()[field] = value);
    inputs = std::move(more);
  };
  for (const PriceRow& row : model.price.rows) {
    for (const auto& [field, value] : row.when.items())
      if (std::find(done.begin(), done.end(), field) == done.end())
        done.push_back(field), spread(field, priced_values(model, field));
    for (const std::string& field : row.given)
      if (std::find(done.begin(), done.end(), "given " + field) == done.end())
        done.push_back("given " + field), spread("given " + field, {Json(false), Json(true)});
  }
  return inputs;
}

inline bool meets(const PriceRow& row, const Json& condition) {
  for (const auto& [field, value] : row.when.items())
    if (child(condition, field) != value) return false;
  for (const std::string& field : row.given)
    if (child(condition, "given " + field) != true) return false;
  return true;
}

}  // namespace detail

// "{"sound":true}": a condition as the name of a price fact; members in alphabetic order.
inline std::string condition_name(const Json& condition) {
  std::map<std::string, Json> sorted;
  for (const auto& [field, value] : condition.items()) sorted[field] = value;
  Json ordered = Json::object();
  for (const auto& [field, value] : sorted) ordered[field] = value;
  return dump(ordered);
}

// Appends the prices of a model: per_second or flat for every combination of inputs, and what surrounds them.
inline void price_facts(const Model& model, std::vector<Fact>& facts) {
  const PriceTable& table = model.price;
  for (const Json& condition : detail::priced_inputs(model))
    for (std::size_t i = 0; i < table.rows.size(); ++i)
      if (detail::meets(table.rows[i], condition)) {
        const PriceRow& row = table.rows[i];
        facts.push_back({model.id, Side::price, condition_name(condition), row.per_second ? "per_second" : "flat",
                         Json(to_text(row.amount)), "/price/rows/" + std::to_string(i)});
        break;
      }
  facts.push_back({model.id, Side::price, "{}", "currency", Json(table.currency.code), "/price/currency"});
  facts.push_back({model.id, Side::price, "{}", "base", Json(to_text(table.base)), "/price/base"});
  if (const Schema* length = model.input.property(table.seconds.field); length != nullptr && length->initial)
    if (const auto seconds = seconds_value(*length->initial))
      facts.push_back({model.id, Side::price, "{}", "clip_seconds", Json(*seconds), "/price/seconds"});
  if (table.minimum_seconds > 0)
    facts.push_back(
        {model.id, Side::price, "{}", "minimum_seconds", Json(table.minimum_seconds), "/price/minimum_seconds"});
}

}  // namespace mockling::drift
