// Owns: verdicts as GoogleTest takes them: EXPECT_TRUE(holds(spent_exactly(world, "2.10 USD"))).
// Never knows: how a verdict is reached.
// Used by: tests of programs that embed mockling.
#pragma once

#include <gtest/gtest.h>

#include <mockling/testing/verdict.hpp>

namespace mockling::prove {

inline ::testing::AssertionResult holds(const Verdict& verdict) {
  return (verdict.holds ? ::testing::AssertionSuccess() : ::testing::AssertionFailure()) << verdict.told;
}

}  // namespace mockling::prove
