#include "analyses/plan/conflict.h"

#include <gtest/gtest.h>

#include "analyses/plan/plan_scenarios.h"
#include "analyses/plan/test_workload.h"

namespace rampart {
namespace {

/// What conflicts on a board of so much RAM from 1 GiB on: `names: why`; `-` if nothing does.
std::string conflict_of(const Workload& workload, Bytes ram) {
  const auto scenarios = plan_scenarios(workload);
  PlanSpace space;
  space.ram = RangeSet{{*PhysRange::make({0x4000'0000}, ram)}};
  space.open = space.ram;
  const auto conflict = find_conflict({workload, nullptr, *scenarios, space, {}});
  if (!conflict) return "-";
  EXPECT_TRUE(conflict->is_proven);
  std::string text;
  for (const std::string& name : conflict->names) text += (text.empty() ? "" : ", ") + name;
  return text + ": " + conflict->why;
}

TEST(PlanConflict, WhatFitsHasNone) { EXPECT_EQ(conflict_of(test_workload(), mib(64)), "-"); }

TEST(PlanConflict, OneThatIsTooLargeStandsAlone) {
  Workload workload = test_workload();
  workload.demands.push_back(test_demand("llm", "display", mib(1536)));
  EXPECT_EQ(conflict_of(workload, gib(1)),
            "llm: cma needs 1.5 GiB in one piece, and of 1 GiB RAM the longest free range is 1 GiB");
}

TEST(PlanConflict, ALimitThatIsNotRoundIsAnAddress) {
  Workload workload = test_workload();
  workload.demands.push_back(test_demand("llm", "display", mib(1536)));
  workload.demands.back().wish.below = PhysAddr{0x41000000};
  const std::string why = conflict_of(workload, gib(1));
  EXPECT_NE(why.find(" below 0x41000000, "), std::string::npos) << why;
}

TEST(PlanConflict, TwoThatNeverRunTogetherDoNotConflict) {
  // 24 MiB hold each of camera and decoder, and with the display neither.
  EXPECT_EQ(conflict_of(test_workload(), mib(24)),
            "frames, screen: cma needs 28 MiB in one piece, and of 24 MiB RAM the longest free range is 24 MiB");
}

TEST(PlanConflict, LinuxIsAPartyToo) {
  Workload workload = test_workload();
  workload.needs = {{"system", mib(48), {}}, {"cache", mib(1), {}}};
  EXPECT_EQ(
      conflict_of(workload, mib(64)),
      "frames, system: scenario camera: 20 MiB cma + 1 MiB page structures + 48 MiB for Linux = 69 MiB, and the RAM "
      "is 64 MiB");
}

TEST(PlanConflict, ALimitOfAPoolCounts) {
  Workload workload = test_workload();
  workload.pools.push_back({.name = "small", .kind = PoolKind::Cma, .at_most = mib(16), .where = {}});
  workload.demands[1].wish.pool = "small";
  EXPECT_EQ(conflict_of(workload, gib(1)), "pictures: small needs 20 MiB and may have 16 MiB");
}

}  // namespace
}  // namespace rampart
