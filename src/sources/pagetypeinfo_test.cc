#include "sources/pagetypeinfo.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

TEST(PageTypeInfo, TheBootedMachineIsReadInFull) {
  const auto info = parse_pagetypeinfo(test_data("samples/proc/pagetypeinfo-linux-6.12.txt"), "pagetypeinfo");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->page_block_order, 10u);
  EXPECT_EQ(info->pages_per_block, Pages{1024});
  ASSERT_EQ(info->free.size(), 6u);
  EXPECT_EQ(info->free[4], (FreeByType{0,
                                       "Normal",
                                       "CMA",
                                       {{0, false},
                                        {0, false},
                                        {0, false},
                                        {0, false},
                                        {0, false},
                                        {1, false},
                                        {1, false},
                                        {1, false},
                                        {1, false},
                                        {1, false},
                                        {9, false}}}));
  EXPECT_EQ(info->blocks.types,
            (std::vector<std::string>{"Unmovable", "Movable", "Reclaimable", "HighAtomic", "CMA", "Isolate"}));
  EXPECT_EQ(info->blocks.zones, (std::vector<ZoneBlocks>{{0, "Normal", {2, 116, 0, 0, 10, 0}}}));
  EXPECT_EQ(info->mixed_blocks, std::nullopt);
}

TEST(PageTypeInfo, ALongListIsKnownOnlyFromBelow) {
  const auto info = parse_pagetypeinfo("Node    0, zone   Normal, type      Movable >100000      2 \n", "pagetypeinfo");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->free, (std::vector<FreeByType>{{0, "Normal", "Movable", {{100000, true}, {2, false}}}}));
}

TEST(PageTypeInfo, OldKernelsHaveOtherColumnsInAnotherOrder) {
  const auto info = parse_pagetypeinfo(
      "Page block order: 9\n"
      "Pages per block:  512\n"
      "\n"
      "Free pages count per migrate type at order       0      1 \n"
      "Node    0, zone      DMA, type      Reserve      0      1 \n"
      "\n"
      "Number of blocks type     Unmovable  Reclaimable      Movable      Reserve      Isolate \n"
      "Node 0, zone      DMA            1            0            6            1            0 \n",
      "pagetypeinfo");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->free[0].type, "Reserve");
  EXPECT_EQ(info->blocks.types[1], "Reclaimable");
  EXPECT_EQ(info->blocks.types[3], "Reserve");
  EXPECT_EQ(info->blocks.zones[0].blocks, (std::vector<std::uint64_t>{1, 0, 6, 1, 0}));
}

TEST(PageTypeInfo, PageOwnerAddsATableOfMixedBlocks) {
  const auto info = parse_pagetypeinfo(
      "Number of blocks type     Unmovable      Movable \n"
      "Node 0, zone   Normal           10           20 \n"
      "Number of mixed blocks    Unmovable      Movable \n"
      "Node 0, zone   Normal            1            2 \n",
      "pagetypeinfo");
  ASSERT_TRUE(info);
  ASSERT_TRUE(info->mixed_blocks);
  EXPECT_EQ(info->blocks.zones[0].blocks, (std::vector<std::uint64_t>{10, 20}));
  EXPECT_EQ(info->mixed_blocks->zones[0].blocks, (std::vector<std::uint64_t>{1, 2}));
}

struct Broken {
  std::string_view text;
  SourcePos where;
  std::string_view what;
};

TEST(PageTypeInfo, WhatIsNotOfItsTablesIsRefusedWhereItStands) {
  const Broken cases[] = {
      {"hello\n", {"p", 1, 1}, "not a line of pagetypeinfo (expected a header or Node <number>, zone <name>)"},
      {"Page block order: x\n", {"p", 1, 19}, "no size of a page block (expected <number>)"},
      {"Page block order: 64\n", {"p", 1, 21}, "no size of a page block (expected <number>)"},
      {"Node 0 zone\n", {"p", 1, 7}, "no zone (expected Node <number>, zone <name>)"},
      {"Node 0, zone Normal 1 2\n", {"p", 1, 21}, "no migrate type (expected , type <name>)"},
      {"Node 0, zone Normal, type CMA 1 -2\n", {"p", 1, 33}, "no count of free blocks (expected at most 64 numbers)"},
      {"Number of blocks type A B\nNode 0, zone Normal 1\n",
       {"p", 2, 22},
       "a row of 1 counts (expected 2 as in its header)"},
      {"Number of blocks type A\nNode 0, zone Normal >1\n", {"p", 2, 21}, "no count of blocks (expected <number>)"},
  };
  for (const Broken& broken : cases) {
    const auto info = parse_pagetypeinfo(broken.text, "p");
    ASSERT_FALSE(info) << broken.text;
    EXPECT_EQ(info.error().what, broken.what);
    EXPECT_EQ(info.error().where, broken.where) << broken.text;
  }
}

TEST(PageTypeInfo, AHostileNumberOfTypesIsRefused) {
  std::string text = "Number of blocks type";
  for (int i = 0; i < 65; ++i) text += " A";
  const auto info = parse_pagetypeinfo(text, "pagetypeinfo");
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().what, "too many migrate types (expected at most 64)");
}

}  // namespace
}  // namespace rampart
