#include "run_record.hpp"

#include <algorithm>
#include <map>

#include <mockling/core/statement.hpp>

namespace mockling::cli {

namespace {

int count_of(const Json& record, const char* name) {
  const Json& count = child(record, name);
  return count.is_number() ? count.get<int>() : 0;
}

// Amounts of one currency, added up over worlds and providers.
struct Sum {
  Currency currency;
  Decimal spent, wasted, reserved;
};

std::map<std::string, Sum> sums(State& state, const Catalog& catalog, Instant now) {
  std::map<std::string, Sum> by_currency;
  for (const auto& [provider, account] : state.accounts()) {
    const Provider* known = catalog.provider(provider);
    if (known == nullptr) continue;
    const auto spending = mockling::detail::spending_of(state, provider, now);
    Sum& sum = by_currency[known->spec.billing.currency.code];
    sum.currency = known->spec.billing.currency;
    sum.spent = add_checked(sum.spent, spending.spent);
    sum.wasted = add_checked(sum.wasted, spending.waste());
    sum.reserved = add_checked(sum.reserved, account.ledger.holds(Purse::reserved));
  }
  return by_currency;
}

Json money_view(const std::map<std::string, Sum>& by_currency) {
  Json list = Json::array();
  for (const auto& [code, sum] : by_currency) {
    if (sum.spent == Decimal{} && sum.reserved == Decimal{}) continue;
    list.push_back({{"currency", code},
                    {"spent", to_text(sum.spent)},
                    {"wasted", to_text(sum.wasted)},
                    {"reserved", to_text(sum.reserved)},
                    {"spent_in_words", to_text(Money{sum.spent, sum.currency})},
                    {"wasted_in_words", to_text(Money{sum.wasted, sum.currency})}});
  }
  return list;
}

}  // namespace

Json world_record_of(State& state, const Catalog& catalog, const MonitorTable& table, Instant now) {
  Json record = verdict(state, table, now);
  int clips = 0;
  for (const Job& job : state.jobs()) clips += job.fetched ? 1 : 0;
  record["requests"] = state.journal().count();
  record["jobs"] = state.jobs().size();
  record["clips"] = clips;
  record["money"] = money_view(sums(state, catalog, now));
  return record;
}

Json refusal_findings(const std::vector<host::Refusal>& refusals, const MonitorTable& table) {
  Json findings = Json::array();
  for (const host::Refusal& refusal : refusals) {
    const std::string place = refusal.host + ":" + std::to_string(refusal.port);
    const std::string times = refusal.times == 1 ? "once" : std::to_string(refusal.times) + " times";
    Finding finding{refusal.with_key ? "key-to-foreign-host" : "foreign-host",
                    refusal.with_key ? "a key was sent to " + place + ", which is no provider's host (" + times + ")"
                                     : place + " was refused " + times,
                    {}};
    findings.push_back(finding_view(table, finding, {}));
    findings.back()["lines"].push_back(refusal.line + " -> 403, refused by mockling");
  }
  return findings;
}

Json run_record(std::vector<Json> worlds, const Json& refusals) {
  std::sort(worlds.begin(), worlds.end(),
            [](const Json& a, const Json& b) { return text_of(a, "world") < text_of(b, "world"); });
  Json record{{"requests", 0}, {"jobs", 0}, {"clips", 0}, {"must", 0}, {"should", 0}, {"info", 0}};
  Json findings = refusals;
  for (const Json& world : worlds) {
    for (const char* name : {"requests", "jobs", "clips"})
      record[name] = count_of(record, name) + count_of(world, name);
    for (const Json& finding : child(world, "findings")) {
      findings.push_back(finding);
      findings.back()["world"] = text_of(world, "world");
    }
  }
  for (const Json& finding : findings)
    if (const std::string level = text_of(finding, "level"); record.contains(level))
      record[level] = count_of(record, level.c_str()) + 1;
  record["findings"] = std::move(findings);
  record["worlds"] = std::move(worlds);
  return record;
}

bool fails(const Json& record, const std::string& fail_on) {
  const bool must = count_of(record, "must") > 0;
  if (fail_on == "must") return must;
  if (fail_on == "should") return must || count_of(record, "should") > 0;
  if (fail_on != "waste") return false;
  for (const Json& world : child(record, "worlds"))
    for (const Json& money : child(world, "money"))
      if (const auto wasted = parse_decimal(text_of(money, "wasted")); wasted && *wasted != Decimal{}) return true;
  return false;
}

}  // namespace mockling::cli
