// Owns: what the control plane can see and change of one world.
// Never knows: HTTP, locks.
// Used by: host/control.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include <mockling/core/fault_fit.hpp>
#include <mockling/core/history.hpp>
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
          {"name", state.settings().name.empty() ? Json() : Json(state.settings().name)},
          {"now", rfc3339(now, 9, true)},
          {"clock_permille", state.clock().rate_permille},
          {"seed", state.settings().seed},
          {"scenario", state.settings().scenario.document},
          {"switches", universe_json(state.settings().universe)},
          {"spending_limit", spending_limit_json(state.spending_limit())},
          {"jobs", jobs},
          {"accounts", accounts},
          {"requests", state.journal().count()}};
}

// What time brought about, oldest first.
inline Json events_view(const std::vector<Event>& events) {
  Json list = Json::array();
  for (const Event& event : events) {
    list.push_back({{"at", rfc3339(event.at, 9, true)}, {"what", event.what}, {"of", event.subject}});
    if (event.money.amount != Decimal{}) list.back()["money"] = to_text(event.money);
  }
  return list;
}

namespace detail {

inline Result<Scenario> scenario_of(const Json& value, const ScenarioLibrary& library) {
  if (!value.is_string()) return parse_scenario(value);
  const auto document = library(value.get_ref<const std::string&>());
  if (!document)
    return Error{"there is no scenario \"" + std::string(utf8_prefix(value.get_ref<const std::string&>(), 60)) + "\""};
  return parse_scenario(*document);
}

// Whether some provider has `name` in its `table`.
template <class Table>
bool some_provider_has(const Catalog& catalog, Table ProviderSpec::*table, const std::string& name) {
  for (const Provider& provider : catalog.providers)
    if ((provider.spec.*table).count(name) > 0) return true;
  return false;
}

// Whether each of the limit's currencies is some provider's.
inline Result<void> knows_currencies(const SpendingLimit& limit, const Catalog& catalog) {
  std::set<std::string, std::less<>> known;
  for (const Provider& provider : catalog.providers) known.insert(provider.spec.billing.currency.code);
  for (const auto& [currency, amount] : limit)
    if (known.count(currency) == 0)
      return Error{"no provider bills in " + std::string(utf8_prefix(currency, 20)) +
                   "; a spending_limit is in: " + join(std::vector<std::string>(known.begin(), known.end()), ", ")};
  return {};
}

// Checks a scenario's words against the providers' data.
inline Result<void> fits(const Scenario& scenario, const Catalog& catalog) {
  for (const EndingRule& rule : scenario.endings)
    if (!some_provider_has(catalog, &ProviderSpec::endings, rule.ending))
      return Error{"no ending is called \"" + rule.ending + "\""};
  if (!scenario.level.empty() && !some_provider_has(catalog, &ProviderSpec::levels, scenario.level))
    return Error{"no level is called \"" + scenario.level + "\""};
  if (scenario.spending_limit)
    if (auto known = knows_currencies(*scenario.spending_limit, catalog); !known) return known;
  if (auto fit = check_faults(scenario.faults, catalog); !fit) return fit;
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

// A checked change of a world; what is absent stays.
struct WorldPatch {
  std::optional<Scenario> scenario;
  std::optional<SpendingLimit> spending_limit;
  std::optional<std::int64_t> clock_permille;
  Nanos advance{0};
  bool to_next_event = false;
};

// {"scenario": NAME | {…}, "spending_limit": "5.00 USD" | null, "clock": "real"|"manual"|"xN", "advance": "5s"|"next"}.
// An Error names the field and what is accepted.
inline Result<WorldPatch> parse_patch(const Json& json, const Catalog& catalog, const ScenarioLibrary& library) {
  constexpr std::string_view kKeys = " scenario spending_limit clock advance ";
  for (const auto& [key, ignored] : json.items())
    if (kKeys.find(" " + key + " ") == std::string_view::npos)
      return Error{"a world has no \"" + std::string(utf8_prefix(key, 60)) +
                   "\" to change; it has: scenario, spending_limit, clock, advance, switches"};
  WorldPatch patch;
  if (const Json* value = member(json, "scenario")) {
    auto scenario = detail::scenario_of(*value, library);
    if (!scenario) return scenario.error();
    if (auto fit = detail::fits(*scenario, catalog); !fit) return fit.error();
    patch.scenario = std::move(scenario).value();
  }
  if (const Json* value = member(json, "spending_limit")) {
    auto limit = parse_spending_limit(*value);
    if (!limit) return limit.error();
    if (auto known = detail::knows_currencies(*limit, catalog); !known) return known.error();
    patch.spending_limit = std::move(limit).value();
  }
  if (const Json* value = member(json, "clock")) {
    const auto rate = parse_clock_rate(value->is_string() ? value->get<std::string>() : dump(*value));
    if (!rate) return rate.error();
    patch.clock_permille = *rate;
  }
  if (const Json* value = member(json, "advance")) {
    const std::string asked = value->is_string() ? value->get<std::string>() : "";
    const auto step = parse_duration(asked);
    patch.to_next_event = asked == "next";
    if (!step && !patch.to_next_event)
      return Error{"advance is a time like \"5s\", \"24h\" or \"7d\", or \"next\" for the next event"};
    patch.advance = step.value_or(Nanos(0));
  }
  return patch;
}

// Applies the change at `now`; `real` is the machine's time. A scenario also sets the accounts with every provider.
// Returns what the moved clock brought about.
inline std::vector<Event> apply_patch(State& state, const Catalog& catalog, WorldPatch patch, Instant now,
                                      Instant real) {
  for (const Provider& provider : catalog.providers) {
    Account& account = state.account(provider.spec, now);
    if (patch.scenario) detail::apply_to_account(*patch.scenario, account, now);
  }
  if (patch.scenario) state.set_scenario(std::move(*patch.scenario));
  if (patch.spending_limit) state.set_spending_limit(std::move(*patch.spending_limit));
  if (patch.clock_permille) state.clock().set_rate(*patch.clock_permille, real);
  if (patch.to_next_event) patch.advance = next_event(state, now).value_or(now) - now;
  std::vector<Event> happened;
  if (patch.advance.count() > 0) {
    happened = events_between(state, now, now + patch.advance);
    state.clock().advance(patch.advance, real);
  }
  state.settle(state.clock().now(real));
  state.touch({Change::Kind::world, {}});
  return happened;
}

}  // namespace mockling
