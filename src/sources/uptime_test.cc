#include "sources/uptime.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(Uptime, TheFirstNumberIsTheTimeSinceBoot) {
  EXPECT_EQ(parse_uptime("1205.88 2229.08\n", "uptime"), std::chrono::milliseconds{1'205'880});
  EXPECT_EQ(parse_uptime("0.05 0.00\n", "uptime"), std::chrono::milliseconds{50});
}

TEST(Uptime, WhatIsNoSuchNumberIsRefused) {
  for (const std::string_view text : {"", "\n", "x", "12", "12.", "12.3", "12.345", "31622400001.00"}) {
    const auto uptime = parse_uptime(text, "uptime");
    ASSERT_FALSE(uptime) << text;
    EXPECT_EQ(uptime.error().what, "no uptime (expected <seconds>.<two decimals>)");
    EXPECT_EQ(uptime.error().where.line, 1u);
  }
}

}  // namespace
}  // namespace rampart
