// Owns: a named situation as data: how jobs end, how long they take, what the account is like.
// Never knows: a request; where scenario files are kept.
// Used by: core/state, core/planner, core/admin.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/spec/model.hpp>

namespace mockling {

// Ends the nth job of the world (1 is the first), or every nth, with the named ending.
struct EndingRule {
  std::uint64_t nth = 0;
  std::uint64_t every = 0;
  std::string ending;
};

struct Scenario {
  std::string name;
  std::vector<EndingRule> endings;
  std::optional<Lifecycle> lifecycle;
  std::string level;     // empty: the provider's default
  std::string standing;  // empty: active
  std::string balance;   // decimal; empty: the provider's initial balance
  Json document = Json::object();
};

namespace detail {

// A span of milliseconds [low, high], each at most a hundred years.
inline bool is_span(const Json& pair) {
  constexpr std::int64_t kCentury = std::int64_t{36600} * 86'400'000;
  if (!pair.is_array() || pair.size() != 2) return false;
  for (const Json& end : pair)
    if (!end.is_number_integer() || end < 0 || end > kCentury) return false;
  return pair[0] <= pair[1];
}

inline Result<Lifecycle> parse_lifecycle(const Json& document) {
  bool right = document.is_object();
  for (const auto& [key, span] : document.items())
    right = right && (key == "queued_ms" || key == "running_ms") && is_span(span);
  if (!right) return Error{"a scenario's lifecycle is {\"queued_ms\": [MIN, MAX], \"running_ms\": [MIN, MAX]}"};
  return lifecycle_value(document);
}

}  // namespace detail

// {"name","about","endings":[{"nth"|"every","ending"}],"lifecycle":{…},"level","standing","balance"}
inline Result<Scenario> parse_scenario(const Json& document) {
  constexpr std::string_view kKeys = " name about endings lifecycle level standing balance ";
  if (!document.is_object()) return Error{"a scenario is a JSON object"};
  for (const auto& [key, ignored] : document.items())
    if (kKeys.find(" " + key + " ") == std::string_view::npos)
      return Error{"a scenario has no \"" + key + "\"; it has:" + std::string(kKeys)};
  for (const char* key : {"name", "about", "level", "standing", "balance"})
    if (const Json* value = member(document, key); value != nullptr && !value->is_string())
      return Error{"a scenario's " + std::string(key) + " is a text"};
  Scenario scenario{
      text_of(document, "name"),    {},      std::nullopt, text_of(document, "level"), text_of(document, "standing"),
      text_of(document, "balance"), document};
  for (const Json& rule : document.value("endings", Json::array())) {
    if (int_of(rule, "nth") < 0 || int_of(rule, "every") < 0) return Error{"a scenario counts jobs from 1"};
    EndingRule parsed{static_cast<std::uint64_t>(int_of(rule, "nth")),
                      static_cast<std::uint64_t>(int_of(rule, "every")), text_of(rule, "ending")};
    if ((parsed.nth == 0) == (parsed.every == 0) || parsed.ending.empty())
      return Error{"each of a scenario's endings has \"ending\" and either \"nth\" or \"every\""};
    scenario.endings.push_back(std::move(parsed));
  }
  if (const Json* lifecycle = member(document, "lifecycle")) {
    auto parsed = detail::parse_lifecycle(*lifecycle);
    if (!parsed) return parsed.error();
    scenario.lifecycle = *parsed;
  }
  const auto balance = parse_decimal(scenario.balance);
  const bool sensible = balance && Decimal{-1} < *balance && *balance < Decimal{1'000'000'001 * Decimal::kOne};
  if (!scenario.balance.empty() && !sensible)
    return Error{"a scenario's balance is a decimal text like \"1.50\", at most 1000000000"};
  return scenario;
}

// The ending that the scenario has for a job of this number, or an empty text.
inline std::string scenario_ending(const Scenario& scenario, std::uint64_t number) {
  for (const EndingRule& rule : scenario.endings)
    if (rule.nth == number || (rule.every > 0 && number % rule.every == 0)) return rule.ending;
  return {};
}

}  // namespace mockling
