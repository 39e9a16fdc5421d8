// Owns: amounts of money as exact decimals.
// Never knows: prices, providers.
// Used by: prices, budgets, results.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace refclient {

/// An amount in millionths of its currency, which may be a provider's own credits. Never a double: 0.168 × 15 is 2.52.
struct Money {
  std::int64_t millionths = 0;
  std::string currency;
};

/// Reads a decimal like "2.10"; nullopt when it is none, is negative, or has more than six places or twelve digits
/// before them.
std::optional<std::int64_t> millionths_of(std::string_view decimal);

/// The shortest exact decimal with at least two places: "2.10", "36.018".
std::string amount_text(const Money& money);

}  // namespace refclient
