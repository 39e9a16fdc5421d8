#include "verdict.hpp"

#include "catch.hpp"

using namespace mockling::conform;

TEST_CASE("every verdict has a name of its own", "[verdict]") {
  for (std::size_t i = 0; i < kVerdicts.size(); ++i) {
    const auto verdict = static_cast<Verdict>(i);
    CHECK(verdict_named(verdict_name(verdict)) == verdict);
  }
  CHECK(kVerdicts.size() == static_cast<std::size_t>(Verdict::harness_error) + 1);
  CHECK_FALSE(verdict_named("passed"));
  CHECK_FALSE(verdict_named(""));
}

TEST_CASE("a case is as bad as its worst check, and one that passes claims something", "[verdict]") {
  CHECK(worse(Verdict::pass, Verdict::not_claimed) == Verdict::pass);
  CHECK(worse(Verdict::pass, Verdict::warn) == Verdict::warn);
  CHECK(worse(Verdict::fail, Verdict::inconclusive) == Verdict::fail);
  CHECK(worse(Verdict::fail, Verdict::harness_error) == Verdict::harness_error);
  CHECK(worse(Verdict::xfail, Verdict::flaky) == Verdict::flaky);
}

TEST_CASE("what was not proven fails, what was announced does not", "[verdict]") {
  for (const Verdict verdict : {Verdict::fail, Verdict::xpass, Verdict::inconclusive, Verdict::harness_error})
    CHECK(fails(verdict));
  for (const Verdict verdict : {Verdict::pass, Verdict::xfail, Verdict::flaky, Verdict::not_claimed, Verdict::warn})
    CHECK_FALSE(fails(verdict));
  CHECK(fails(Verdict::warn, true));
  CHECK_FALSE(fails(Verdict::xfail, true));
}
