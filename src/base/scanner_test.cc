#include "base/scanner.h"

#include <cstdint>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <string>

namespace rampart {
namespace {

TEST(Scanner, ReadsALineFromLeftToRightAndKnowsItsColumn) {
  Scanner scan{"MemTotal: \t 8 kB"};
  EXPECT_EQ(scan.until(":"), "MemTotal");
  EXPECT_EQ(scan.column(), 9u);
  EXPECT_TRUE(scan.literal(":"));
  EXPECT_TRUE(scan.blanks());
  EXPECT_FALSE(scan.blanks());
  EXPECT_EQ(scan.number(), 8u);
  EXPECT_EQ(scan.rest(), " kB");
  EXPECT_FALSE(scan.at_end());
  EXPECT_TRUE(scan.literal(" kB"));
  EXPECT_TRUE(scan.at_end());
  EXPECT_EQ(scan.column(), 17u);
}

TEST(Scanner, WhatIsNotThereTakesNothing) {
  Scanner scan{"abc"};
  EXPECT_FALSE(scan.literal("abcd"));
  EXPECT_FALSE(scan.until(":"));
  EXPECT_FALSE(scan.number());
  EXPECT_FALSE(scan.hex());
  EXPECT_FALSE(scan.blanks());
  EXPECT_EQ(scan.column(), 1u);
  EXPECT_TRUE(scan.literal(""));
}

TEST(Scanner, ANumberHasNoSignAndFits64Bits) {
  EXPECT_EQ(Scanner{"18446744073709551615"}.number(), UINT64_MAX);
  EXPECT_FALSE(Scanner{"18446744073709551616"}.number());
  EXPECT_FALSE(Scanner{"-1"}.number());
  EXPECT_FALSE(Scanner{"+1"}.number());
  EXPECT_FALSE(Scanner{" 1"}.number());
  Scanner too_large{"18446744073709551616"};
  EXPECT_FALSE(too_large.number());
  EXPECT_EQ(too_large.column(), 1u);
}

TEST(Scanner, AHexadecimalNumberNeedsItsPrefixAndADigit) {
  EXPECT_EQ(Scanner{"0xffffffffffffffff"}.hex(), UINT64_MAX);
  EXPECT_EQ(Scanner{"0X1f"}.hex(), 0x1fu);
  EXPECT_FALSE(Scanner{"0x10000000000000000"}.hex());
  EXPECT_FALSE(Scanner{"1f"}.hex());
  Scanner bare{"0xyz"};
  EXPECT_FALSE(bare.hex());
  EXPECT_EQ(bare.column(), 1u);
  EXPECT_EQ(Scanner{"ff"}.number(16), 255u);
}

TEST(Scanner, AWordEndsAtABlankATabOrTheEnd) {
  Scanner scan{"one\ttwo "};
  EXPECT_EQ(scan.word(), "one");
  EXPECT_EQ(scan.word(), "");
  EXPECT_TRUE(scan.blanks());
  EXPECT_EQ(scan.word(), "two");
  EXPECT_TRUE(scan.blanks());
  EXPECT_EQ(scan.word(), "");
  EXPECT_TRUE(scan.at_end());
}

TEST(Scanner, EveryNumberIsReadBack) {
  EXPECT_TRUE(rc::check([](std::uint64_t value) {
    const std::string text = std::to_string(value) + " kB";
    Scanner scan{text};
    RC_ASSERT(scan.number() == value);
    RC_ASSERT(scan.rest() == " kB");
  }));
}

}  // namespace
}  // namespace rampart
