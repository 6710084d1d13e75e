#include "sources/osrelease.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(OsRelease, AReleaseIsThreeNumbersAndTheVendorsText) {
  EXPECT_EQ(parse_osrelease("5.10.110-rockchip-rk3588\n", "r"), (OsRelease{5, 10, 110, "5.10.110-rockchip-rk3588"}));
  EXPECT_EQ(parse_osrelease("6.12.38-v8+\n", "r"), (OsRelease{6, 12, 38, "6.12.38-v8+"}));
}

TEST(OsRelease, ACandidateHasNoThirdNumber) {
  EXPECT_EQ(parse_osrelease("4.19-rc5\n", "r"), (OsRelease{4, 19, std::nullopt, "4.19-rc5"}));
  EXPECT_EQ(parse_osrelease("7.2.x", "r"), (OsRelease{7, 2, std::nullopt, "7.2.x"}));
}

TEST(OsRelease, TheVersionLineHoldsTheRelease) {
  EXPECT_EQ(parse_proc_version("Linux version 3.4.39 (root@build) (gcc version 4.6.3) #1 SMP PREEMPT\n", "v"),
            (OsRelease{3, 4, 39, "3.4.39"}));
}

TEST(OsRelease, WhatDoesNotBeginWithTwoNumbersIsRefused) {
  for (const auto& [text, column] :
       {std::pair<std::string_view, std::size_t>{"", 1}, {"linux", 1}, {"6", 2}, {"6.x", 3}, {"99999999999.1", 12}}) {
    const auto release = parse_osrelease(text, "r");
    ASSERT_FALSE(release) << text;
    EXPECT_EQ(release.error().where, (SourcePos{"r", 1, column})) << text;
    EXPECT_EQ(release.error().what, "no kernel release (expected <number>.<number>)");
  }
}

TEST(OsRelease, AVersionLineIsRefusedWhereItBreaks) {
  const auto other = parse_proc_version("FreeBSD 14.0\n", "v");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().what, "no kernel version (expected Linux version <release>)");
  const auto broken = parse_proc_version("Linux version six\n", "v");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().where, (SourcePos{"v", 1, 15}));
}

}  // namespace
}  // namespace rampart
