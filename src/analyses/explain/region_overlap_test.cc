#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(RegionOverlap, TheRemedyHasTheSizeThatLeavesTheOtherRoom) {
  const auto causes = explained(
      "[    0.000000] OF: reserved mem: OVERLAP DETECTED!\n"
      "adsp@86100000 (0x86100000--0x87f00000) overlaps with wlan@87e00000 (0x87e00000--0x88200000)\n");
  ASSERT_EQ(classes(causes), "region_overlap certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{2}));
  EXPECT_EQ(fact_of(cause, "overlap_bytes"), "1048576");
  EXPECT_EQ(fact_of(cause, "overlapping_regions"), "has parts");
  EXPECT_TRUE(cause.finding.help.contains("in adsp@86100000 set reg to base 0x86100000 and size 0x1d00000"))
      << cause.finding.help;
}

TEST(RegionOverlap, ANoMapRegionThatIsRefusedForItFolds) {
  const auto causes = explained(
      "OF: fdt: Reserved memory: failed to reserve memory for node 'fw@87000000': base 0x87000000, size 1 MiB\n"
      "OF: reserved mem: OVERLAP DETECTED!\n"
      "dsp@86000000 (0x86000000--0x88000000) overlaps with fw@87000000 (0x87000000--0x87100000)\n");
  ASSERT_EQ(classes(causes), "region_overlap certain error");
  EXPECT_EQ(causes.front().consequences.size(), 1U);
}

TEST(RegionOverlap, TheBoardAloneTellsIt) {
  const BootSetup setup = test_board([](DtbBuilder& b) {
    region(b, "dsp@50000000", 0x50000000, 0x400000, {"no-map"});
    region(b, "fw@50300000", 0x50300000, 0x200000, {"no-map"});
  });
  const auto causes = explained("", &setup);
  ASSERT_EQ(classes(causes), "region_overlap certain error");
  EXPECT_EQ(fact_of(causes.front(), "overlap_bytes"), "1048576");
}

TEST(RegionOverlap, NeighboursThatOnlyTouchAreNoOverlap) {
  EXPECT_EQ(
      classes(explained("OF: reserved mem: OVERLAP DETECTED!\n"
                        "a@80000000 (0x80000000--0x80100000) overlaps with b@80100000 (0x80100000--0x80200000)\n")),
      "false_alarm certain note");
  const BootSetup setup = test_board([](DtbBuilder& b) {
    region(b, "dsp@50000000", 0x50000000, 0x400000, {"no-map"});
    region(b, "fw@50400000", 0x50400000, 0x200000, {"no-map"});
  });
  EXPECT_EQ(classes(explained("", &setup)), "");
}

}  // namespace
}  // namespace rampart
