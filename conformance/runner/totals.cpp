#include "totals.hpp"

#include <map>
#include <string>
#include <utility>

#include <mockling/base/decimal.hpp>

namespace mockling::conform {

namespace {

void add(Decimal& sum, const Json& money, std::string_view name) {
  const auto amount = parse_decimal(text_of(money, name));
  std::int64_t total = 0;
  if (amount && !__builtin_add_overflow(sum.nano, amount->nano, &total)) sum.nano = total;
}

// Per provider and currency, in the order of their names.
Json money_of(const Json& cases) {
  struct Sum {
    Decimal charged, waste;
  };
  std::map<std::pair<std::string, std::string>, Sum> sums;
  for (const Json& each : cases) {
    const Json& money = child(each, "money");
    Sum& sum = sums[{text_of(each, "provider"), text_of(money, "currency")}];
    add(sum.charged, money, "charged");
    add(sum.waste, money, "waste");
  }
  Json rows = Json::array();
  for (const auto& [whose, sum] : sums)
    rows.push_back({{"provider", whose.first},
                    {"currency", whose.second},
                    {"charged", to_text(sum.charged)},
                    {"waste", to_text(sum.waste)}});
  return rows;
}

}  // namespace

Verdict verdict_of(const Json& judged) {
  return verdict_named(text_of(judged, "verdict")).value_or(Verdict::harness_error);
}

Json totals_of(const Json& report) {
  std::array<std::int64_t, kVerdicts.size()> count{};
  std::int64_t checks = 0, musts = 0, musts_held = 0;
  const Json& cases = child(report, "cases");
  for (const Json& each : cases)
    for (const Json& check : child(each, "checks")) {
      const Verdict verdict = verdict_of(check);
      const bool must = text_of(check, "level") == "must";
      ++checks;
      ++count[static_cast<std::size_t>(verdict)];
      musts += must ? 1 : 0;
      musts_held += must && held(verdict) ? 1 : 0;
    }
  Json verdicts = Json::object();
  for (std::size_t i = 0; i < count.size(); ++i) verdicts[std::string(kVerdicts[i])] = count[i];
  return {{"cases", cases.size()},    {"checks", checks},
          {"verdicts", verdicts},     {"must", {{"held", musts_held}, {"of", musts}}},
          {"money", money_of(cases)}, {"assumed", int_of(child(report, "totals"), "assumed")}};
}

void recount(Json& report, bool strict) {
  if (report.contains("cases"))
    for (Json& each : report["cases"]) {
      if (child(each, "checks").empty()) continue;
      Verdict worst = Verdict::not_claimed;
      for (const Json& check : child(each, "checks")) worst = worse(worst, verdict_of(check));
      each["verdict"] = verdict_name(worst);
    }
  report["totals"] = totals_of(report);
  report["exit"] = exit_code_of(report, strict);
}

int exit_code_of(const Json& report, bool strict) {
  Verdict worst = child(report, "stale").empty() ? Verdict::not_claimed : Verdict::fail;
  bool failed = !child(report, "stale").empty();
  for (const Json& each : child(report, "cases")) {
    worst = worse(worst, verdict_of(each));
    failed = failed || fails(verdict_of(each), strict);
    for (const Json& check : child(each, "checks")) {
      worst = worse(worst, verdict_of(check));
      failed = failed || fails(verdict_of(check), strict);
    }
  }
  return worst == Verdict::harness_error ? 3 : failed ? 1 : 0;
}

}  // namespace mockling::conform
