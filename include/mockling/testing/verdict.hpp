// Owns: what a test wants to know of a client from its world: what it paid, how often it submitted, what it wasted.
// Never knows: test frameworks, servers (a world is anything with ledger() and journal()).
// Used by: testing/catch2, testing/gtest, tests of programs that embed mockling.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <mockling/base/json.hpp>
#include <mockling/base/money.hpp>

namespace mockling::prove {

// Whether a wish holds in a world, and what happened there, for whoever has to read why not.
struct Verdict {
  bool holds = false;
  std::string told;

  explicit operator bool() const { return holds; }
};

namespace detail {

// What the accounts of a currency add up to under `what`.
inline Decimal sum_of(const Json& ledger, std::string_view what, std::string_view currency) {
  Decimal sum;
  for (const Json& account : child(ledger, "accounts"))
    if (text_of(account, "currency") == currency)
      sum = add_checked(sum, parse_decimal(text_of(account, what)).value_or(Decimal{}));
  return sum;
}

inline bool is_accepted_submit(const Json& entry) {
  return flag_of(entry, "submits") && child(entry, "job").is_string();
}

inline int accepted_submits(const Json& journal) {
  int count = 0;
  for (const Json& entry : child(journal, "entries")) count += is_accepted_submit(entry);
  return count;
}

// Each account in words, then each request that submitted or was refused.
inline std::string story(const Json& ledger, const Json& journal) {
  std::string told;
  for (const auto& [provider, account] : child(ledger, "accounts").items())
    if (text_of(account, "spent", "0") != "0" || text_of(account, "reserved", "0") != "0")
      told += "\n  " + provider + ": " + text_of(account, "in_words") +
              (text_of(account, "reserved") == "0" ? "" : "; " + text_of(account, "reserved") + " reserved");
  for (const Json& entry : child(journal, "entries")) {
    if (!flag_of(entry, "submits")) continue;
    told += "\n  #" + dump(child(entry, "number")) + " " + text_of(entry, "method") + " " + text_of(entry, "path") +
            " -> " + dump(child(entry, "status"));
    if (child(entry, "job").is_string()) told += ", job " + text_of(entry, "job");
  }
  return told.empty() ? "\n  nothing was submitted" : told;
}

// "2.10 USD" in its parts; the currency is empty when that is no amount.
inline std::pair<Decimal, std::string> amount_in(std::string_view text) {
  const std::size_t space = std::min(text.find(' '), text.size());
  const auto amount = parse_decimal(text.substr(0, space));
  if (!amount || space == text.size()) return {};
  return {*amount, std::string(text.substr(space + 1))};
}

template <class World, class Fits>
Verdict judge_money(const World& world, std::string_view wanted, const char* wish, const Fits& fits) {
  const auto [amount, currency] = amount_in(wanted);
  if (currency.empty()) return {false, "\"" + std::string(wanted) + "\" is no amount like \"2.10 USD\""};
  const Json ledger = world.ledger();
  const Decimal spent = sum_of(ledger, "spent", currency);
  return {fits(spent, amount), "wanted " + std::string(wish) + to_text(Money{amount, {currency}}) + " spent; it was " +
                                   to_text(Money{spent, {currency}}) + story(ledger, world.journal())};
}

}  // namespace detail

// Finished jobs cost exactly this, "2.10 USD", in all accounts of the currency.
template <class World>
Verdict spent_exactly(const World& world, std::string_view amount) {
  return detail::judge_money(world, amount, "", [](Decimal spent, Decimal wanted) { return spent == wanted; });
}

template <class World>
Verdict spent_at_most(const World& world, std::string_view amount) {
  return detail::judge_money(world, amount, "at most ",
                             [](Decimal spent, Decimal wanted) { return !(wanted < spent); });
}

// So many submits made a job, whether or not their answer arrived.
template <class World>
Verdict submitted(const World& world, int times) {
  const Json journal = world.journal();
  const int count = detail::accepted_submits(journal);
  return {count == times, "wanted " + std::to_string(times) + " jobs submitted; there were " + std::to_string(count) +
                              detail::story(world.ledger(), journal)};
}

// Every clip that was paid for was fetched.
template <class World>
Verdict wasted_nothing(const World& world) {
  const Json ledger = world.ledger();
  Verdict verdict{true, "wanted nothing wasted"};
  for (const Json& account : child(ledger, "accounts")) {
    if (text_of(account, "wasted", "0") == "0") continue;
    verdict.holds = false;
    verdict.told += "; " + text_of(account, "wasted") + " " + text_of(account, "currency") + " was";
  }
  verdict.told += detail::story(ledger, world.journal());
  return verdict;
}

}  // namespace mockling::prove
