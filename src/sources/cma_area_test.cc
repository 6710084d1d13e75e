#include "sources/cma_area.h"

#include <bit>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/test_data.h"
#include "sources/single_number.h"

namespace rampart {
namespace {

CmaArea area_of(std::uint64_t count, unsigned order, std::vector<std::uint32_t> words) {
  CmaArea area;
  area.name = "pool";
  area.count = Pages{count};
  area.order_per_bit = order;
  area.ranges = {CmaRange{0x1000, std::move(words)}};
  return area;
}

TEST(CmaArea, ABitmapIsItsWordsInOrder) {
  EXPECT_EQ(*parse_cma_bitmap("4294967295 0 63\n", "bitmap"), (std::vector<std::uint32_t>{0xFFFFFFFF, 0, 63}));
}

// Words of 10 digits each leave no room for the newline in the buffer of debugfs (u32_array_open of 5.10 to 7.2).
TEST(CmaArea, TheBitmapOfAFullPoolHasNoNewline) {
  EXPECT_EQ(*parse_cma_bitmap("4294967295 4294967295", "bitmap"), (std::vector<std::uint32_t>{0xFFFFFFFF, 0xFFFFFFFF}));
}

TEST(CmaArea, AnEmptyBitmapHasNoWord) { EXPECT_TRUE(parse_cma_bitmap("\n", "bitmap")->empty()); }

TEST(CmaArea, AWordPast32BitsIsRefusedWhereItStands) {
  const auto words = parse_cma_bitmap("1 4294967296\n", "bitmap");
  ASSERT_FALSE(words);
  EXPECT_EQ(to_string(words.error()), "bitmap:1:3: no word of a bitmap (expected 0 to 4294967295)");
}

TEST(CmaArea, AWordThatRunsIntoSomethingElseIsRefused) {
  const auto words = parse_cma_bitmap("1,2\n", "bitmap");
  ASSERT_FALSE(words);
  EXPECT_EQ(to_string(words.error()), "bitmap:1:2: no blank after a word (expected a blank)");
}

TEST(CmaArea, ABigEndianKernelPrintsEachPairTheOtherWayRound) {
  EXPECT_EQ(*parse_cma_bitmap("0 1 2 3\n", "bitmap", CmaWordOrder::PairsSwapped),
            (std::vector<std::uint32_t>{1, 0, 3, 2}));
}

TEST(CmaArea, ABigEndianBitmapWithAnOddNumberOfWordsLacksItsLastOne) {
  const auto words = parse_cma_bitmap("0 1 2\n", "bitmap", CmaWordOrder::PairsSwapped);
  ASSERT_FALSE(words);
  EXPECT_EQ(words.error().code, Errc::Unsupported);
  EXPECT_EQ(to_string(words.error()), "bitmap:1: the last word is missing (expected an even number of them)");
}

TEST(CmaArea, BitsPastTheEndCountNeitherAsHeldNorAsFree) {
  const auto area = area_of(40, 0, {0x0000000F, 0xFFFFFF00});
  EXPECT_EQ(held_in_bitmaps(area), Pages{4});
  EXPECT_EQ(free_runs(area, 0), (std::vector<PageRun>{{{4}, {36}}}));
}

TEST(CmaArea, AFreeRunMayCrossWords) {
  const auto area = area_of(96, 0, {0x00000001, 0, 0x80000000});
  EXPECT_EQ(free_runs(area, 0), (std::vector<PageRun>{{{1}, {94}}}));
  EXPECT_EQ(longest_free_run(area), Pages{94});
}

TEST(CmaArea, ABitStandsForAsManyPagesAsItsOrderSays) {
  const auto area = area_of(64, 4, {0b0101});
  EXPECT_EQ(held_in_bitmaps(area), Pages{32});
  EXPECT_EQ(free_runs(area, 0), (std::vector<PageRun>{{{16}, {16}}, {{48}, {16}}}));
}

TEST(CmaArea, ABitmapShorterThanItsAreaTellsNothing) {
  const auto area = area_of(64, 0, {0});
  EXPECT_EQ(free_runs(area, 0), std::nullopt);
  EXPECT_EQ(held_in_bitmaps(area), std::nullopt);
}

TEST(CmaArea, AnAreaThatIsNotActivatedHasNoRuns) {
  const auto area = area_of(0, 0, {});
  EXPECT_EQ(free_runs(area, 0), (std::vector<PageRun>{}));
  EXPECT_EQ(total(area), Pages{0});
}

TEST(CmaArea, AnOrderThatNoKernelHasTellsNothing) { EXPECT_EQ(free_runs(area_of(64, 64, {0, 0}), 0), std::nullopt); }

TEST(CmaArea, SizesOfSeveralRangesFollowFromFullWords) {
  CmaArea area = area_of(96, 0, {0, 1});
  area.ranges.push_back({0x9000, std::vector<std::uint32_t>{0}});
  EXPECT_EQ(range_size(area, 0), Pages{64});
  EXPECT_EQ(range_size(area, 1), Pages{32});
  EXPECT_EQ(held_in_bitmaps(area), Pages{1});
}

TEST(CmaArea, SizesOfSeveralRangesFollowFromSingleBits) {
  CmaArea area = area_of(2 << 18, 18, {1});  // two gigabytes of huge pages, one in each range
  area.ranges.push_back({0x9000, std::vector<std::uint32_t>{0}});
  EXPECT_EQ(range_size(area, 0), Pages{1 << 18});
  EXPECT_EQ(range_size(area, 1), Pages{1 << 18});
}

TEST(CmaArea, SizesOfSeveralRangesThatCouldBeDividedOtherwiseAreNotGuessed) {
  CmaArea area = area_of(3, 0, {1});
  area.ranges.push_back({0x9000, std::vector<std::uint32_t>{0}});
  EXPECT_EQ(range_size(area, 0), std::nullopt);
  EXPECT_EQ(held_in_bitmaps(area), std::nullopt);
}

TEST(CmaArea, WhatIsHeldComesFromTheBestSourceThereIs) {
  CmaArea area;
  area.counters = {.alloc_pages_success = Pages{349}, .alloc_pages_fail = Pages{0}};
  EXPECT_EQ(held_now(area), std::nullopt);  // Linux 6.1 does not count releases
  area.counters.release_pages_success = Pages{100};
  EXPECT_EQ(held_now(area), Pages{249});
  area.counters.total_pages = Pages{8192};
  area.counters.available_pages = Pages{7942};
  EXPECT_EQ(held_now(area), Pages{250});
  area.used = Pages{251};
  EXPECT_EQ(held_now(area), Pages{251});
}

TEST(CmaArea, MoreReleasedThanAllocatedTellsNothing) {
  CmaArea area;
  area.counters = {.alloc_pages_success = Pages{1}, .release_pages_success = Pages{2}};
  EXPECT_EQ(held_now(area), std::nullopt);
}

TEST(CmaArea, InEverySampleTheBitmapAgreesWithUsedAndMaxchunk) {
  for (const std::string version : {"6.1", "6.12"}) {
    const auto parts = test_data_parts("samples/cma-debugfs/areas-linux-" + version + ".txt");
    const auto number = [&](const std::string& name) { return *parse_single_number(parts.at(name), name); };
    int compared = 0;
    for (const std::string pool : {"linux,cma", "vpu@50000000"}) {
      for (const std::string state : {"boot", "after", "during"}) {
        const auto words = parse_cma_bitmap(parts.at(pool + "/bitmap (" + state + ")"), "bitmap");
        ASSERT_TRUE(words);
        CmaArea area = area_of(number(pool + "/count (boot)"), 0, *words);
        EXPECT_EQ(held_in_bitmaps(area), Pages{number(pool + "/used (" + state + ")")});
        EXPECT_EQ(longest_free_run(area), Pages{number(pool + "/maxchunk (" + state + ")")});
        ++compared;
      }
    }
    EXPECT_EQ(compared, 6);
  }
}

TEST(CmaArea, FreeRunsAndHeldPagesMakeTheWholeArea) {
  rc::check([](std::vector<std::uint32_t> words, std::uint32_t spare, unsigned order) {
    RC_PRE(!words.empty());
    const unsigned small_order = order % 20;
    const std::uint64_t bits = words.size() * 32 - spare % 32;
    const CmaArea area = area_of(bits << small_order, small_order, words);
    const auto runs = free_runs(area, 0);
    RC_ASSERT(runs.has_value());
    std::uint64_t free = 0;
    std::uint64_t end = 0;
    for (const PageRun& run : *runs) {
      RC_ASSERT(run.count.value > 0);
      RC_ASSERT(run.first.value >= end + (end == 0 ? 0 : 1));  // two runs never touch
      end = run.first.value + run.count.value;
      free += run.count.value;
    }
    RC_ASSERT(free + held_in_bitmaps(area)->value == area.count->value);
  });
}

}  // namespace
}  // namespace rampart
