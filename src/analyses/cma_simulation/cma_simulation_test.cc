#include "analyses/cma_simulation/cma_simulation.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace rampart {
namespace {

CmaWorkload script(std::string_view text) {
  const auto steps = parse_cma_script(text, "script");
  EXPECT_TRUE(steps) << to_string(steps.error());
  return steps ? cma_workload(*steps, kib(4)) : CmaWorkload{};
}

CmaSimulation run(const CmaWorkload& workload, const CmaGeometry& geometry) {
  auto result = simulate_cma(workload, geometry);
  EXPECT_TRUE(result) << result.error().what;
  return result.value_or(CmaSimulation{});
}

/// The first word of the bitmap after each step.
std::vector<std::uint32_t> bitmaps(std::string_view text, const CmaGeometry& geometry) {
  std::vector<std::uint32_t> words;
  const auto done =
      simulate_cma(script(text), geometry, [&](const CmaAllocator& area) { words.push_back(area.bitmap().front()); });
  EXPECT_TRUE(done);
  return words;
}

TEST(CmaSimulation, DebugfsGivesBackWhatCameLastAndInPieces) {
  // As Linux 6.12 does: 300 and 17 pages are there, and `free` is told 100.
  const CmaSimulation result = run(script("alloc 1200K\nalloc 68K\nfree 400K\n"), {0x5e020, {8192}, 0});
  EXPECT_EQ(result.samples[2].used, Pages{217});
  EXPECT_EQ(bitmaps("alloc 12K\nalloc 8K\nfree 12K\nfree 400K\n", {0, {32}, 0}),
            (std::vector<std::uint32_t>{0b111, 0b11111, 0b110, 0}));
}

TEST(CmaSimulation, DebugfsGivesBackNoPartOfABlockWhereABitIsSeveralPages) {
  EXPECT_EQ(bitmaps("alloc 16K\nfree 8K\nfree 16K\n", {0, {32}, 1}), (std::vector<std::uint32_t>{0b11, 0b11, 0}));
}

TEST(CmaSimulation, WhatWasRefusedIsNotReleased) {
  const CmaSimulation result =
      run(script("alloc 64K id=a align=4K\nalloc 80K id=b align=4K\nfree id=b\nfree id=a\n"), {0, {32}, 0});
  EXPECT_EQ(result.served, 1U);
  ASSERT_EQ(result.failures.size(), 1U);
  EXPECT_EQ(result.failures[0].operation, 1U);
  EXPECT_EQ(result.failures[0].count, Pages{20});
  EXPECT_EQ(result.failures[0].free, Pages{16});
  EXPECT_EQ(result.failures[0].longest_free_run, Pages{16});
  EXPECT_EQ(result.samples[2].used, Pages{16});
  EXPECT_EQ(result.samples[3].used, Pages{0});
  EXPECT_EQ(result.peak_used, Pages{16});
}

TEST(CmaSimulation, WhatIsTriedIsGivenBackAtOnceButCountsForThePeak) {
  CmaWorkload workload = script("alloc 64K id=a align=4K\n");
  workload.operations.push_back({.action = CmaAction::Try, .count = {8}, .offset = {}});
  const CmaSimulation result = run(workload, {0, {32}, 0});
  EXPECT_EQ(result.served, 2U);
  EXPECT_EQ(result.peak_used, Pages{24});
  EXPECT_EQ(result.reached, Pages{24});
  EXPECT_EQ(result.samples[1].used, Pages{16});
  EXPECT_EQ(result.samples[1].longest_free_run, Pages{16});
}

TEST(CmaSimulation, APoolThatIsTooLargeForTheModelIsRefused) {
  EXPECT_EQ(simulate_cma({}, {0, {0}, 0}).error().code, Errc::OutOfRange);
}

TEST(CmaPoolNeed, TheSmallestPoolIsWhereTheHighestBlockEnds) {
  // A hole of 3 pages below b is too small for c; at most 5 + 4 pages are held at once.
  const CmaWorkload workload =
      script("alloc 12K id=a align=4K\nalloc 20K id=b align=4K\nfree id=a\nalloc 16K id=c align=4K\n");
  const auto need = cma_pool_need(workload, 0, 0);
  ASSERT_TRUE(need);
  EXPECT_EQ(need->smallest, Pages{12});
  EXPECT_EQ(need->lower_bound, Pages{9});
  EXPECT_TRUE(run(workload, {0, {12}, 0}).failures.empty());
  EXPECT_EQ(run(workload, {0, {11}, 0}).failures.size(), 1U);
}

TEST(CmaPoolNeed, CountsWholeBits) {
  const auto need = cma_pool_need(script("alloc 20K id=a align=4K\n"), 0, 2);
  ASSERT_TRUE(need);
  EXPECT_EQ(need->smallest, Pages{8});
  EXPECT_EQ(need->lower_bound, Pages{8});
}

TEST(CmaPoolNeed, OfNothingIsNothingAndOfTooMuchNone) {
  EXPECT_EQ(cma_pool_need({}, 0, 0)->smallest, Pages{0});
  EXPECT_EQ(cma_pool_need(script("alloc 65G id=a\n"), 0, 0).error().code, Errc::TooLarge);
  EXPECT_EQ(cma_pool_need({}, 0, 31).error().code, Errc::OutOfRange);
}

RC_GTEST_PROP(CmaPoolNeed, ThatPoolServesAllAPageLessDoesNotAndALargerOneDoes, ()) {
  CmaWorkload workload;
  std::vector<std::uint32_t> live;
  const auto steps = *rc::gen::inRange(1, 80);
  for (int i = 0; i < steps; ++i) {
    if (live.empty() || *rc::gen::inRange(0, 5) < 3) {
      live.push_back(workload.block_count++);
      workload.operations.push_back({.action = CmaAction::Allocate,
                                     .count = {*rc::gen::inRange<std::uint64_t>(1, 200)},
                                     .align_order = *rc::gen::inRange(0U, 9U),
                                     .block = live.back(),
                                     .offset = {}});
    } else {
      const auto at = *rc::gen::inRange<std::size_t>(0, live.size());
      const auto block = live[at];
      live.erase(live.begin() + static_cast<std::ptrdiff_t>(at));
      const auto allocation = std::ranges::find(workload.operations, block, &CmaOperation::block);
      workload.operations.push_back(
          {.action = CmaAction::Release, .count = allocation->count, .block = block, .offset = {}});
    }
  }
  const auto base = *rc::gen::inRange<std::uint64_t>(0, 1024);
  const auto need = cma_pool_need(workload, base, 0);
  RC_ASSERT(need.has_value());
  RC_ASSERT(need->lower_bound <= need->smallest);
  RC_ASSERT(simulate_cma(workload, {base, need->smallest, 0})->failures.empty());
  RC_ASSERT(simulate_cma(workload, {base, {need->smallest.value + *rc::gen::inRange(1U, 400U)}, 0})->failures.empty());
  if (need->smallest > Pages{1}) {
    RC_ASSERT(!simulate_cma(workload, {base, {need->smallest.value - 1}, 0})->failures.empty());
  }
}

}  // namespace
}  // namespace rampart
