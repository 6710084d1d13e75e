#include "analyses/cma_simulation/cma_allocator.h"

#include <gtest/gtest.h>
#include <utility>

namespace rampart {
namespace {

CmaAllocator area(const CmaGeometry& geometry) {
  auto made = CmaAllocator::make(geometry);
  EXPECT_TRUE(made) << made.error().what;
  return std::move(*made);
}

std::string refusal(const CmaGeometry& geometry) {
  const auto made = CmaAllocator::make(geometry);
  return made ? "made" : to_string(made.error());
}

TEST(CmaAllocator, TakesTheLowestFreePages) {
  CmaAllocator pool = area({0x5e000, {8192}, 0});
  EXPECT_EQ(pool.allocate({300}, 0), 0x5e000U);
  EXPECT_EQ(pool.allocate({17}, 0), 0x5e12cU);
  pool.release(0x5e000, {300});
  EXPECT_EQ(pool.allocate({5}, 0), 0x5e000U);
  EXPECT_EQ(pool.used(), Pages{22});
  EXPECT_EQ(pool.longest_free_run(), Pages{8192 - 317});
}

TEST(CmaAllocator, AlignsPageFramesNotPlacesInThePool) {
  CmaAllocator pool = area({0x5e020, {1024}, 0});
  EXPECT_EQ(pool.allocate({1}, 0), 0x5e020U);
  EXPECT_EQ(pool.allocate({2}, 5), 0x5e040U);
  EXPECT_EQ(pool.allocate({768}, 8), 0x5e100U);
  EXPECT_EQ(pool.allocate({1}, 12), std::nullopt);
  EXPECT_EQ(pool.allocate({1}, 63), std::nullopt);
  EXPECT_EQ(pool.allocate({1}, 64), std::nullopt);
}

TEST(CmaAllocator, ABlockIsReleasedInParts) {
  CmaAllocator pool = area({0x5e000, {64}, 0});
  ASSERT_EQ(pool.allocate({10}, 0), 0x5e000U);
  pool.release(0x5e000, {3});
  EXPECT_EQ(pool.used(), Pages{7});
  EXPECT_EQ(pool.bitmap(), (std::vector<std::uint32_t>{0x3f8, 0}));
}

TEST(CmaAllocator, ABitMayStandForSeveralPages) {
  CmaAllocator pool = area({0x10, {64}, 2});
  EXPECT_EQ(pool.allocate({5}, 0), 0x10U);  // two bits
  EXPECT_EQ(pool.used(), Pages{8});
  EXPECT_EQ(pool.allocate({1}, 2), 0x18U);
  EXPECT_EQ(pool.allocate({4}, 4), 0x20U);
  EXPECT_EQ(pool.bitmap(), (std::vector<std::uint32_t>{0x17}));
  EXPECT_EQ(pool.longest_free_run(), Pages{44});
  pool.release(0x10, {5});
  EXPECT_EQ(pool.bitmap(), (std::vector<std::uint32_t>{0x14}));
}

TEST(CmaAllocator, ARequestThatDoesNotFitChangesNothing) {
  CmaAllocator pool = area({0, {100}, 0});
  EXPECT_EQ(pool.allocate({101}, 0), std::nullopt);
  EXPECT_EQ(pool.allocate({UINT64_MAX}, 0), std::nullopt);
  EXPECT_EQ(pool.allocate({0}, 0), std::nullopt);
  EXPECT_EQ(pool.used(), Pages{0});
  EXPECT_EQ(pool.allocate({100}, 0), 0U);
}

TEST(CmaAllocator, TheBitmapHasWordsOf32BitsAndNothingPastItsEnd) {
  CmaAllocator pool = area({0, {70}, 0});
  ASSERT_EQ(pool.allocate({70}, 0), 0U);
  EXPECT_EQ(pool.bitmap(), (std::vector<std::uint32_t>{0xffffffff, 0xffffffff, 0x3f}));
  CmaAllocator even = area({0, {64}, 0});
  EXPECT_EQ(even.bitmap(), (std::vector<std::uint32_t>{0, 0}));
}

TEST(CmaAllocator, APoolThatNoKernelHasIsRefused) {
  EXPECT_EQ(refusal({0, {0}, 0}), "area of 0 pages (expected 1 to 16777216 bits, each of 1 pages)");
  EXPECT_EQ(refusal({0, {3}, 2}), "area of 3 pages (expected 1 to 16777216 bits, each of 4 pages)");
  EXPECT_EQ(refusal({0, {16777217}, 0}), "area of 16777217 pages (expected 1 to 16777216 bits, each of 1 pages)");
  EXPECT_EQ(refusal({0, {16777216}, 0}), "made");
  EXPECT_EQ(refusal({0, {16777216}, 31}),
            "area of 16777216 pages (expected 1 to 16777216 bits, each of 1073741824 pages)");
}

}  // namespace
}  // namespace rampart
