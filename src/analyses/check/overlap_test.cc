#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

TEST(Overlap, ARegionThatRunsIntoTheNextIsAnErrorAtBoth) {
  const auto setup = test_board([](DtbBuilder& b) {
    region(b, "wpss@44800000", 0x44800000, 0x1a00000, {"no-map"});
    region(b, "adsp@46100000", 0x46100000, 0x2800000, {"no-map"});
  });
  EXPECT_EQ(found("overlap", setup), Texts{"error: wpss@44800000 runs 1 MiB into adsp@46100000"});
  const Finding finding = first_found("overlap", setup);
  EXPECT_EQ(finding.effect, "Linux 6.12 prints OVERLAP DETECTED! and keeps both: their owners overwrite each other");
  EXPECT_EQ(finding.help, "shrink wpss@44800000 to 0x1900000, or move adsp@46100000 to 0x46200000");
  EXPECT_EQ(finding.regions, (Texts{"wpss@44800000", "adsp@46100000"}));
  ASSERT_EQ(finding.locations.size(), 2U);
  EXPECT_EQ(finding.locations[1].detail, "/reserved-memory/adsp@46100000");
}

TEST(Overlap, RegionsThatTouchDoNotOverlap) {
  EXPECT_EQ(found("overlap", test_board([](DtbBuilder& b) {
                    region(b, "a@44800000", 0x44800000, 0x100000);
                    region(b, "b@44900000", 0x44900000, 0x100000);
                  })),
            Texts{});
}

TEST(Overlap, EveryPairIsFoundAndAContainedRegionIsToldApart) {
  const auto setup = test_board([](DtbBuilder& b) {
    region(b, "large@44000000", 0x44000000, 0x1000000);
    region(b, "a@44100000", 0x44100000, 0x100000);
    region(b, "b@44f00000", 0x44f00000, 0x200000);
    region(b, "c@44100000", 0x44100000, 0x100000);
  });
  EXPECT_EQ(found("overlap", setup),
            (Texts{"error: a@44100000 lies inside large@44000000", "error: c@44100000 lies inside large@44000000",
                   "error: large@44000000 runs 1 MiB into b@44f00000",
                   "error: a@44100000 and c@44100000 are the same 1 MiB"}));
}

TEST(Overlap, WhatTheKernelDoesNotCompareItDoesNotSay) {
  const auto setup = test_board([](DtbBuilder& b) {
    region(b, "large@44000000", 0x44000000, 0x1000000);
    region(b, "a@44100000", 0x44100000, 0x1000);
    region(b, "b@44f00000", 0x44f00000, 0x1000);
  });
  const auto findings = check(setup);
  ASSERT_GE(findings.size(), 2U);
  EXPECT_TRUE(findings[1].effect.contains("says nothing")) << findings[1].effect;
}

TEST(Overlap, ANoMapRegionOverAReservedOneIsRefusedOnlyIfItComesSecond) {
  const auto refused = test_board([](DtbBuilder& b) {
    region(b, "plain@44000000", 0x44000000, 0x2000);
    region(b, "firmware@44001000", 0x44001000, 0x2000, {"no-map"});
  });
  EXPECT_TRUE(first_found("overlap", refused).effect.contains("refuses firmware@44001000"));
  const auto kept = test_board([](DtbBuilder& b) {
    region(b, "firmware@44001000", 0x44001000, 0x2000, {"no-map"});
    region(b, "plain@44000000", 0x44000000, 0x2000);
  });
  EXPECT_TRUE(first_found("overlap", kept).effect.contains("keeps both"));
}

TEST(Overlap, ADisabledRegionOverlapsNothing) {
  EXPECT_EQ(found("overlap", test_board([](DtbBuilder& b) {
                    region(b, "a@44000000", 0x44000000, 0x2000);
                    b.begin_node("b@44000000");
                    b.cells("reg", {0, 0x44000000, 0, 0x2000});
                    b.string("status", "disabled");
                    b.end_node();
                  })),
            Texts{});
}

TEST(Overlap, ATreeFullOfOverlapsIsCutShort) {
  const auto setup = test_board([](DtbBuilder& b) {
    for (int i = 0; i < 200; ++i) region(b, "r" + std::to_string(i), 0x44000000, 0x1000);
  });
  const auto texts = found("overlap", setup);
  EXPECT_EQ(texts.size(), 257U);
  EXPECT_EQ(texts.back(), "error: there are more of these than the 256 listed");
}

}  // namespace
}  // namespace rampart
