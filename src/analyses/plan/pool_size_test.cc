#include "analyses/plan/pool_size.h"

#include <gtest/gtest.h>

#include "analyses/plan/plan_scenarios.h"
#include "analyses/plan/pool_choice.h"
#include "analyses/plan/test_workload.h"

namespace rampart {
namespace {

/// The one pool of a workload, sized.
PlannedPool sized(const Workload& workload, PoolKind kind, bool fixed_offsets) {
  const auto scenarios = plan_scenarios(workload);
  PlannedPool pool = choose_pools(workload, nullptr, false).front();
  pool.kind = kind;
  pool.fixed_offsets = fixed_offsets;
  size_pool(pool, workload, *scenarios, {}, {});
  return pool;
}

std::string margins_of(const PlannedPool& pool) {
  std::string text;
  for (const PlanMargin& margin : pool.margins) {
    text += std::to_string(margin.size.value / 1024) + " KiB " + margin.why + "; ";
  }
  return text;
}

TEST(PoolSize, TwoThatNeverRunTogetherShareOnePlace) {
  Workload workload = test_workload();
  workload.demands.resize(2);
  const PlannedPool pool = sized(workload, PoolKind::NoMap, true);
  EXPECT_EQ(pool.size, mib(20));
  EXPECT_EQ(pool.lower_bound, mib(20));
  EXPECT_EQ(pool.wanted, mib(40));
  EXPECT_TRUE(pool.is_proven);
  EXPECT_EQ(pool.buffers, (std::vector<PlacedBuffer>{{0, 0, {0}, mib(20)}, {1, 0, {0}, mib(20)}}));
  EXPECT_EQ(margins_of(pool), "");
}

TEST(PoolSize, WithoutSharingCountsTheAlignmentToo) {
  Workload workload = test_workload();
  workload.demands = {test_demand("a", "camera", kib(516)), test_demand("b", "camera", kib(516)),
                      test_demand("c", "camera", kib(516))};
  const PlannedPool pool = sized(workload, PoolKind::Cma, true);  // each begins at a multiple of 1 MiB
  EXPECT_EQ(pool.wanted, Bytes{mib(2).value + kib(516).value});
  EXPECT_EQ(pool.height, pool.wanted);
}

TEST(PoolSize, EachBufferOfACountHasAPlace) {
  const PlannedPool pool = sized(test_workload(), PoolKind::NoMap, true);
  EXPECT_EQ(pool.size, mib(28));
  ASSERT_EQ(pool.buffers.size(), 4U);
  EXPECT_EQ(pool.buffers[2].number, 0U);
  EXPECT_EQ(pool.buffers[3].number, 1U);
  EXPECT_NE(pool.buffers[2].offset, pool.buffers[3].offset);
}

TEST(PoolSize, ACmaAreaIsRoundedUpToItsGranule) {
  Workload workload = test_workload();
  workload.demands = {test_demand("frame", "camera", mib(21))};
  const PlannedPool pool = sized(workload, PoolKind::Cma, true);
  EXPECT_EQ(pool.size, mib(24));
  EXPECT_EQ(margins_of(pool), "3072 KiB rounded up to 4 MiB; ");
  EXPECT_EQ(pool.alignment, mib(4));
}

TEST(PoolSize, AllocatorsTakeWholePagesOrPowersOfThem) {
  const AllocatorRules rules;
  EXPECT_EQ(taken_by(PoolKind::NoMap, rules, {5000}, {}).size, kib(8));
  EXPECT_EQ(taken_by(PoolKind::NoMap, rules, {5000}, {}).alignment, kib(4));
  EXPECT_EQ(taken_by(PoolKind::Cma, rules, kib(12), {}).size, kib(12));
  EXPECT_EQ(taken_by(PoolKind::Cma, rules, kib(12), {}).alignment, kib(16));
  EXPECT_EQ(taken_by(PoolKind::Cma, rules, mib(20), {}).alignment, mib(1));  // CONFIG_CMA_ALIGNMENT
  EXPECT_EQ(taken_by(PoolKind::Coherent, rules, kib(96), {}).size, kib(128));
  EXPECT_EQ(taken_by(PoolKind::Coherent, rules, kib(96), {}).alignment, kib(128));
  EXPECT_EQ(taken_by(PoolKind::Cmm, rules, kib(96), mib(1)).alignment, mib(1));
}

TEST(PoolSize, AnAllocatorThatDoesNotKnowWhatComesGetsRoomForEveryOrder) {
  const PlannedPool pool = sized(test_workload(), PoolKind::Cma, false);
  ASSERT_TRUE(pool.switching);
  EXPECT_EQ(pool.switching->reached, mib(28));
  EXPECT_TRUE(pool.is_any_order);
  ASSERT_TRUE(pool.online);
  EXPECT_EQ(pool.online->reached, mib(28));
  PlannedPool smaller = pool;
  use_planned_order(smaller, {});
  EXPECT_EQ(smaller.size, mib(28));
}

TEST(PoolSize, TheSystemHeapIsNoRegion) {
  const PlannedPool pool = sized(test_workload(), PoolKind::System, false);
  EXPECT_EQ(pool.size, Bytes{0});
  EXPECT_EQ(pool.height, mib(28));
  EXPECT_TRUE(pool.buffers.empty());
}

}  // namespace
}  // namespace rampart
