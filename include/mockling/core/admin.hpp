// Owns: what the control plane can see and change of one world.
// Never knows: HTTP, locks.
// Used by: host/control.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <mockling/core/persist.hpp>

namespace mockling {

// Turns a scenario's name into its document, or nothing.
using ScenarioLibrary = std::function<std::optional<Json>(std::string_view name)>;

// What a person wants to know of a world at a glance.
inline Json world_view(State& state, Instant now) {
  state.settle(now);
  std::map<std::string, std::int64_t> phases;
  for (const Job& job : state.jobs()) ++phases[std::string(kPhases[static_cast<std::size_t>(phase_at(job, now))])];
  Json jobs = Json::object();
  for (const auto& [phase, count] : phases) jobs[phase] = count;
  Json accounts = Json::object();
  for (const auto& [provider, account] : state.accounts())
    accounts[provider] = {{"available", to_text(account.ledger.available())},
                          {"reserved", to_text(account.ledger.holds(Purse::reserved))},
                          {"spent", to_text(account.ledger.holds(Purse::spent))},
                          {"level", account.level},
                          {"standing", kStandings[static_cast<std::size_t>(account.standing)]}};
  return {{"world", state.id()},
          {"now", rfc3339(now, 9, true)},
          {"clock_permille", state.clock().rate_permille},
          {"seed", state.settings().seed},
          {"scenario", state.settings().scenario.document},
          {"switches", universe_json(state.settings().universe)},
          {"jobs", jobs},
          {"accounts", accounts},
          {"requests", state.journal().count()}};
}

namespace detail {

inline Result<Scenario> scenario_of(const Json& value, const ScenarioLibrary& library) {
  if (!value.is_string()) return parse_scenario(value);
  const auto document = library(value.get_ref<const std::string&>());
  if (!document)
    return Error{"there is no scenario \"" + std::string(utf8_prefix(value.get_ref<const std::string&>(), 60)) + "\""};
  return parse_scenario(*document);
}

// Checks a scenario's words against the provider's data.
inline Result<void> fits(const Scenario& scenario, const ProviderSpec& spec) {
  for (const EndingRule& rule : scenario.endings)
    if (spec.ending(rule.ending) == nullptr) return Error{"no ending is called \"" + rule.ending + "\""};
  if (!scenario.level.empty() && spec.levels.count(scenario.level) == 0)
    return Error{"no level is called \"" + scenario.level + "\""};
  bool standing = scenario.standing.empty();
  for (const std::string_view known : kStandings) standing = standing || known == scenario.standing;
  return standing ? Result<void>() : Error{"a standing is active, suspended or forbidden"};
}

// Gives the account what the scenario says of accounts; what it leaves out stays.
inline void apply_to_account(const Scenario& scenario, Account& account, Instant now) {
  if (!scenario.level.empty()) account.level = scenario.level;
  for (std::size_t i = 0; i < kStandings.size(); ++i)
    if (kStandings[i] == scenario.standing) account.standing = static_cast<Standing>(i);
  if (const auto wanted = parse_decimal(scenario.balance); wanted && !scenario.balance.empty())
    account.ledger.post(Move::fund, add_checked(*wanted, {-account.ledger.available().nano}), 0, now);
}

}  // namespace detail

// Changes a world: {"scenario": NAME | {…}, "clock": "real"|"manual"|"xN", "advance": "5s"}. A scenario also sets the
// account with `spec`'s provider. All or nothing; an Error names the field and what is accepted.
inline Result<void> patch_world(State& state, const ProviderSpec& spec, const Json& patch,
                                const ScenarioLibrary& library, Instant now, Instant real) {
  constexpr std::string_view kKeys = " scenario clock advance ";
  if (!patch.is_object()) return Error{"a change of a world is a JSON object"};
  for (const auto& [key, ignored] : patch.items())
    if (kKeys.find(" " + key + " ") == std::string_view::npos)
      return Error{"a world has no \"" + std::string(utf8_prefix(key, 60)) +
                   "\" to change; it has:" + std::string(kKeys)};
  std::optional<Scenario> scenario;
  if (const Json* value = member(patch, "scenario")) {
    auto parsed = detail::scenario_of(*value, library);
    if (!parsed) return parsed.error();
    if (auto fit = detail::fits(*parsed, spec); !fit) return fit;
    scenario = std::move(parsed).value();
  }
  std::optional<std::int64_t> rate;
  if (const Json* value = member(patch, "clock")) {
    auto parsed = parse_clock_rate(value->is_string() ? value->get<std::string>() : dump(*value));
    if (!parsed) return parsed.error();
    rate = *parsed;
  }
  Nanos step(0);
  if (const Json* value = member(patch, "advance")) {
    const auto parsed = parse_duration(value->is_string() ? value->get<std::string>() : "");
    if (!parsed) return Error{"advance is a time like \"5s\", \"24h\" or \"7d\""};
    step = *parsed;
  }
  Account& account = state.account(spec, now);
  if (scenario) {
    detail::apply_to_account(*scenario, account, now);
    state.set_scenario(std::move(*scenario));
  }
  if (rate) state.clock().set_rate(*rate, real);
  if (step.count() > 0) state.clock().advance(step, real);
  state.settle(state.clock().now(real));
  state.touch({Change::Kind::world, {}});
  return {};
}

}  // namespace mockling
