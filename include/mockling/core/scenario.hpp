// Owns: a named situation as data: how jobs end and how long they take, which submits are refused, the account.
// Never knows: a request; where scenario files are kept.
// Used by: core/state, core/planner, core/admin.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/core/fault.hpp>
#include <mockling/core/spending_limit.hpp>
#include <mockling/spec/errors.hpp>
#include <mockling/spec/model.hpp>

namespace mockling {

// The nth of something (1 is the first), or every nth; the other is 0.
struct Occasion {
  std::uint64_t nth = 0;
  std::uint64_t every = 0;

  bool is(std::uint64_t number) const { return nth == number || (every > 0 && number % every == 0); }
};

// Ends jobs of the world with the named ending.
struct EndingRule {
  Occasion when;
  std::string ending;
};

// Turns submits of the world away, before anything is read or paid.
struct RefusalRule {
  Occasion when;
  ErrorKind kind = ErrorKind::internal;
};

struct Scenario {
  std::string name;
  std::vector<EndingRule> endings;
  std::vector<RefusalRule> refusals;
  std::vector<FaultRule> faults;
  std::optional<Lifecycle> lifecycle;
  std::string level;     // empty: the provider's default
  std::string standing;  // empty: active
  std::string balance;   // decimal; empty: the provider's initial balance
  std::optional<SpendingLimit> spending_limit;
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

inline Result<Occasion> parse_occasion(const Json& rule) {
  if (int_of(rule, "nth") < 0 || int_of(rule, "every") < 0) return Error{"a scenario counts from 1"};
  const Occasion when{static_cast<std::uint64_t>(int_of(rule, "nth")),
                      static_cast<std::uint64_t>(int_of(rule, "every"))};
  if ((when.nth == 0) == (when.every == 0))
    return Error{"each of a scenario's endings and refusals has either \"nth\" or \"every\""};
  return when;
}

inline Result<EndingRule> parse_ending(const Json& rule) {
  const auto when = parse_occasion(rule);
  if (!when) return when.error();
  if (text_of(rule, "ending").empty()) return Error{"each of a scenario's endings has \"ending\""};
  return EndingRule{*when, text_of(rule, "ending")};
}

inline Result<RefusalRule> parse_refusal(const Json& rule) {
  const auto when = parse_occasion(rule);
  if (!when) return when.error();
  const auto named = std::find(kErrorKinds.begin(), kErrorKinds.end(), text_of(rule, "kind"));
  if (named == kErrorKinds.end())
    return Error{"a refusal's kind is one of those under \"errors\" in provider.json, like \"unavailable\""};
  return RefusalRule{*when, static_cast<ErrorKind>(named - kErrorKinds.begin())};
}

// Every entry of a list, read by `parse`, or the first error.
template <class Rule>
Result<std::vector<Rule>> parse_rules(const Json& list, Result<Rule> (*parse)(const Json&)) {
  std::vector<Rule> rules;
  for (const Json& entry : list) {
    auto rule = parse(entry);
    if (!rule) return rule.error();
    rules.push_back(std::move(rule).value());
  }
  return rules;
}

inline Result<std::vector<FaultRule>> parse_scenario_faults(const Json& list) {
  constexpr std::size_t kMost = 100;
  if (list.is_null()) return std::vector<FaultRule>();
  if (!list.is_array() || list.size() > kMost) return Error{"a scenario's faults are a list of at most 100"};
  return parse_faults(list);
}

}  // namespace detail

// {"name","about","endings":[{"nth"|"every","ending"}],"refusals":[{"nth"|"every","kind"}],"faults":[{…}|TEXT],
// "lifecycle":{…},"level","standing","balance","spending_limit"}
inline Result<Scenario> parse_scenario(const Json& document) {
  constexpr std::string_view kKeys =
      " name about endings refusals faults lifecycle level standing balance spending_limit ";
  if (!document.is_object()) return Error{"a scenario is a JSON object"};
  for (const auto& [key, ignored] : document.items())
    if (kKeys.find(" " + key + " ") == std::string_view::npos)
      return Error{"a scenario has no \"" + key + "\"; it has:" + std::string(kKeys)};
  for (const char* key : {"name", "about", "level", "standing", "balance"})
    if (const Json* value = member(document, key); value != nullptr && !value->is_string())
      return Error{"a scenario's " + std::string(key) + " is a text"};
  auto endings = detail::parse_rules(child(document, "endings"), detail::parse_ending);
  if (!endings) return endings.error();
  auto refusals = detail::parse_rules(child(document, "refusals"), detail::parse_refusal);
  if (!refusals) return refusals.error();
  auto faults = detail::parse_scenario_faults(child(document, "faults"));
  if (!faults) return faults.error();
  Scenario scenario;
  scenario.name = text_of(document, "name");
  scenario.endings = std::move(endings).value();
  scenario.refusals = std::move(refusals).value();
  scenario.faults = std::move(faults).value();
  scenario.level = text_of(document, "level");
  scenario.standing = text_of(document, "standing");
  scenario.balance = text_of(document, "balance");
  scenario.document = document;
  if (const Json* limit = member(document, "spending_limit")) {
    auto parsed = parse_spending_limit(*limit);
    if (!parsed) return Error{"a scenario's " + parsed.error().message};
    scenario.spending_limit = std::move(parsed).value();
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
    if (rule.when.is(number)) return rule.ending;
  return {};
}

}  // namespace mockling
