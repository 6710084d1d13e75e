#include "analyses/placement/online_bound.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <vector>

#include "analyses/cma_simulation/cma_allocator.h"

namespace rampart {
namespace {

constexpr Bytes pages(std::uint64_t count) { return {count << 12}; }
constexpr FirstFitRule unaligned{.page_size = kib(4), .order_per_bit = 0, .alignment_cap = {}};

OnlineProblem problem_of(const std::vector<std::uint64_t>& counts, std::vector<std::vector<std::size_t>> together,
                         const FirstFitRule& rule) {
  OnlineProblem problem{.units = {}, .together = std::move(together), .rule = rule};
  for (const std::uint64_t count : counts) problem.units.push_back({{pages(count)}});
  return problem;
}

TEST(OnlineBound, OneBufferNeedsItsWholePages) {
  OnlineProblem problem{.units = {{{Bytes{4'097}}}}, .together = {{0}}, .rule = {}};
  const auto bound = online_bound(problem, {});
  ASSERT_TRUE(bound);
  EXPECT_EQ(bound->reached, pages(2));
  EXPECT_TRUE(bound->is_exact());
  EXPECT_EQ(bound->states, 2U);
  problem.rule.order_per_bit = 2;
  EXPECT_EQ(online_bound(problem, {})->reached, pages(4));
}

TEST(OnlineBound, AStopLeavesAGapThatIsTooSmallForTheNext) {
  // The camera (1 page) stops under the encoder (1), and the display (2) that starts then goes on top.
  const auto bound = online_bound(problem_of({1, 1, 2}, {{0, 1}, {1, 2}}, unaligned), {});
  ASSERT_TRUE(bound);
  EXPECT_EQ(bound->reached, pages(4));
  EXPECT_EQ(bound->enough, pages(4));
  EXPECT_EQ(bound->worst, (std::vector<OnlineEvent>{{0, true}, {1, true}, {0, false}, {2, true}}));
}

TEST(OnlineBound, CmaAlignsToTheOrderOfTheSizeUpToItsCap) {
  EXPECT_EQ(online_bound(problem_of({3, 3}, {{0, 1}}, {}), {})->reached, pages(7));
  EXPECT_EQ(online_bound(problem_of({3, 3}, {{0, 1}}, unaligned), {})->reached, pages(6));
  // 1 MiB and a page twice: aligned to 1 MiB, not to 2.
  EXPECT_EQ(online_bound(problem_of({257, 257}, {{0, 1}}, {}), {})->reached, pages(512 + 257));
}

TEST(OnlineBound, BuffersOfAUnitComeAndGoTogether) {
  const OnlineProblem problem{
      .units = {{{pages(1), pages(2)}}, {{pages(3)}}}, .together = {{0}, {1}}, .rule = unaligned};
  EXPECT_EQ(online_bound(problem, {})->reached, pages(3));
}

TEST(OnlineBound, WithoutTimeThereIsABoundOnBothSides) {
  const auto problem = problem_of({1, 2, 3, 4}, {{0, 1, 2, 3}}, unaligned);
  const auto whole = online_bound(problem, {});
  const auto part = online_bound(problem, {.states = 10, .is_over = {}});
  ASSERT_TRUE(whole && part);
  EXPECT_TRUE(whole->is_exact());
  EXPECT_EQ(part->states, 10U);
  EXPECT_FALSE(part->is_exact());
  EXPECT_LE(part->reached, whole->reached);
  EXPECT_GE(part->enough, whole->reached);
}

TEST(OnlineBound, WhatIsNoProblemHasNoBound) {
  EXPECT_FALSE(online_bound(problem_of({1, 1}, {{0}}, unaligned), {}));
  EXPECT_FALSE(online_bound(problem_of({1}, {{0, 1}}, unaligned), {}));
  EXPECT_FALSE(online_bound(problem_of({0}, {{0}}, unaligned), {}));
  EXPECT_FALSE(online_bound(problem_of({std::uint64_t{1} << 51}, {{0}}, unaligned), {}));
}

/// A pool of the kernel in which the same happens; false once a request is refused.
class Pool {
 public:
  Pool(const OnlineProblem& problem, Bytes size)
      : problem_{problem}, area_{*CmaAllocator::make({0, {size.value >> 12}, problem.rule.order_per_bit})} {}

  bool happens(OnlineEvent event) {
    auto& held = held_[event.unit];
    if (!event.is_start) {
      for (const auto& [pfn, count] : held) area_.release(pfn, count);
      held.clear();
      return true;
    }
    for (const Bytes size : problem_.units[event.unit].buffers) {
      const Pages count{(size.value + 4095) >> 12};
      const auto& cap = problem_.rule.alignment_cap;
      const auto pfn = area_.allocate(count, cap ? dma_alignment_order(count, *cap) : 0);
      if (!pfn) return false;
      held.emplace_back(*pfn, count);
    }
    return true;
  }

 private:
  const OnlineProblem& problem_;
  CmaAllocator area_;
  std::map<std::size_t, std::vector<std::pair<std::uint64_t, Pages>>> held_;
};

OnlineProblem any_online_problem() {
  OnlineProblem problem;
  const auto count = *rc::gen::inRange<std::size_t>(1, 5);
  for (std::size_t i = 0; i < count; ++i) {
    OnlineUnit unit;
    for (int j = *rc::gen::inRange(1, 3); j > 0; --j)
      unit.buffers.push_back(pages(*rc::gen::inRange<std::uint64_t>(1, 9)));
    problem.units.push_back(std::move(unit));
  }
  for (std::size_t first = 0; first < count; ++first) {
    problem.together.push_back({first});
    for (std::size_t other = 0; other < count; ++other) {
      if (*rc::gen::inRange(0, 2) == 0) problem.together.back().push_back(other);
    }
  }
  problem.rule.order_per_bit = *rc::gen::inRange(0U, 3U);
  if (*rc::gen::inRange(0, 2) == 0) problem.rule.alignment_cap = *rc::gen::inRange(0U, 3U);
  return problem;
}

RC_GTEST_PROP(OnlineBound, ThePoolServesEveryOrderAndTheWorstFailsInASmallerOne, ()) {
  const OnlineProblem problem = any_online_problem();
  const auto bound = online_bound(problem, {.states = 20'000, .is_over = {}});
  RC_ASSERT(bound.has_value());
  const std::uint64_t bit = std::uint64_t{4096} << problem.rule.order_per_bit;
  if (bound->reached.value > bit) {
    Pool smaller{problem, {bound->reached.value - bit}};
    for (std::size_t i = 0; i < bound->worst.size(); ++i) {
      RC_ASSERT(smaller.happens(bound->worst[i]) == (i + 1 < bound->worst.size()));
    }
  }
  Pool enough{problem, bound->enough};
  std::vector<bool> runs(problem.units.size());
  for (int i = 0; i < 200; ++i) {
    const auto unit = *rc::gen::inRange<std::size_t>(0, problem.units.size());
    runs[unit] = !runs[unit];
    const bool is_allowed = std::ranges::any_of(problem.together, [&](const auto& set) {
      for (std::size_t j = 0; j < runs.size(); ++j) {
        if (runs[j] && std::ranges::find(set, j) == set.end()) return false;
      }
      return true;
    });
    if (!is_allowed) {
      runs[unit] = false;
      continue;
    }
    RC_ASSERT(enough.happens({unit, runs[unit]}));
  }
}

}  // namespace
}  // namespace rampart
