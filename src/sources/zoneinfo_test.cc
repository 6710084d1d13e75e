#include "sources/zoneinfo.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

TEST(ZoneInfo, TheBootedMachineHasItsCmaInZoneNormal) {
  const auto info = parse_zoneinfo(test_data("samples/proc/zoneinfo-linux-6.12.txt"), "zoneinfo");
  ASSERT_TRUE(info);
  ASSERT_EQ(info->zones.size(), 2u);
  EXPECT_EQ(info->zones[0], (Zone{.node = 0,
                                  .name = "Normal",
                                  .free = Pages{123960},
                                  .min = Pages{708},
                                  .low = Pages{885},
                                  .high = Pages{1062},
                                  .spanned = Pages{131072},
                                  .present = Pages{131072},
                                  .managed = Pages{125991},
                                  .cma = Pages{10240},
                                  .nr_free_cma = Pages{10208},
                                  .start_pfn = 262144}));
}

TEST(ZoneInfo, AnEmptyZoneEndsWithItsWatermarks) {
  const auto info = parse_zoneinfo(test_data("samples/proc/zoneinfo-linux-6.1.txt"), "zoneinfo");
  ASSERT_TRUE(info);
  ASSERT_EQ(info->zones.size(), 2u);
  EXPECT_EQ(info->zones[1], (Zone{.node = 0,
                                  .name = "Movable",
                                  .free = Pages{0},
                                  .min = Pages{0},
                                  .low = Pages{0},
                                  .high = Pages{0},
                                  .spanned = Pages{0},
                                  .present = Pages{0},
                                  .managed = Pages{0},
                                  .cma = Pages{0},
                                  .nr_free_cma = {},
                                  .start_pfn = {}}));
}

TEST(ZoneInfo, AWatermarkOfThePagesetsIsNotTheZones) {
  const auto info = parse_zoneinfo(
      "Node 0, zone   Normal\n"
      "  pages free     5\n"
      "        high     75\n"
      "  pagesets\n"
      "    cpu: 0\n"
      "              count: 57\n"
      "              high:  978\n",
      "zoneinfo");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->zones[0].high, Pages{75});
}

TEST(ZoneInfo, OldKernelsNeitherKnowCmaNorPrintEmptyZones) {
  const auto info = parse_zoneinfo(
      "Node 0, zone   Normal\n"
      "  pages free     26045\n"
      "        min      886\n"
      "        scanned  0\n"
      "        spanned  131072\n"
      "        present  131072\n"
      "    nr_free_pages 26045\n"
      "    nr_free_cma  0\n"
      "        protection: (0, 0)\n"
      "  all_unreclaimable: 0\n"
      "  start_pfn:         524288\n"
      "  inactive_ratio:    1\n",
      "zoneinfo");
  ASSERT_TRUE(info);
  ASSERT_EQ(info->zones.size(), 1u);
  EXPECT_EQ(info->zones[0].free, Pages{26045});
  EXPECT_EQ(info->zones[0].managed, std::nullopt);
  EXPECT_EQ(info->zones[0].cma, std::nullopt);
  EXPECT_EQ(info->zones[0].nr_free_cma, Pages{0});
  EXPECT_EQ(info->zones[0].start_pfn, 524288u);
}

TEST(ZoneInfo, AnExcerptWithoutNumbersIsAZoneWithoutNumbers) {
  const auto info = parse_zoneinfo("Node 0, zone   Normal\n  per-node stats\n", "zoneinfo");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->zones, (std::vector<Zone>{{.node = 0, .name = "Normal"}}));
}

struct Broken {
  std::string_view text;
  SourcePos where;
  std::string_view what;
};

TEST(ZoneInfo, WhatIsBrokenIsRefusedWhereItStands) {
  const Broken cases[] = {
      {"Node 0\n", {"z", 1, 7}, "no zone (expected Node <number>, zone <name>)"},
      {"  pages free 5\n", {"z", 1, 1}, "no zone yet (expected Node <number>, zone <name>)"},
      {"Node 0, zone A\n  pages free\n", {"z", 2, 13}, "free has no count (expected <number>)"},
      {"Node 0, zone A\n   cma  7x\n", {"z", 2, 10}, "cma has no count (expected <number>)"},
      {"Node 0, zone A\n  start_pfn: 18446744073709551616\n",
       {"z", 2, 14},
       "start_pfn: has no count (expected <number>)"},
  };
  for (const Broken& broken : cases) {
    const auto info = parse_zoneinfo(broken.text, "z");
    ASSERT_FALSE(info) << broken.text;
    EXPECT_EQ(info.error().what, broken.what);
    EXPECT_EQ(info.error().where, broken.where) << broken.text;
  }
}

TEST(ZoneInfo, AHostileNumberOfZonesIsRefused) {
  std::string text;
  for (std::size_t i = 0; i <= ZoneInfo::max_zones; ++i) text += "Node 0, zone A\n";
  const auto info = parse_zoneinfo(text, "zoneinfo");
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, Errc::TooLarge);
}

TEST(ZoneInfo, ReadingAgainForgetsWhatWasReadBefore) {
  ZoneInfo info;
  ASSERT_TRUE(read_zoneinfo("Node 0, zone DMA\n cma 1\nNode 0, zone Normal\n", "zoneinfo", info));
  ASSERT_TRUE(read_zoneinfo("Node 1, zone Normal\n managed 2\n", "zoneinfo", info));
  EXPECT_EQ(info.zones, (std::vector<Zone>{{.node = 1, .name = "Normal", .managed = Pages{2}}}));
}

}  // namespace
}  // namespace rampart
