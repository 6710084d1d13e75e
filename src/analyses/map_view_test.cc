#include "analyses/map_view.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace rampart {
namespace {

Region region(Kind kind, std::uint64_t base, Bytes size, std::string name = {}) {
  return {.range = *PhysRange::make({base}, size), .name = std::move(name), .kind = kind, .origin = {}};
}

TEST(MapView, RamBetweenTwoReservationsAndSmallerThanTheGranuleIsSlack) {
  const auto map =
      MemoryMap::build({region(Kind::Ram, 0x80000000, mib(64)), region(Kind::NoMap, 0x80100000, mib(1), "a"),
                        region(Kind::Cma, 0x80400000, mib(4), "b"), region(Kind::NoMap, 0x80c00000, mib(4), "c")});
  const auto rows = map_rows(map);
  ASSERT_EQ(rows.size(), 7u);
  EXPECT_FALSE(rows[0].slack) << "1 MiB, with a reservation on one side only";
  EXPECT_TRUE(rows[2].slack) << "2 MiB between a and b";
  EXPECT_FALSE(rows[4].slack) << "4 MiB between b and c is a whole granule";
  EXPECT_FALSE(rows[6].slack);
}

TEST(MapView, ABankSmallerThanTheGranuleHasNoSlack) {
  const auto map =
      MemoryMap::build({region(Kind::Ram, 0x3fc88000, kib(480)), region(Kind::Reserved, 0x3fc88000, kib(76), "a"),
                        region(Kind::Reserved, 0x3fcf0000, kib(32), "b")});
  for (const MapRow& row : map_rows(map)) EXPECT_FALSE(row.slack);
}

TEST(MapView, RamBesideTheKernelIsNoSlack) {
  const auto map = MemoryMap::build({region(Kind::Ram, 0, mib(64)), region(Kind::Kernel, 0x100000, mib(1), "text"),
                                     region(Kind::Kernel, 0x300000, mib(1), "data")});
  for (const MapRow& row : map_rows(map)) EXPECT_FALSE(row.slack);
}

TEST(MapView, ARegionThatIsCutIsContinuedInItsLaterRows) {
  const auto map = MemoryMap::build({region(Kind::Ram, 0, mib(64)), region(Kind::NoMap, 0x100000, mib(1), "a")});
  const auto rows = map_rows(map);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_FALSE(rows[0].continued);
  EXPECT_FALSE(rows[1].continued);
  EXPECT_TRUE(rows[2].continued);
}

TEST(MapView, ARegionThatOwnsNoByteHasARowBeforeThoseThatCoverIt) {
  const auto map =
      MemoryMap::build({region(Kind::Cma, 0x1000, kib(8), "outer"), region(Kind::NoMap, 0x1000, kib(4), "a"),
                        region(Kind::NoMap, 0x2000, kib(4), "b")});
  const auto rows = map_rows(map);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_TRUE(rows[0].covered);
  EXPECT_EQ(rows[0].range, *PhysRange::make({0x1000}, kib(8)));
  EXPECT_EQ(map.regions()[*rows[0].region].name, "outer");
  EXPECT_FALSE(rows[1].covered);
}

TEST(MapView, AnonymousMemoryThatIsAllExplainedHasNoRow) {
  Region taken = region(Kind::Reserved, 0x1000, kib(8), "reserved");
  taken.attributes.anonymous = true;
  const auto map =
      MemoryMap::build({taken, region(Kind::NoMap, 0x1000, kib(4), "a"), region(Kind::NoMap, 0x2000, kib(4), "b")});
  EXPECT_EQ(map_rows(map).size(), 2u);
}

TEST(MapView, SumsOfABoardAddUpToItsRam) {
  DynamicRegion heap{.size = mib(12), .name = "adsp-heap", .kind = Kind::Cma, .origin = {}};
  const auto map = MemoryMap::build({region(Kind::Ram, 0x80000000, gib(4)), region(Kind::NoMap, 0x81800000, mib(30)),
                                     region(Kind::NoMap, 0x84300000, mib(70))},
                                    {heap});
  const MapSums sums = map_sums(map);
  EXPECT_EQ(sums.installed, gib(4));
  EXPECT_EQ(sums.inside, (std::vector<KindSum>{{Kind::NoMap, mib(100)}, {Kind::Cma, mib(12)}}));
  EXPECT_EQ(sums.free, Bytes{gib(4).value - mib(112).value});
  EXPECT_TRUE(sums.outside.empty());
}

TEST(MapView, MemoryTakenBehindTheKernelsRamCountsOutside) {
  const auto map = MemoryMap::build({region(Kind::Ram, 0x40000000, mib(64)), region(Kind::Cmm, 0x43000000, mib(32)),
                                     region(Kind::Device, 0x50000000, mib(1))});
  const MapSums sums = map_sums(map);
  EXPECT_EQ(sums.inside, (std::vector<KindSum>{{Kind::Cmm, mib(16)}}));
  EXPECT_EQ(sums.outside, (std::vector<KindSum>{{Kind::Cmm, mib(16)}}));
  EXPECT_EQ(sums.free, mib(48));
}

TEST(MapView, RamWithoutAnAddressIsInstalledAndFree) {
  const auto map = MemoryMap::build({region(Kind::Ram, 0x3fc88000, kib(480))},
                                    {{.size = mib(8), .name = "PSRAM", .kind = Kind::Ram, .origin = {}},
                                     {.size = kib(64), .name = "MicroPython heap", .kind = Kind::Heap, .origin = {}}});
  const MapSums sums = map_sums(map, RamUser::Firmware);
  EXPECT_EQ(sums.installed, kib(480 + 8192));
  EXPECT_EQ(sums.inside, (std::vector<KindSum>{{Kind::Heap, kib(64)}}));
  EXPECT_EQ(sums.free, kib(480 + 8192 - 64));
  EXPECT_EQ(sums.free_to, RamUser::Firmware);
}

TEST(MapView, RegionsPlacedAtBootThatDoNotFitLeaveNothingFree) {
  DynamicRegion heap{.size = mib(80), .name = "heap", .kind = Kind::Cma, .origin = {}};
  const auto map = MemoryMap::build({region(Kind::Ram, 0, mib(64))}, {heap});
  EXPECT_EQ(map_sums(map).free, Bytes{});
}

TEST(MapView, SumsAddUpForAnyRegions) {
  EXPECT_TRUE(rc::check("installed RAM is what is taken of it and what is free", [] {
    const auto drawn = *rc::gen::container<std::vector<std::tuple<unsigned char, unsigned char, unsigned char>>>(
        rc::gen::tuple(rc::gen::inRange<unsigned char>(0, 14), rc::gen::arbitrary<unsigned char>(),
                       rc::gen::inRange<unsigned char>(1, 64)));
    std::vector<Region> regions;
    for (const auto& [kind, base, size] : drawn) regions.push_back(region(static_cast<Kind>(kind), base, Bytes{size}));
    const auto map = MemoryMap::build(std::move(regions));
    const MapSums sums = map_sums(map);
    Bytes total = sums.free;
    for (const KindSum& sum : sums.inside) total.value += sum.size.value;
    RC_ASSERT(total == sums.installed);
  }));
}

}  // namespace
}  // namespace rampart
