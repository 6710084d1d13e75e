#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <rapidcheck/gtest.h>
#include <vector>

#include "analyses/placement/greedy_placement.h"
#include "analyses/placement/placement.h"

namespace rampart {
namespace {

using Number = std::uint64_t;

Number any(Number least, Number most) { return *rc::gen::inRange<Number>(least, most + 1); }

Block any_block(Number most_size, Number most_time) {
  Block block;
  block.size = any(1, most_size);
  block.lower = any(0, most_time - 1);
  block.upper = any(block.lower + 1, most_time);
  return block;
}

PlacementProblem any_problem(std::size_t most_blocks, Number most_size) {
  PlacementProblem problem;
  const auto count = any(1, most_blocks);
  for (Number i = 0; i < count; ++i) problem.blocks.push_back(any_block(most_size, 8));
  return problem;
}

/// Some blocks aligned, some pairs alive together, one block fixed.
PlacementProblem any_odd_problem(std::size_t most_blocks, Number most_size) {
  PlacementProblem problem = any_problem(most_blocks, most_size);
  for (Block& block : problem.blocks) {
    if (any(0, 2) == 0) block.alignment = any(1, 4);
    if (any(0, 3) == 0) block.upper = block.lower;
  }
  const auto sets = any(0, 3);
  for (Number i = 0; i < sets; ++i) {
    const auto first = any(0, problem.blocks.size() - 1);
    const auto second = any(0, problem.blocks.size() - 1);
    problem.alive_together.push_back({first, second});
  }
  if (any(0, 1) == 0) problem.blocks[0].fixed_offset = any(0, 5) * problem.blocks[0].alignment;
  return problem;
}

bool meet(const PlacementProblem& problem, std::size_t a, std::size_t b) {
  const Block& first = problem.blocks[a];
  const Block& second = problem.blocks[b];
  if (first.lower < first.upper && second.lower < second.upper && first.lower < second.upper &&
      second.lower < first.upper) {
    return true;
  }
  return std::ranges::any_of(problem.alive_together, [&](const auto& set) {
    return std::ranges::find(set, a) != set.end() && std::ranges::find(set, b) != set.end();
  });
}

/// Every order, each block on top of those before it that it meets: the lowest placement is one of these.
Number height_by_brute_force(const PlacementProblem& problem) {
  std::vector<std::size_t> order(problem.blocks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Number best = UINT64_MAX;
  do {
    std::vector<Number> ends(order.size());
    Number height = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const Block& block = problem.blocks[order[i]];
      Number base = 0;
      for (std::size_t j = 0; j < i; ++j) {
        if (meet(problem, order[i], order[j])) base = std::max(base, ends[order[j]]);
      }
      Number offset = aligned_up(base, block.alignment);
      if (block.fixed_offset) offset = *block.fixed_offset >= base ? *block.fixed_offset : UINT64_MAX / 2;
      ends[order[i]] = offset + block.size;
      height = std::max(height, ends[order[i]]);
    }
    best = std::min(best, height);
  } while (std::ranges::next_permutation(order).found);
  return best;
}

void no_two_overlap(const PlacementProblem& problem, const PlacementAnswer& answer) {
  Number height = 0;
  for (std::size_t i = 0; i < problem.blocks.size(); ++i) {
    const Block& block = problem.blocks[i];
    const Number end = answer.offsets[i] + block.size;
    height = std::max(height, end);
    RC_ASSERT(answer.offsets[i] % block.alignment == 0U);
    RC_ASSERT(answer.offsets[i] == block.fixed_offset.value_or(answer.offsets[i]));
    for (std::size_t j = 0; j < i; ++j) {
      const bool is_apart = end <= answer.offsets[j] || answer.offsets[j] + problem.blocks[j].size <= answer.offsets[i];
      RC_ASSERT(is_apart || !meet(problem, i, j));
    }
  }
  RC_ASSERT(answer.height == height);
  RC_ASSERT(answer.lower_bound <= height);
  RC_ASSERT(is_placement(problem, answer.offsets));
}

RC_GTEST_PROP(PlacementProperties, AnAnswerIsAPlacementWhateverTheLimit, ()) {
  const PlacementProblem problem = any_problem(60, 40);
  PlacementLimits limits;
  limits.steps = any(0, 3'000);
  const PlacementAnswer answer = place(problem, limits);
  no_two_overlap(problem, answer);
  RC_ASSERT(answer.lower_bound >= answer.peak_load);
  for (const PlacementAnswer& simple : {first_fit_in_time_order(problem), largest_first(problem)}) {
    no_two_overlap(problem, simple);
    RC_ASSERT(simple.height >= answer.height);
  }
}

RC_GTEST_PROP(PlacementProperties, WithAlignmentsSetsAndFixedBlocksToo, ()) {
  const PlacementProblem problem = any_odd_problem(40, 30);
  RC_PRE(!placement_fault(problem));
  PlacementLimits limits;
  limits.steps = any(0, 3'000);
  no_two_overlap(problem, place(problem, limits));
  no_two_overlap(problem, first_fit_in_time_order(problem));
  no_two_overlap(problem, largest_first(problem));
}

RC_GTEST_PROP(PlacementProperties, SmallProblemsAreSolvedExactly, ()) {
  const PlacementProblem problem = any_problem(6, 9);
  const PlacementAnswer answer = place(problem, {});
  RC_ASSERT(answer.proven());
  RC_ASSERT(answer.height == height_by_brute_force(problem));
}

RC_GTEST_PROP(PlacementProperties, SmallProblemsWithAlignmentsSetsAndFixedBlocksAreSolvedExactly, ()) {
  const PlacementProblem problem = any_odd_problem(6, 9);
  RC_PRE(!placement_fault(problem));
  const PlacementAnswer answer = place(problem, {});
  no_two_overlap(problem, answer);
  RC_ASSERT(answer.proven());
  RC_ASSERT(answer.height == height_by_brute_force(problem));
}

RC_GTEST_PROP(PlacementProperties, ACapacityIsMetExactlyWhenItCanBe, ()) {
  PlacementProblem problem = any_odd_problem(6, 9);
  RC_PRE(!placement_fault(problem));
  const Number least = height_by_brute_force(problem);
  problem.capacity = any(least > 2 ? least - 2 : 0, least + 2);
  const PlacementAnswer answer = place(problem, {});
  RC_ASSERT((answer.height <= *problem.capacity) == (*problem.capacity >= least));
  RC_ASSERT((answer.lower_bound > *problem.capacity) == (*problem.capacity < least));
}

}  // namespace
}  // namespace rampart
