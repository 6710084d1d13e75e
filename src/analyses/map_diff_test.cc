#include "analyses/map_diff.h"

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <string>
#include <utility>
#include <vector>

namespace rampart {
namespace {

Region region(std::uint64_t base, Bytes size, std::string name, Kind kind = Kind::NoMap) {
  return {.range = *PhysRange::make({base}, size), .name = std::move(name), .kind = kind, .origin = {}};
}

TEST(MapDiff, TheSameMapHasNoDifference) {
  const MemoryMap map = MemoryMap::build({region(0x1000, kib(4), "a"), region(0x8000, kib(8), "a")});
  EXPECT_TRUE(map_diff(map, map).empty());
}

TEST(MapDiff, ARegionThatMovedAndGrewIsTwoChangesOfOneName) {
  const auto changes = map_diff(MemoryMap::build({region(0x86100000, mib(40), "adsp")}),
                                MemoryMap::build({region(0x86200000, mib(48), "adsp")}));
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].what, ChangeKind::Moved);
  EXPECT_EQ(changes[0].before->base, PhysAddr{0x86100000});
  EXPECT_EQ(changes[0].after->base, PhysAddr{0x86200000});
  EXPECT_EQ(changes[1].what, ChangeKind::Resized);
  EXPECT_EQ(changes[1].after->size, mib(48));
}

TEST(MapDiff, OnlyUseChangedIsNoLayoutChange) {
  Region before = region(0x50000000, mib(8), "vpu", Kind::Cma);
  Region after = before;
  after.usage.used = mib(3);
  const auto changes = map_diff(MemoryMap::build({before}), MemoryMap::build({after}));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].what, ChangeKind::UsageChanged);
  EXPECT_FALSE(is_layout_change(changes[0]));
}

TEST(MapDiff, AnotherNameForTheSamePlaceIsARenaming) {
  const auto changes =
      map_diff(MemoryMap::build({region(0x1000, kib(4), "old")}), MemoryMap::build({region(0x1000, kib(4), "new")}));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].what, ChangeKind::Renamed);
  EXPECT_EQ(changes[0].old_name, "old");
  EXPECT_EQ(changes[0].name, "new");
}

TEST(MapDiff, OfTwoRegionsWithOneNameTheOneThatStayedIsNotTakenForTheOneThatWent) {
  const auto changes =
      map_diff(MemoryMap::build({region(0x1000, kib(4), "reserved"), region(0x9000, kib(4), "reserved")}),
               MemoryMap::build({region(0x9000, kib(4), "reserved")}));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].what, ChangeKind::Vanished);
  EXPECT_EQ(changes[0].before->base, PhysAddr{0x1000});
}

TEST(MapDiff, ARegionDeclaredBySizeThatGotAPlaceHasMoved) {
  const DynamicRegion declared{.size = mib(12), .name = "adsp-heap", .kind = Kind::Cma, .origin = {}};
  const auto changes = map_diff(MemoryMap::build({}, {declared}),
                                MemoryMap::build({region(0xff000000, mib(12), "adsp-heap", Kind::Cma)}));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].what, ChangeKind::Moved);
  EXPECT_EQ(changes[0].before->base, std::nullopt);
}

TEST(MapDiff, WhatAppearsOneWayVanishesTheOther) {
  EXPECT_TRUE(rc::check([] {
    const auto any_map = [] {
      std::vector<Region> regions;
      for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
        regions.push_back(region(*rc::gen::inRange<std::uint64_t>(0, 4) * 0x1000,
                                 {*rc::gen::inRange<std::uint64_t>(1, 3) * 0x1000},
                                 std::string(1, *rc::gen::inRange('a', 'd'))));
      }
      return MemoryMap::build(regions);
    };
    const MemoryMap a = any_map();
    const MemoryMap b = any_map();
    const auto count = [](const std::vector<Change>& changes, ChangeKind what) {
      return std::ranges::count(changes, what, &Change::what);
    };
    RC_ASSERT(count(map_diff(a, b), ChangeKind::Appeared) == count(map_diff(b, a), ChangeKind::Vanished));
    RC_ASSERT(count(map_diff(a, b), ChangeKind::Renamed) == count(map_diff(b, a), ChangeKind::Renamed));
  }));
}

}  // namespace
}  // namespace rampart
