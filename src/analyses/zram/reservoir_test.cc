#include "analyses/zram/reservoir.h"

#include <array>
#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(Reservoir, FewerThanItHoldsAreAllPicked) {
  Reservoir<int> reservoir{4};
  for (const int number : {7, 8, 9}) reservoir.offer(number);
  EXPECT_EQ(reservoir.picked(), (std::vector<int>{7, 8, 9}));
  EXPECT_EQ(reservoir.offered(), 3U);
}

TEST(Reservoir, EarlyAndLateThingsHaveTheSameChance) {
  Reservoir<int> reservoir{10'000};
  for (int number = 0; number < 1'000'000; ++number) reservoir.offer(number);
  std::array<int, 10> picked{};  // of each tenth of the population
  for (const int number : reservoir.picked()) ++picked[static_cast<std::size_t>(number / 100'000)];
  for (const int count : picked) {
    EXPECT_GT(count, 880);  // 1000 expected, with a deviation of 30
    EXPECT_LT(count, 1120);
  }
}

TEST(Reservoir, OnePopulationGivesOneSample) {
  Reservoir<int> one{8};
  Reservoir<int> other{8};
  for (int number = 0; number < 1000; ++number) {
    one.offer(number);
    other.offer(number);
  }
  EXPECT_EQ(one.picked(), other.picked());
}

TEST(Reservoir, OneWithoutRoomOnlyCounts) {
  Reservoir<int> reservoir{0};
  reservoir.offer(1);
  EXPECT_TRUE(reservoir.picked().empty());
  EXPECT_EQ(reservoir.offered(), 1U);
}

}  // namespace
}  // namespace rampart
