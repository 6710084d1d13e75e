#include "assemble/cmdline_map.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

CmdlineMap map_of(std::string_view text) { return cmdline_map(parse_command_line(text, "cmdline")); }

TEST(CmdlineMap, AnAreaWithAPlaceIsARegion) {
  const CmdlineMap map = map_of("quiet cma=64M@0x50000000");
  ASSERT_EQ(map.regions.size(), 1U);
  EXPECT_EQ(map.regions[0].range, PhysRange::make({0x50000000}, mib(64)));
  EXPECT_EQ(map.regions[0].kind, Kind::Cma);
  EXPECT_TRUE(map.regions[0].attributes.is_default);
  EXPECT_EQ(to_string(map.regions[0].origin), "cmdline cma=64M@0x50000000");
}

TEST(CmdlineMap, AnAreaWithoutAPlaceOrWithAWindowIsPlacedAtBoot) {
  const CmdlineMap map = map_of("cma=64M@0x48000000-0x60000000 mmz=ddr,0,0,384M");
  ASSERT_EQ(map.dynamic.size(), 2U);
  EXPECT_EQ(map.dynamic[0].size, mib(64));
  EXPECT_EQ(map.dynamic[0].alloc_ranges,
            (std::vector<PhysRange>{*PhysRange::from_first_last({0x48000000}, {0x5fffffff})}));
  EXPECT_EQ(map.dynamic[1].kind, Kind::Cmm);
  EXPECT_EQ(map.dynamic[1].name, "ddr");
}

TEST(CmdlineMap, NoAreaIsAskedForBySizeZero) {
  EXPECT_TRUE(map_of("cma=0").regions.empty());
  EXPECT_TRUE(map_of("cma=0").dynamic.empty());
}

TEST(CmdlineMap, ARangePast2To64IsAFindingAndNoRegion) {
  const CmdlineMap map = map_of("memmap=16M$0xfffffffffff00000");
  EXPECT_TRUE(map.regions.empty());
  ASSERT_EQ(map.findings.size(), 1U);
  EXPECT_EQ(map.findings[0].rule, "bad-range");
}

TEST(CmdlineMap, TheFileOfAnOriginHasItsColumn) {
  const CmdlineMap map = cmdline_map(parse_command_line("quiet crashkernel=256M@0x10000000\n", "/proc/cmdline"));
  ASSERT_EQ(map.regions.size(), 1U);
  EXPECT_EQ(map.regions[0].kind, Kind::Crash);
  EXPECT_EQ(to_string(map.regions[0].origin), "/proc/cmdline:1:7 crashkernel=256M@0x10000000");
}

}  // namespace
}  // namespace rampart
