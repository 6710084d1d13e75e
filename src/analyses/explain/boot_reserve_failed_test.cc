#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view refused = "ERROR: reserving fdt memory region failed (addr=73400000 size=1800000 flags=0)\n";

TEST(BootReserveFailed, ARegionThatTheBootLoaderUsesItselfGoesAStepLower) {
  BootSetup setup = test_board(
      [](DtbBuilder& b) { region(b, "video@73400000", 0x73400000, 0x1800000, {"shared-dma-pool", "reusable"}); });
  const auto causes = explained(refused, &setup);
  ASSERT_EQ(classes(causes), "boot_reserve_failed likely error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "region_base"), "1933574144");
  EXPECT_EQ(fact_of(cause, "region_size_bytes"), "25165824");
  EXPECT_EQ(fact_of(cause, "corrected_base"), "1929379840");  // 0x73000000
  EXPECT_EQ(fact_of(cause, "upper_limit"), "1954545664");
  EXPECT_EQ(fact_of(cause, "cma_granule_bytes"), "4194304");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1}));
  EXPECT_TRUE(cause.finding.help.contains("base 0x73000000")) << cause.finding.help;
  EXPECT_TRUE(cause.checked.contains("video@73400000 is made")) << cause.checked;
}

TEST(BootReserveFailed, WhereTheStackBeginsTellsTheLimit) {
  const auto causes = explained(std::string{refused} +
                                "relocaddr   = 0x7ff2a000\n"
                                "sp start    = 0x74404000\n"
                                "[    0.000000] Linux version 6.1.0\n");
  ASSERT_EQ(classes(causes), "boot_reserve_failed likely warning");
  EXPECT_EQ(fact_of(causes[0], "loader_memory_base"), "1950351360");  // 0x74400000
  EXPECT_EQ(fact_of(causes[0], "corrected_base"), "1925185536");      // 0x72c00000
}

TEST(BootReserveFailed, ARamdiskFindsNoRoomBelowItsLimit) {
  const auto causes = explained(
      "Failed to allocate 0x2c00000 bytes below 0x20000000.\n"
      "ramdisk - allocation error\n");
  ASSERT_EQ(classes(causes), "boot_reserve_failed likely error");
  EXPECT_EQ(fact_of(causes[0], "requested_bytes"), "46137344");
  EXPECT_EQ(fact_of(causes[0], "limit"), "536870912");
  EXPECT_TRUE(causes[0].finding.help.contains("setenv bootm_size 0x24000000")) << causes[0].finding.help;
}

TEST(BootReserveFailed, AFirmwareRegionThatWasKnownBeforeIsNoFault) {
  EXPECT_EQ(classes(explained("U-Boot 2025.04 (Apr 07 2025 - 14:31:41 +0000)\n"
                              "ERROR: reserving fdt memory region failed (addr=de000000 size=2000000 flags=4)\n"
                              "Starting kernel ...\n"
                              "[    0.000000] Linux version 6.12.1\n")),
            "boot_reserve_failed possible note");
}

TEST(BootReserveFailed, ARegionThatIsReservedIsNotBlamed) {
  EXPECT_EQ(classes(explained("   reserving fdt memory region: addr=73400000 size=1800000 flags=0\n")), "");
}

}  // namespace
}  // namespace rampart
