#include "sources/single_number.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

TEST(SingleNumber, ANumberEndsInANewline) { EXPECT_EQ(*parse_single_number("8192\n", "count"), 8192); }

TEST(SingleNumber, BlanksAroundItDoNotMatter) { EXPECT_EQ(*parse_single_number("\t 7 \r\n", "count"), 7); }

TEST(SingleNumber, ZeroAndTheLargestAreNumbers) {
  EXPECT_EQ(*parse_single_number("0", "count"), 0);
  EXPECT_EQ(*parse_single_number("18446744073709551615\n", "count"), UINT64_MAX);
}

TEST(SingleNumber, AnEmptyFileIsNotZero) {
  const auto number = parse_single_number("\n", "count");
  ASSERT_FALSE(number);
  EXPECT_EQ(to_string(number.error()), "count:1:1: no number (expected one decimal number)");
}

TEST(SingleNumber, ANumberPast64BitsIsRefused) { EXPECT_FALSE(parse_single_number("18446744073709551616", "count")); }

TEST(SingleNumber, ASecondNumberIsRefusedWhereItStands) {
  const auto number = parse_single_number("12 13\n", "count");
  ASSERT_FALSE(number);
  EXPECT_EQ(to_string(number.error()), "count:1:3: more than a number (expected one decimal number)");
}

TEST(SingleNumber, TheFilesOfAnIonHeapAreNumbers) {
  EXPECT_EQ(*parse_single_number(test_data("samples/sophgo-ion/total_mem.txt"), "total_mem"), 78643200);
  EXPECT_EQ(*parse_single_number(test_data("samples/sophgo-ion/alloc_mem.txt"), "alloc_mem"), 18653184);
}

}  // namespace
}  // namespace rampart
