// Owns: the money of one account, by double entry: every amount moves from one place to another.
// Never knows: prices; why a job ended.
// Used by: core/account.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <mockling/base/money.hpp>
#include <mockling/base/time.hpp>

namespace mockling {

// Where money can be: with the customer outside, free to spend, held for an open job, or gone to the provider.
enum class Purse { outside, available, reserved, spent };
enum class Move { fund, reserve, charge, release, refund };

struct MoveRule {
  std::string_view name;
  Purse from;
  Purse to;
};
inline constexpr std::array<MoveRule, 5> kMoves{{{"fund", Purse::outside, Purse::available},
                                                 {"reserve", Purse::available, Purse::reserved},
                                                 {"charge", Purse::reserved, Purse::spent},
                                                 {"release", Purse::reserved, Purse::available},
                                                 {"refund", Purse::spent, Purse::available}}};

struct LedgerEntry {
  Instant at;
  std::uint64_t job = 0;  // 0: no job
  Decimal amount;
  Move move = Move::fund;
};

// Amounts in the provider's currency. Invariant: the purses add up to zero.
class Ledger {
 public:
  void post(Move move, Decimal amount, std::uint64_t job, Instant at) {
    const MoveRule& rule = kMoves[static_cast<std::size_t>(move)];
    purse(rule.from) = add_checked(purse(rule.from), {-amount.nano});
    purse(rule.to) = add_checked(purse(rule.to), amount);
    entries_.push_back({at, job, amount, move});
  }

  Decimal holds(Purse which) const { return purses_[static_cast<std::size_t>(which)]; }
  Decimal available() const { return holds(Purse::available); }
  const std::vector<LedgerEntry>& entries() const { return entries_; }

 private:
  Decimal& purse(Purse which) { return purses_[static_cast<std::size_t>(which)]; }

  std::array<Decimal, 4> purses_{};
  std::vector<LedgerEntry> entries_;
};

}  // namespace mockling
