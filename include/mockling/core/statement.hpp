// Owns: the bill of a world: every movement of money with the rule behind it, and what was paid for nothing.
// Never knows: HTTP; how money moves.
// Used by: host/control.
#pragma once

#include <string>
#include <vector>

#include <mockling/core/state.hpp>
#include <mockling/spec/evidence.hpp>

namespace mockling {

namespace detail {

// The price row that a job's amount follows from, with its source, so that nobody has to believe a number.
inline Json price_rule(const Catalog& catalog, const Job& job) {
  const Provider* provider = catalog.provider(job.provider);
  const Model* model = provider != nullptr ? provider->model(job.model) : nullptr;
  const auto input = parse_json(job.input);
  const auto row = model != nullptr && input ? row_of(model->price, *input) : std::nullopt;
  if (!row) return nullptr;
  const std::string place = "/price/rows/" + std::to_string(*row);
  return {{"row", place},
          {"says", child(child(model->document, "price"), "rows").at(*row)},
          {"source", source_of(model->document, place)}};
}

inline Json line_view(const Catalog& catalog, State& state, const LedgerEntry& entry) {
  Json line{{"at", rfc3339(entry.at, 9, true)},
            {"move", kMoves[static_cast<std::size_t>(entry.move)].name},
            {"amount", to_text(entry.amount)}};
  const Job* job = entry.job > 0 ? state.job_numbered(entry.job) : nullptr;
  if (job == nullptr) return line;
  line["job"] = job->id;
  line["model"] = job->model;
  if (entry.move == Move::reserve) line["rule"] = price_rule(catalog, *job);
  return line;
}

// The numbers of the exchanges in the journal that made this job.
inline Json requests_of(State& state, const std::string& job) {
  Json numbers = Json::array();
  for (const JournalEntry& entry : state.journal().entries())
    if (entry.job == job && entry.submits) numbers.push_back(entry.number);
  return numbers;
}

// What was paid, what of it somebody took away, and what was paid for clips that nobody did.
struct Spending {
  Decimal spent;
  Decimal delivered;
  int clips = 0;
  Json wasted = Json::array();

  Decimal waste() const { return add_checked(spent, {-delivered.nano}); }
};

inline Spending spending_of(State& state, const std::string& provider, Instant now) {
  Spending sum;
  for (const Job& job : state.jobs()) {
    if (job.provider != provider || !delivers(job) || now < end_of(job) || job.refunded) continue;
    sum.spent = add_checked(sum.spent, job.price.amount);
    if (job.fetched) {
      sum.delivered = add_checked(sum.delivered, job.price.amount);
      ++sum.clips;
    } else if (job.price.amount != Decimal{}) {
      sum.wasted.push_back({{"job", job.id},
                            {"model", job.model},
                            {"amount", to_text(job.price.amount)},
                            {"requests", requests_of(state, job.id)}});
    }
  }
  return sum;
}

inline std::string sentence(const Spending& sum, const Currency& currency) {
  std::string text = "spent " + to_text(Money{sum.spent, currency});
  if (sum.clips > 0)
    text += " for " + std::to_string(sum.clips) + (sum.clips == 1 ? " clip of " : " clips of ") +
            to_text(Money{sum.delivered, currency});
  if (sum.waste() != Decimal{})
    text += (sum.clips > 0 ? "; " : " for no clip; ") + to_text(Money{sum.waste(), currency}) + " wasted";
  return text;
}

}  // namespace detail

// The accounts of a world as of `now`, each with its lines and with what was paid for clips that nobody fetched. A clip
// counts as fetched when its bytes were asked for; jobs already forgotten are left out of spent and wasted.
inline Json statement(State& state, const Catalog& catalog, Instant now) {
  state.settle(now);
  Json accounts = Json::object();
  for (const auto& [provider, account] : state.accounts()) {
    const Provider* known = catalog.provider(provider);
    if (known == nullptr) continue;
    const Currency& currency = known->spec.billing.currency;
    const detail::Spending sum = detail::spending_of(state, provider, now);
    const auto& limits = state.spending_limit();
    const auto limit = limits.find(currency.code);
    Json lines = Json::array();
    for (const LedgerEntry& entry : account.ledger.entries()) lines.push_back(detail::line_view(catalog, state, entry));
    accounts[provider] = {{"currency", currency.code},
                          {"available", to_text(account.ledger.available())},
                          {"reserved", to_text(account.ledger.holds(Purse::reserved))},
                          {"spending_limit", limit == limits.end() ? Json() : Json(to_text(limit->second))},
                          {"spent", to_text(sum.spent)},
                          {"delivered", to_text(sum.delivered)},
                          {"wasted", to_text(sum.waste())},
                          {"in_words", detail::sentence(sum, currency)},
                          {"wasted_on", sum.wasted},
                          {"lines", lines}};
  }
  return {{"world", state.id()}, {"now", rfc3339(now, 9, true)}, {"accounts", accounts}};
}

}  // namespace mockling
