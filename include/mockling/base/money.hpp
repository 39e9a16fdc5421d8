// Owns: an amount of one currency and the arithmetic that never mixes two.
// Never knows: prices, accounts.
// Used by: spec/price, core/ledger.
#pragma once

#include <cassert>
#include <string>
#include <string_view>

#include <mockling/base/decimal.hpp>

namespace mockling {

// What an amount counts. A provider has one; display names are data ("USD", "credits").
struct Currency {
  std::string code = "USD";
  friend bool operator==(const Currency& a, const Currency& b) { return a.code == b.code; }
};

// An exact amount. Adding amounts of two currencies is a broken invariant (asserted), as is leaving the range.
struct Money {
  Decimal amount;
  Currency currency;

  friend bool operator==(const Money& a, const Money& b) { return a.amount == b.amount && a.currency == b.currency; }
  friend bool operator!=(const Money& a, const Money& b) { return !(a == b); }
  friend bool operator<(const Money& a, const Money& b) {
    return assert(a.currency == b.currency), a.amount < b.amount;
  }
};

inline Decimal add_checked(Decimal a, Decimal b) {
  Decimal sum;
  const bool overflow = __builtin_add_overflow(a.nano, b.nano, &sum.nano);
  assert(!overflow);
  (void)overflow;
  return sum;
}

inline Money operator+(const Money& a, const Money& b) {
  return assert(a.currency == b.currency), Money{add_checked(a.amount, b.amount), a.currency};
}
inline Money operator-(const Money& a) { return {{-a.amount.nano}, a.currency}; }
inline Money operator-(const Money& a, const Money& b) { return a + -b; }

// "2.1 USD"
inline std::string to_text(const Money& money) { return to_text(money.amount) + " " + money.currency.code; }

}  // namespace mockling
