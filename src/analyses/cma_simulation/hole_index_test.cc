#include "analyses/cma_simulation/hole_index.h"

#include <algorithm>
#include <bit>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <utility>
#include <vector>

#include "analyses/cma_simulation/bit_by_bit.h"

namespace rampart {
namespace {

/// Holds all of a bitmap but these bits.
HoleIndex all_but(std::uint32_t size, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& holes,
                  std::uint64_t base = 0) {
  HoleIndex index{size, base};
  index.take(size, 0);
  for (const auto& [first, count] : holes) index.free(first, count);
  return index;
}

/// Where a request would go.
std::optional<std::uint32_t> place(HoleIndex index, std::uint32_t count, unsigned align_order = 0) {
  return index.take(count, align_order);
}

TEST(HoleIndex, BeginsAsOneHole) {
  for (const std::uint32_t size : {1U, 63U, 64U, 65U, 1024U, 4096U, 262144U, HoleIndex::max_size}) {
    HoleIndex index{size, 0};
    EXPECT_EQ(index.longest(), size);
    EXPECT_EQ(index.take(size + 1, 0), std::nullopt);
    EXPECT_EQ(index.take(size, 0), 0U);
    EXPECT_EQ(index.longest(), 0U);
    EXPECT_EQ(index.take(1, 0), std::nullopt);
  }
}

TEST(HoleIndex, TakesFromTheLowestHoleThatIsLongEnough) {
  HoleIndex index = all_but(5000, {{3, 2}, {60, 8}, {200, 130}, {4000, 131}});
  EXPECT_EQ(place(index, 1), 3U);
  EXPECT_EQ(place(index, 3), 60U);
  EXPECT_EQ(place(index, 9), 200U);
  EXPECT_EQ(place(index, 131), 4000U);
  EXPECT_EQ(place(index, 132), std::nullopt);
  EXPECT_EQ(index.longest(), 131U);
}

TEST(HoleIndex, AlignsWhatThePlaceStandsFor) {
  EXPECT_EQ(place(all_but(512, {{10, 20}, {300, 40}}), 8, 4), 16U);
  EXPECT_EQ(place(all_but(512, {{10, 20}, {300, 40}}), 16, 4), 304U);
  EXPECT_EQ(place(all_but(512, {{10, 20}, {300, 40}}, 3), 8, 4), 13U);
  EXPECT_EQ(place(all_but(512, {{10, 20}, {300, 40}}), 1, 8), std::nullopt);
  EXPECT_EQ(place(all_but(512, {{10, 20}, {300, 40}}, (std::uint64_t{1} << 62) - 310), 1, 62), 310U);
}

TEST(HoleIndex, FreeingJoinsWhatIsFreeOnBothSides) {
  HoleIndex index = all_but(4096, {{0, 100}, {300, 3000}});
  EXPECT_EQ(index.longest(), 3000U);
  index.free(100, 200);
  EXPECT_EQ(index.longest(), 3300U);
  EXPECT_EQ(place(index, 3300), 0U);
}

TEST(HoleIndex, WalksOverItsHoles) {
  const HoleIndex index = all_but(300, {{10, 5}, {60, 8}, {299, 1}});
  EXPECT_EQ(index.next_hole(0), 10U);
  EXPECT_EQ(index.hole_length(10), 5U);
  EXPECT_EQ(index.next_hole(11), 60U);
  EXPECT_EQ(index.hole_length(60), 8U);
  EXPECT_EQ(index.next_hole(68), 299U);
  EXPECT_EQ(index.next_hole(300), 300U);
  EXPECT_TRUE(index.is_held(9));
  EXPECT_FALSE(index.is_held(14));
  EXPECT_TRUE(index.is_held(15));
  EXPECT_FALSE(index.is_held(67));
  EXPECT_TRUE(index.is_held(200));
}

RC_GTEST_PROP(HoleIndex, AnswersAsASearchBitByBitDoes, ()) {
  const auto size = *rc::gen::element<std::uint32_t>(1, 64, 130, 1000, 1024, 5000, 70000);
  const auto base = *rc::gen::inRange<std::uint64_t>(0, 300);
  HoleIndex index{size, base};
  BitByBit peer{size};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> live;
  const auto steps = *rc::gen::inRange(0, 150);
  for (int i = 0; i < steps; ++i) {
    if (live.empty() || *rc::gen::inRange(0, 5) < 3) {
      const auto count = *rc::gen::inRange<std::uint32_t>(1, std::min(size, 600U) + 1);
      // Without alignment, as the DMA API's, or any other.
      const auto natural = std::min(static_cast<unsigned>(std::bit_width(count - 1)), 8U);
      const auto order = *rc::gen::element(0U, natural, *rc::gen::inRange(0U, 11U));
      const auto found = index.take(count, order);
      RC_ASSERT(found == peer.find(count, (std::uint64_t{1} << order) - 1, base));
      if (!found) continue;
      peer.write(*found, count, true);
      live.emplace_back(*found, count);
    } else {
      // The first part of a block, or all of it.
      auto& block = live[*rc::gen::inRange<std::size_t>(0, live.size())];
      const auto count = *rc::gen::inRange<std::uint32_t>(1, block.second + 1);
      index.free(block.first, count);
      peer.write(block.first, count, false);
      block = {block.first + count, block.second - count};
      std::erase_if(live, [](const auto& each) { return each.second == 0; });
    }
    if (i % 3 == 0) RC_ASSERT(index.longest() == peer.longest());
  }
  for (std::uint32_t bit = 0; bit < size; bit += 1 + size / 1000) RC_ASSERT(index.is_held(bit) == peer.is_held(bit));
}

}  // namespace
}  // namespace rampart
