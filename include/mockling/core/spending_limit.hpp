// Owns: how much a world may spend at most, and whether one more job fits.
// Never knows: what is refused in which words.
// Used by: core/state, core/scenario, core/submit, core/admin, core/statement.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <mockling/base/json.hpp>
#include <mockling/base/money.hpp>
#include <mockling/base/result.hpp>
#include <mockling/core/account.hpp>

namespace mockling {

// The most that all accounts of a currency together may have spent and reserved; none for a currency that is not in it.
using SpendingLimit = std::map<std::string, Decimal, std::less<>>;

namespace detail {

inline Error no_limit(const Json& got) {
  return Error{
      "spending_limit is an amount like \"5.00 USD\" or \"300 credits\", a list of them, or null for none; got " +
      std::string(utf8_prefix(dump(got), 60))};
}

inline Result<void> add_limit(const Json& text, SpendingLimit& limit) {
  if (!text.is_string()) return no_limit(text);
  const std::string_view words = text.get_ref<const std::string&>();
  const std::size_t space = words.find(' ');
  const auto amount = parse_decimal(words.substr(0, space));
  const std::string_view currency = space == std::string_view::npos ? std::string_view() : words.substr(space + 1);
  const bool sound = amount && amount->nano >= 0 && *amount < Decimal{1'000'000'001 * Decimal::kOne};
  if (!sound || currency.empty() || currency.size() > 20) return no_limit(text);
  if (!limit.emplace(currency, *amount).second)
    return Error{"spending_limit has two amounts in " + std::string(currency)};
  return {};
}

}  // namespace detail

// "5.00 USD", a list of such texts, or null for no limit.
inline Result<SpendingLimit> parse_spending_limit(const Json& json) {
  SpendingLimit limit;
  if (json.is_null()) return limit;
  if (json.is_object()) return detail::no_limit(json);
  for (const Json& text : json.is_array() ? json : Json::array({json}))
    if (auto added = detail::add_limit(text, limit); !added) return added.error();
  return limit;
}

// As parse_spending_limit reads it.
inline Json spending_limit_json(const SpendingLimit& limit) {
  if (limit.empty()) return nullptr;
  Json list = Json::array();
  for (const auto& [currency, amount] : limit) list.push_back(to_text(Money{amount, {currency}}));
  return list;
}

// What the accounts of this currency have spent and reserved.
inline Decimal committed(const std::map<std::string, Account, std::less<>>& accounts, std::string_view currency) {
  Decimal sum;
  for (const auto& [provider, account] : accounts)
    if (account.currency == currency)
      sum = add_checked(sum, add_checked(account.ledger.holds(Purse::spent), account.ledger.holds(Purse::reserved)));
  return sum;
}

}  // namespace mockling
