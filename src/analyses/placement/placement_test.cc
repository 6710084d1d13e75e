#include "analyses/placement/placement.h"

#include <gtest/gtest.h>
#include <vector>

#include "analyses/placement/hard_instance.h"

namespace rampart {
namespace {

Block block(std::uint64_t size, std::uint64_t lower, std::uint64_t upper) {
  return {.size = size, .lower = lower, .upper = upper, .fixed_offset = {}};
}

PlacementProblem problem_of(std::vector<Block> blocks) {
  return {.blocks = std::move(blocks), .capacity = {}, .alive_together = {}};
}

TEST(Placement, NothingTakesNothing) {
  const PlacementAnswer answer = place(problem_of({}), {});
  EXPECT_EQ(answer.height, 0U);
  EXPECT_EQ(answer.lower_bound, 0U);
  EXPECT_TRUE(answer.proven());
}

TEST(Placement, BlocksThatAreNeverAliveTogetherShareTheirPlace) {
  const PlacementAnswer answer = place(problem_of({block(20, 0, 5), block(20, 5, 9)}), {});
  EXPECT_EQ(answer.offsets, (std::vector<std::uint64_t>{0, 0}));
  EXPECT_EQ(answer.height, 20U);
  EXPECT_TRUE(answer.proven());
}

TEST(Placement, BlocksThatAreAliveTogetherAreStacked) {
  const PlacementAnswer answer = place(problem_of({block(20, 0, 5), block(30, 4, 9)}), {});
  EXPECT_EQ(answer.height, 50U);
  EXPECT_EQ(answer.peak_load, 50U);
  EXPECT_EQ(answer.peak_blocks, (std::vector<std::size_t>{0, 1}));
}

TEST(Placement, TheGapThatFirstFitLeavesIsFilled) {
  // In the order of time c lands on top of b; with b on top of c both fit in the peak.
  const PlacementProblem problem = problem_of({block(1, 0, 2), block(1, 1, 4), block(2, 3, 5), block(1, 4, 6)});
  EXPECT_EQ(first_fit_in_time_order(problem).height, 4U);
  const PlacementAnswer answer = place(problem, {});
  EXPECT_EQ(answer.height, 3U);
  EXPECT_EQ(answer.lower_bound, 3U);
}

TEST(Placement, WhereThePeakCannotBeReachedTheHeightIsProvenAllTheSame) {
  // Three scenarios hold two of three buffers each: nobody holds all, and yet no two may overlap.
  PlacementProblem problem = problem_of({block(4, 0, 0), block(4, 0, 0), block(4, 0, 0)});
  problem.alive_together = {{0, 1}, {1, 2}, {2, 0}};
  const PlacementAnswer answer = place(problem, {});
  EXPECT_EQ(answer.peak_load, 8U);
  EXPECT_EQ(answer.height, 12U);
  EXPECT_EQ(answer.lower_bound, 12U);
}

TEST(Placement, ScenariosThatDoNotOverlapShareAddresses) {
  // The decoder and the camera never run together: 20 MiB each, one region of 20 MiB.
  PlacementProblem problem = problem_of({block(20, 0, 0), block(20, 0, 0), block(5, 0, 0)});
  problem.alive_together = {{0, 2}, {1, 2}};
  EXPECT_EQ(place(problem, {}).height, 25U);
}

TEST(Placement, AlignmentsAreKeptAndCounted) {
  PlacementProblem problem = problem_of({block(5, 0, 1), block(5, 0, 1), block(3, 0, 1)});
  problem.blocks[0].alignment = 8;
  problem.blocks[1].alignment = 8;
  const PlacementAnswer answer = place(problem, {});
  EXPECT_EQ(answer.height, 13U);  // 5, then 3 in the gap, then 5 from 8 on
  EXPECT_TRUE(answer.proven());
  EXPECT_TRUE(is_placement(problem, answer.offsets));
}

TEST(Placement, FixedBlocksStayAndOthersGoAround) {
  PlacementProblem problem = problem_of({block(4, 0, 2), block(3, 0, 2), block(5, 1, 3)});
  problem.blocks[0].fixed_offset = 3;
  const PlacementAnswer answer = place(problem, {});
  EXPECT_EQ(answer.offsets, (std::vector<std::uint64_t>{3, 0, 7}));
  EXPECT_EQ(answer.height, 12U);
  EXPECT_TRUE(answer.proven());
}

TEST(Placement, TheSearchStopsAtACapacity) {
  PlacementProblem problem = problem_of({block(1, 0, 2), block(1, 1, 4), block(2, 3, 5), block(1, 4, 6)});
  problem.capacity = 10;
  const PlacementAnswer answer = place(problem, {});
  EXPECT_EQ(answer.steps, 0U);
  EXPECT_LE(answer.height, 10U);
}

TEST(Placement, ACapacityBelowThePeakIsProvenToBeTooSmall) {
  PlacementProblem problem = problem_of({block(20, 0, 5), block(30, 4, 9)});
  problem.capacity = 49;
  const PlacementAnswer answer = place(problem, {});
  EXPECT_EQ(answer.lower_bound, 50U);
  EXPECT_EQ(answer.height, 50U);
}

TEST(Placement, WithoutAnyStepThereIsAnAnswerWithItsGap) {
  const PlacementProblem problem = HardInstance{{.count = 100, .pinwheel_percent = 30}, 1}.make();
  const PlacementAnswer answer = place(problem, {.steps = 0, .is_over = {}, .on_better = {}});
  EXPECT_TRUE(is_placement(problem, answer.offsets));
  EXPECT_EQ(answer.lower_bound, hard_instance_height);
  EXPECT_GT(answer.height, hard_instance_height);
  EXPECT_FALSE(answer.proven());
}

TEST(Placement, EveryBetterAnswerIsToldAndTheLastIsTheAnswer) {
  PlacementProblem problem = HardInstance{{.count = 80, .pinwheel_percent = 30}, 2}.make();
  std::vector<PlacementAnswer> told;
  const PlacementLimits limits{
      .steps = 20'000, .is_over = {}, .on_better = [&](const PlacementAnswer& better) { told.push_back(better); }};
  const PlacementAnswer answer = place(problem, limits);
  ASSERT_FALSE(told.empty());
  for (std::size_t i = 1; i < told.size(); ++i) EXPECT_LT(told[i].height, told[i - 1].height);
  EXPECT_EQ(told.back().offsets, answer.offsets);
}

TEST(Placement, TheDeadlineIsAskedAndKept) {
  const PlacementProblem problem = HardInstance{{.count = 300, .smaller_percent = 60}, 3}.make();
  int asked = 0;
  const PlacementAnswer answer =
      place(problem, {.steps = UINT64_MAX, .is_over = [&] { return ++asked == 20; }, .on_better = {}});
  EXPECT_LE(asked, 20);
  EXPECT_TRUE(is_placement(problem, answer.offsets));
}

TEST(Placement, TheSameProblemHasTheSameAnswer) {
  const PlacementProblem problem = HardInstance{{.count = 120, .dropped_percent = 4}, 4}.make();
  const PlacementLimits limits{.steps = 5'000, .is_over = {}, .on_better = {}};
  EXPECT_EQ(place(problem, limits), place(problem, limits));
}

TEST(Placement, WhatIsFullToTheBrimIsSolved) {
  for (const unsigned pinwheels : {0U, 50U, 100U}) {
    const PlacementProblem problem = HardInstance{{.count = 100, .pinwheel_percent = pinwheels}, 5}.make();
    const PlacementAnswer answer = place(problem, {.steps = 50'000, .is_over = {}, .on_better = {}});
    EXPECT_EQ(answer.height, hard_instance_height) << pinwheels;
    EXPECT_TRUE(is_placement(problem, answer.offsets));
  }
}

TEST(Placement, WhatIsNoPlacementIsSeen) {
  PlacementProblem problem = problem_of({block(4, 0, 2), block(4, 1, 3)});
  problem.blocks[1].alignment = 4;
  EXPECT_TRUE(is_placement(problem, {0, 4}));
  EXPECT_FALSE(is_placement(problem, {0, 3}));
  EXPECT_FALSE(is_placement(problem, {0, 5}));
  EXPECT_FALSE(is_placement(problem, {0}));
  problem.blocks[0].fixed_offset = 8;
  EXPECT_FALSE(is_placement(problem, {0, 4}));
  EXPECT_TRUE(is_placement(problem, {8, 4}));
}

TEST(Placement, FaultsAreNamedWithTheirBlock) {
  PlacementProblem problem = problem_of({block(4, 0, 2), block(4, 1, 3)});
  EXPECT_EQ(placement_fault(problem), std::nullopt);
  problem.alive_together = {{0, 2}};
  EXPECT_EQ(placement_fault(problem), (PlacementFault{2, "no such block (expected an index below 2)"}));
  problem.alive_together = {};
  problem.blocks[1].size = 0;
  EXPECT_EQ(placement_fault(problem), (PlacementFault{1, "size 0 (expected at least 1)"}));
  problem.blocks[1] = block(4, 3, 1);
  EXPECT_EQ(placement_fault(problem),
            (PlacementFault{1, "alive from 3 to 1 (expected an end that is not before the beginning)"}));
  problem.blocks[1] = block(std::uint64_t{1} << 62, 1, 3);
  EXPECT_EQ(placement_fault(problem),
            (PlacementFault{1, "sizes, alignments and fixed offsets too large (expected 2^62 in sum at most)"}));
  problem.blocks[1] = block(4, 1, 3);
  problem.blocks[1].alignment = 0;
  EXPECT_EQ(placement_fault(problem), (PlacementFault{1, "alignment 0 (expected at least 1)"}));
  problem.blocks[1].alignment = 4;
  problem.blocks[1].fixed_offset = 6;
  EXPECT_EQ(placement_fault(problem), (PlacementFault{1, "fixed at 6 (expected a multiple of 4)"}));
  problem.blocks[1].fixed_offset = 4;
  problem.blocks[0].fixed_offset = 1;
  EXPECT_EQ(placement_fault(problem), (PlacementFault{1,
                                                      "fixed where block 0 lies, which is alive at the same time "
                                                      "(expected fixed offsets that do not overlap)"}));
}

}  // namespace
}  // namespace rampart
