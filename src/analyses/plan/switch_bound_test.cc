#include "analyses/plan/switch_bound.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

SwitchProblem::Part part(std::uint64_t size, std::uint64_t alignment = 1, std::uint64_t count = 1) {
  return {{size}, {alignment}, count};
}

TEST(SwitchBound, OneScenarioNeedsItsSum) {
  const SwitchBound bound = switch_bound({{part(3), part(2, 1, 2)}, {{0, 1}}}, {});
  EXPECT_EQ(bound.reached, Bytes{7});
  EXPECT_TRUE(bound.is_exact);
  EXPECT_EQ(bound.worst, std::vector<std::size_t>{0});
}

TEST(SwitchBound, TwoThatNeverRunTogetherShareTheirPlace) {
  EXPECT_EQ(switch_bound({{part(20), part(20)}, {{0}, {1}}}, {}).reached, Bytes{20});
}

TEST(SwitchBound, WhatStaysLeavesAHoleThatIsTooSmall) {
  // 0 and 1 run, then 1 with 2: the hole of 0 does not hold 2, which goes on top.
  const SwitchBound bound = switch_bound({{part(2), part(4), part(3)}, {{0, 1}, {1, 2}}}, {});
  EXPECT_EQ(bound.reached, Bytes{9});
  EXPECT_EQ(bound.worst, (std::vector<std::size_t>{0, 1}));
  EXPECT_TRUE(bound.is_exact);
}

TEST(SwitchBound, AHoleThatIsNotAlignedIsNone) {
  EXPECT_EQ(switch_bound({{part(3), part(4, 4)}, {{0, 1}}}, {}).reached, Bytes{8});
}

TEST(SwitchBound, WhenTheWorkEndsTheWorstOfWhatWasSeenIsReported) {
  const SwitchBound bound = switch_bound({{part(2), part(4), part(3)}, {{0, 1}, {1, 2}}}, {.work = 0, .is_over = {}});
  EXPECT_FALSE(bound.is_exact);
  EXPECT_GE(bound.reached, Bytes{6});
}

}  // namespace
}  // namespace rampart
