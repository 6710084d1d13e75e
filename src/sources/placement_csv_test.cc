#include "sources/placement_csv.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace rampart {
namespace {

Error error_of(std::string_view text) {
  const auto rows = parse_placement_csv(text, "in.csv");
  return rows ? Error{} : rows.error();
}

TEST(PlacementCsv, RowsAreReadByTheNamesOfTheirColumns) {
  const auto rows = parse_placement_csv("size,note,id,upper,lower\n4,x,b1,3,0\n\n 5 , , b 2 , 9 , 3 \r\n", "in.csv");
  ASSERT_TRUE(rows) << to_string(rows.error());
  EXPECT_EQ(*rows, (std::vector<PlacementRow>{{"b1", 0, 3, 4, 2}, {"b 2", 3, 9, 5, 4}}));
}

TEST(PlacementCsv, AHeadingAloneIsAnInstanceWithoutBlocks) {
  const auto rows = parse_placement_csv("id,lower,upper,size", "in.csv");
  ASSERT_TRUE(rows);
  EXPECT_TRUE(rows->empty());
}

TEST(PlacementCsv, WhatIsWrittenHasTheOffsetsAsItsLastColumn) {
  const std::vector<PlacementRow> rows{{"b1", 0, 3, 4, 2}, {"b2", 3, 9, 5, 3}};
  EXPECT_EQ(placement_csv(rows, std::vector<std::uint64_t>{7, 0}),
            "id,lower,upper,size,offset\nb1,0,3,4,7\nb2,3,9,5,0\n");
}

TEST(PlacementCsv, AHeadingThatLacksOrDoublesAColumnIsRefused) {
  EXPECT_EQ(to_string(error_of("")), "in.csv:1:1: no heading (expected id,lower,upper,size)");
  EXPECT_EQ(to_string(error_of("id,lower,upper\n")),
            "in.csv:1:1: no column size (expected the heading id,lower,upper,size)");
  EXPECT_EQ(to_string(error_of("id,lower, id,upper,size\n")), "in.csv:1:11: id twice (expected one column of it)");
}

TEST(PlacementCsv, ARowThatIsNoRowIsRefusedWhereItIsWrong) {
  const std::string heading = "id,lower,upper,size\n";
  EXPECT_EQ(to_string(error_of(heading + "a,1,2\n")), "in.csv:2:1: 3 values (expected 4, as the heading has)");
  EXPECT_EQ(to_string(error_of(heading + "a,1,x2,3\n")),
            "in.csv:2:5: upper is \"x2\" (expected a decimal number below 2^64)");
  EXPECT_EQ(to_string(error_of(heading + "a,1, ,3\n")),
            "in.csv:2:6: upper is \"\" (expected a decimal number below 2^64)");
  EXPECT_EQ(to_string(error_of(heading + "a,0,2,18446744073709551616\n")),
            "in.csv:2:7: size is \"18446744073709551616\" (expected a decimal number below 2^64)");
  EXPECT_EQ(to_string(error_of(heading + "a,1,2,3\n,1,2,3\n")), "in.csv:3:1: no id (expected a name or a number)");
  EXPECT_EQ(to_string(error_of(heading + "a,1,2,3\na,1,2,3\n")),
            "in.csv:3:1: id a again (expected another than that of line 2)");
  EXPECT_EQ(to_string(error_of(heading + "\"a\",1,2,3\n")),
            "in.csv:2:1: a quote (expected plain values between commas)");
}

TEST(PlacementCsv, WhatCannotBePlacedIsOutOfRange) {
  const std::string heading = "id,lower,upper,size\n";
  const Error empty = error_of(heading + "a,1,2,0\n");
  EXPECT_EQ(empty.code, Errc::OutOfRange);
  EXPECT_EQ(to_string(empty), "in.csv:2:7: size 0 (expected at least 1)");
  EXPECT_EQ(to_string(error_of(heading + "a,2,2,1\n")),
            "in.csv:2:5: upper 2 is not past lower 2 (expected lower < upper)");
  EXPECT_EQ(to_string(error_of(heading + "a,1,2,2305843009213693952\nb,1,2,1\n")),
            "in.csv:3:7: sizes too large (expected at most 2^61 in sum)");
}

TEST(PlacementCsv, MoreRowsThanTheLimitAreRefused) {
  std::string text = "id,lower,upper,size\n";
  for (int i = 0; i < 8193; ++i) text += std::to_string(i) + ",0,1,1\n";
  const Error error = error_of(text);
  EXPECT_EQ(error.code, Errc::TooLarge);
  EXPECT_EQ(to_string(error), "in.csv:8194:1: too many rows (expected at most 8192)");
}

}  // namespace
}  // namespace rampart
