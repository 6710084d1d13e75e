#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

/// A core that names three carve-outs and its firmware.
BootSetup board(std::string_view vring0, std::string_view vring1, std::string_view buffer) {
  const auto carve_out = [](DtbBuilder& b, std::string_view name, std::uint32_t base, std::uint32_t phandle) {
    b.begin_node(name);
    b.cells("reg", {0, base, 0, 0x4000});
    b.property("no-map");
    b.cells("phandle", {phandle});
    b.end_node();
  };
  return test_board(
      [](DtbBuilder& b) {
        b.begin_node("r5f@1");
        b.string("compatible", "xlnx,zynqmp-r5f");
        b.cells("memory-region", {1, 4, 2, 3});
        b.end_node();
      },
      [&](DtbBuilder& b) {
        carve_out(b, "rproc@50000000", 0x50000000, 1);
        carve_out(b, vring0, 0x50040000, 2);
        carve_out(b, vring1, 0x50044000, 3);
        carve_out(b, buffer, 0x50048000, 4);
      });
}

TEST(RprocRegionWrong, CarveOutsOfOtherNamesAreNotFound) {
  const BootSetup setup = board("core1vring0@50040000", "core1vring1@50044000", "core1buffer@50048000");
  const auto causes = explained("", &setup);
  ASSERT_EQ(classes(causes), "rproc_region_wrong certain error");
  const Cause& cause = causes.front();
  const std::vector<FactScalar> expected{std::string{"vdev0vring0"}, std::string{"vdev0vring1"},
                                         std::string{"vdev0buffer"}};
  EXPECT_EQ(cause.facts[0].first, "expected_names");
  EXPECT_EQ(std::get<std::vector<FactScalar>>(cause.facts[0].second), expected);
  const std::vector<FactScalar> found{std::string{"core1vring0"}, std::string{"core1vring1"},
                                      std::string{"core1buffer"}};
  EXPECT_EQ(cause.facts[1].first, "found_names");
  EXPECT_EQ(std::get<std::vector<FactScalar>>(cause.facts[1].second), found);
  EXPECT_TRUE(cause.finding.help.contains("core1vring0@50040000 -> vdev0vring0@50040000")) << cause.finding.help;
}

TEST(RprocRegionWrong, TheNamesThatAreLookedForAreRight) {
  const BootSetup setup = board("vdev0vring0@50040000", "vdev0vring1@50044000", "vdev0buffer@50048000");
  EXPECT_EQ(classes(explained("", &setup)), "");
}

TEST(RprocRegionWrong, AFirmwareThatLiesOutsideItsCarveOuts) {
  const auto causes = explained(
      "remoteproc remoteproc0: Booting fw image rproc-m4-fw, size 2054692\n"
      "remoteproc remoteproc0: bad phdr da 0x10060000 mem 0x1c000\n"
      "remoteproc remoteproc0: Failed to load program segments: -22\n"
      "remoteproc remoteproc0: Boot failed: -22\n");
  ASSERT_EQ(classes(causes), "rproc_region_wrong certain error");
  EXPECT_EQ(fact_of(causes.front(), "segment_da"), "268828672");
  EXPECT_EQ(fact_of(causes.front(), "segment_bytes"), "114688");
  EXPECT_EQ(fact_of(causes.front(), "device"), "remoteproc0");
  EXPECT_EQ(lines_of(causes.front()), (std::vector<std::size_t>{2}));
  EXPECT_TRUE(causes.front().finding.help.contains("0x10060000 to 0x1007c000")) << causes.front().finding.help;
}

TEST(RprocRegionWrong, ADriverThatFindsNoRegion) {
  const auto causes = explained(
      "stm32-rproc 10000000.m4: unable to acquire memory-region\n"
      "remoteproc remoteproc0: Failed to process resources: -22\n");
  ASSERT_EQ(classes(causes), "rproc_region_wrong certain error");
  EXPECT_EQ(fact_of(causes.front(), "device"), "10000000.m4");
}

TEST(RprocRegionWrong, AFirmwareThatOutgrewItsRegionIsToldToReadItsSegments) {
  const auto causes = explained(
      "qcom_q6v5_pas 17300000.remoteproc: segment outside memory range\n"
      "qcom_q6v5_pas: probe of 17300000.remoteproc failed with error -22\n");
  ASSERT_EQ(classes(causes), "rproc_region_wrong certain error");
  EXPECT_EQ(fact_of(causes.front(), "errno"), "-22");
  EXPECT_TRUE(causes.front().finding.help.contains("enlarge the region of 17300000.remoteproc"));
}

TEST(RprocRegionWrong, AFirmwareFileThatIsMissingIsNoMatterOfMemory) {
  EXPECT_EQ(classes(explained("remoteproc remoteproc0: powering up 10000000.m4\n"
                              "remoteproc remoteproc0: request_firmware failed: -2\n")),
            "");
}

}  // namespace
}  // namespace rampart
