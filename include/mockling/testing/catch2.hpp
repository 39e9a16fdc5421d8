// Owns: matchers for Catch2, version 2 or 3: CHECK_THAT(world, SpentExactly("2.10 USD")).
// Never knows: how a verdict is reached.
// Used by: tests of programs that embed mockling.
#pragma once

#if __has_include(<catch2/matchers/catch_matchers_templated.hpp>)
#include <catch2/matchers/catch_matchers_templated.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <string>
#include <utility>

#include <mockling/testing/verdict.hpp>

namespace mockling::prove {

namespace detail {

#if __has_include(<catch2/matchers/catch_matchers_templated.hpp>)
using MatcherBase = Catch::Matchers::MatcherGenericBase;
#else
struct MatcherBase {};
#endif

// Keeps what the last match told, because Catch2 asks for the words afterwards.
template <class Judge>
class WorldMatcher : public MatcherBase {
 public:
  explicit WorldMatcher(Judge judge) : judge_(std::move(judge)) {}

  template <class World>
  bool match(const World& world) const {
    Verdict verdict = judge_(world);
    told_ = std::move(verdict.told);
    return verdict.holds;
  }
  std::string describe() const { return told_; }
  std::string toString() const { return told_; }  // what version 2 calls it

 private:
  Judge judge_;
  mutable std::string told_;
};

}  // namespace detail

// Finished jobs cost exactly, or at most, this.
inline auto SpentExactly(std::string amount) {
  return detail::WorldMatcher([amount = std::move(amount)](const auto& world) { return spent_exactly(world, amount); });
}
inline auto SpentAtMost(std::string amount) {
  return detail::WorldMatcher([amount = std::move(amount)](const auto& world) { return spent_at_most(world, amount); });
}

// So many submits made a job, whether or not their answer arrived.
inline auto Submitted(int times) {
  return detail::WorldMatcher([times](const auto& world) { return submitted(world, times); });
}
inline auto SubmittedOnce() { return Submitted(1); }

// Every clip that was paid for was fetched.
inline auto WastedNothing() {
  return detail::WorldMatcher([](const auto& world) { return wasted_nothing(world); });
}

}  // namespace mockling::prove
