#include "sources/cell_property.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

using Cells = std::vector<std::uint32_t>;

TEST(CellProperty, ANumberIsReadFromItsHighestCell) {
  EXPECT_EQ(number_of(Cells{0x1, 0x80000000}), 0x1'8000'0000u);
  EXPECT_EQ(number_of(Cells{0x80000000}), 0x8000'0000u);
  EXPECT_EQ(number_of(Cells{0, 0xffffffff, 0xffffffff}), UINT64_MAX);
}

TEST(CellProperty, ANumberOfMoreThan64BitsOrOfNoCellIsNone) {
  EXPECT_EQ(number_of(Cells{1, 0, 0}), std::nullopt);
  EXPECT_EQ(number_of(Cells{}), std::nullopt);
  EXPECT_EQ(number_of(Cells{0, 0, 0, 0, 1}), std::nullopt);
}

TEST(CellProperty, MissingCountsAreTheSpecificationsAndFiveCellsAreRefused) {
  EXPECT_EQ(widths({}), (CellWidths{2, 1}));
  EXPECT_EQ(widths({1, 1}), (CellWidths{1, 1}));
  EXPECT_EQ(widths({0, 4}), (CellWidths{0, 4}));
  EXPECT_EQ(widths({5, 1}), std::nullopt);
  EXPECT_EQ(widths({2, 0xffffffff}), std::nullopt);
}

TEST(CellProperty, EachWholeEntryOfARegIsAPair) {
  const CellProperty reg{24, {0x0, 0x40000000, 0x1000, 0x1, 0x0, 0x2000}};
  EXPECT_EQ(reg_entries(reg, {2, 1}), (std::vector<RegEntry>{{0x40000000, 0x1000}, {0x1'0000'0000, 0x2000}}));
  EXPECT_TRUE(is_whole(reg, {2, 1}));
}

TEST(CellProperty, WhatIsLeftBehindTheLastEntryIsNone) {
  const CellProperty reg{18, {0x0, 0x40000000, 0x1000, 0x1}};
  EXPECT_EQ(reg_entries(reg, {2, 1}), (std::vector<RegEntry>{{0x40000000, 0x1000}}));
  EXPECT_FALSE(is_whole(reg, {2, 1}));
}

TEST(CellProperty, CellsOfNoSizeMakeEntriesWithoutOne) {
  EXPECT_EQ(reg_entries({8, {1, 2}}, {1, 0}), (std::vector<RegEntry>{{1, std::nullopt}, {2, std::nullopt}}));
  EXPECT_TRUE(reg_entries({8, {1, 2}}, {0, 0}).empty());
  EXPECT_FALSE(is_whole({8, {1, 2}}, {0, 0}));
}

}  // namespace
}  // namespace rampart
