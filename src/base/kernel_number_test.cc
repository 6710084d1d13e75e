#include "base/kernel_number.h"

#include <cstdint>
#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(KernelNumber, TheThreeBasesAndTheSuffixesOfBothCases) {
  EXPECT_EQ(kernel_number("64M").value, std::uint64_t{64} << 20);
  EXPECT_EQ(kernel_number("64m").value, std::uint64_t{64} << 20);
  EXPECT_EQ(kernel_number("0x10").value, 16U);
  EXPECT_EQ(kernel_number("010").value, 8U);
  EXPECT_EQ(kernel_number("2E").value, std::uint64_t{2} << 60);
}

TEST(KernelNumber, WhatFollowsTheNumberIsLeftToTheCaller) {
  EXPECT_EQ(kernel_number("16MB").length, 3U);
  EXPECT_EQ(kernel_number("64M@0x50000000").length, 3U);
  EXPECT_EQ(kernel_number("089").length, 1U);
  EXPECT_EQ(kernel_number("0xg").value, 0U);
  EXPECT_EQ(kernel_number("0xg").length, 1U);
}

TEST(KernelNumber, WithoutANumberItIsZeroAndTakesNothing) {
  EXPECT_EQ(kernel_number("none").length, 0U);
  EXPECT_EQ(kernel_number("-1").value, 0U);
  EXPECT_EQ(kernel_number("").length, 0U);
}

TEST(KernelNumber, ASuffixWithoutANumberIsTakenAsTheKernelTakesIt) {
  EXPECT_EQ(kernel_number("M").value, 0U);
  EXPECT_EQ(kernel_number("M").length, 1U);
}

TEST(KernelNumber, AnIntegerHasNoSuffix) {
  EXPECT_EQ(kernel_integer("64M").value, 64U);
  EXPECT_EQ(kernel_integer("64M").length, 2U);
  EXPECT_EQ(kernel_integer("0x1E").value, 0x1eU);
}

TEST(KernelNumber, AnOverflowIsToldAndWrapsAsInTheKernel) {
  EXPECT_FALSE(kernel_number("18446744073709551615").overflowed);
  EXPECT_TRUE(kernel_number("18446744073709551616").overflowed);
  EXPECT_TRUE(kernel_number("16E").overflowed);
  EXPECT_EQ(kernel_number("17E").value, std::uint64_t{1} << 60);
}

}  // namespace
}  // namespace rampart
