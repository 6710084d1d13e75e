#include "analyses/plan/clique_bound.h"

#include <gtest/gtest.h>
#include <utility>

namespace rampart {
namespace {

CliqueProblem problem_of(std::vector<std::uint64_t> sizes,
                         const std::vector<std::pair<std::size_t, std::size_t>>& pairs) {
  CliqueProblem problem{std::move(sizes), {}};
  problem.together.assign(problem.sizes.size(), std::vector<bool>(problem.sizes.size()));
  for (const auto& [a, b] : pairs) problem.together[a][b] = problem.together[b][a] = true;
  return problem;
}

TEST(CliqueBound, NothingWeighsNothing) { EXPECT_EQ(clique_bound({}), 0U); }

TEST(CliqueBound, ThreeThatMeetInPairsLieSideBySide) {
  EXPECT_EQ(clique_bound(problem_of({5, 3, 2}, {{0, 1}, {1, 2}, {0, 2}})), 10U);
}

TEST(CliqueBound, TheHeaviestOfSeveralCounts) {
  EXPECT_EQ(clique_bound(problem_of({5, 3, 2, 9}, {{0, 1}, {1, 2}, {0, 2}})), 10U);
  EXPECT_EQ(clique_bound(problem_of({5, 3, 2, 11}, {{0, 1}, {1, 2}, {0, 2}})), 11U);
}

TEST(CliqueBound, WhatWasFoundInTimeIsABound) { EXPECT_EQ(clique_bound(problem_of({5, 3}, {{0, 1}}), 1), 5U); }

}  // namespace
}  // namespace rampart
