#include "analyses/cma_change.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

CmaPoolView pool_with(std::vector<PageRun> free_runs) {
  CmaPoolView pool;
  pool.ranges.push_back({*PhysRange::make({0x5c000000}, mib(1)), CmaFreeSpace{0x5c000, 0, std::move(free_runs)}});
  return pool;
}

PhysRange held(std::uint64_t page, std::uint64_t count) {
  return *PhysRange::make({0x5c000000 + page * 4096}, {count * 4096});
}

TEST(CmaChange, WhatWasFreeAndIsHeldNowIsTold) {
  const CmaPoolView before = pool_with({{{0}, {10}}, {{20}, {30}}});
  EXPECT_EQ(newly_held(before, pool_with({{{4}, {6}}, {{20}, {30}}}), kib(4)), std::vector<PhysRange>{held(0, 4)});
  EXPECT_EQ(newly_held(before, pool_with({{{0}, {2}}, {{5}, {5}}, {{20}, {4}}, {{40}, {10}}}), kib(4)),
            (std::vector<PhysRange>{held(2, 3), held(24, 16)}));
}

TEST(CmaChange, WhatBecameFreeIsNoPartOfIt) {
  const CmaPoolView before = pool_with({{{4}, {6}}});
  EXPECT_EQ(newly_held(before, pool_with({{{0}, {20}}}), kib(4)), std::vector<PhysRange>{});
  EXPECT_EQ(newly_held(before, pool_with({{{0}, {5}}}), kib(4)), std::vector<PhysRange>{held(5, 5)});
  EXPECT_EQ(newly_held(before, pool_with({}), kib(4)), std::vector<PhysRange>{held(4, 6)});
}

TEST(CmaChange, WithoutABitmapNothingIsKnown) {
  const CmaPoolView before = pool_with({{{0}, {10}}});
  EXPECT_EQ(newly_held(before, CmaPoolView{}, kib(4)), std::vector<PhysRange>{});
}

}  // namespace
}  // namespace rampart
