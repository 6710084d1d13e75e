#include "sources/buddyinfo.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

TEST(BuddyInfo, TheFreeBlocksOfEachZoneAreCountedByOrder) {
  const auto info = parse_buddyinfo(
      "Node 0, zone      DMA      0      1      3 \n"
      "Node 1, zone   Normal   1421   1884    233 \n",
      "buddyinfo");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->zones, (std::vector<BuddyZone>{{0, "DMA", {0, 1, 3}}, {1, "Normal", {1421, 1884, 233}}}));
}

TEST(BuddyInfo, TheBootedMachinesHaveElevenOrders) {
  const auto old = parse_buddyinfo(test_data("samples/proc/buddyinfo-linux-6.1.txt"), "buddyinfo");
  const auto now = parse_buddyinfo(test_data("samples/proc/buddyinfo-linux-6.12.txt"), "buddyinfo");
  ASSERT_TRUE(old && now);
  EXPECT_EQ(old->zones, (std::vector<BuddyZone>{{0, "Normal", {0, 1, 0, 0, 1, 2, 3, 2, 4, 4, 117}}}));
  EXPECT_EQ(now->zones, (std::vector<BuddyZone>{{0, "Normal", {0, 1, 1, 1, 2, 5, 1, 2, 6, 6, 116}}}));
}

TEST(BuddyInfo, ACountThatIsNoNumberIsRefusedWhereItStands) {
  const auto info = parse_buddyinfo("Node 0, zone Normal 1 x\n", "buddyinfo");
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().where, (SourcePos{"buddyinfo", 1, 23}));
  EXPECT_EQ(info.error().what, "no count of free blocks (expected at most 64 numbers)");
}

TEST(BuddyInfo, MoreOrdersThanAnAddressHasBitsAreRefused) {
  std::string text = "Node 0, zone Normal";
  for (int i = 0; i < 64; ++i) text += " 1";
  EXPECT_TRUE(parse_buddyinfo(text, "buddyinfo"));
  EXPECT_FALSE(parse_buddyinfo(text + " 1", "buddyinfo"));
}

TEST(BuddyInfo, ALineWithoutAZoneIsRefused) {
  for (const std::string_view line : {"Node", "Node x, zone Normal 1", "Node 0 zone Normal 1", "Node 0, zone ",
                                      "Node 4294967296, zone Normal 1", "Free pages"}) {
    const auto info = parse_buddyinfo(line, "buddyinfo");
    ASSERT_FALSE(info) << line;
    EXPECT_EQ(info.error().what, "no zone (expected Node <number>, zone <name>)");
    EXPECT_EQ(info.error().where.line, 1u);
  }
}

TEST(BuddyInfo, AHostileNumberOfZonesIsRefused) {
  std::string text;
  for (std::size_t i = 0; i <= BuddyInfo::max_zones; ++i) text += "Node 0, zone A 1\n";
  const auto info = parse_buddyinfo(text, "buddyinfo");
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, Errc::TooLarge);
}

TEST(BuddyInfo, ReadingAgainForgetsWhatWasReadBefore) {
  BuddyInfo info;
  ASSERT_TRUE(read_buddyinfo("Node 0, zone DMA 1 2 3\nNode 0, zone Normal 4 5 6\n", "buddyinfo", info));
  ASSERT_TRUE(read_buddyinfo("Node 0, zone Normal 7\n", "buddyinfo", info));
  EXPECT_EQ(info.zones, (std::vector<BuddyZone>{{0, "Normal", {7}}}));
}

}  // namespace
}  // namespace rampart
