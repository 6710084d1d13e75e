#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

BootSetup board(std::uint32_t count) {
  return test_board([&](DtbBuilder& b) {
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t base = 0x50000000 + i * 0x1000000;
      region(b, fmt::format("fw@{:x}", base), base, 0x100000, {"no-map"});
    }
  });
}

TEST(BootTableFull, TheLastRegionsOfManyFindNoEntry) {
  const BootSetup setup = board(9);
  const auto causes = explained(
      "U-Boot 2021.01 (Jan 11 2021 - 18:11:43 +0000)\n"
      "ERROR: reserving fdt memory region failed (addr=57000000 size=100000)\n"
      "ERROR: reserving fdt memory region failed (addr=58000000 size=100000)\n",
      &setup);
  ASSERT_EQ(classes(causes), "boot_table_full certain error");
  EXPECT_EQ(fact_of(causes[0], "failed_count"), "2");
  EXPECT_EQ(fact_of(causes[0], "region_count"), "9");
  EXPECT_EQ(lines_of(causes[0]), (std::vector<std::size_t>{2, 3}));
  EXPECT_TRUE(causes[0].finding.help.contains("CONFIG_LMB_MAX_REGIONS=64")) << causes[0].finding.help;
}

TEST(BootTableFull, SeveralRefusalsWithoutABoardSpeakForIt) {
  EXPECT_EQ(classes(explained("ERROR: reserving fdt memory region failed (addr=57000000 size=100000)\n"
                              "ERROR: reserving fdt memory region failed (addr=48000000 size=200000)\n"
                              "[    0.000000] Linux version 5.4.0\n")),
            "boot_table_full likely warning");
}

TEST(BootTableFull, AFreeAddressIsRefused) {
  const BootSetup setup = board(9);
  const auto causes = explained(
      "kernel_addr_r=0x42000000\n"
      "Retrieving file: /boot/Image\n"
      "** Reading file would overwrite reserved memory **\n",
      &setup);
  ASSERT_EQ(classes(causes), "boot_table_full likely error");
  EXPECT_EQ(fact_of(causes[0], "load_address"), "1107296256");
}

TEST(BootTableFull, ATableThatGrowsIsNotBlamed) {
  const auto causes = explained(
      "U-Boot 2025.01 (Jan 06 2025 - 17:09:21 +0000)\n"
      "ERROR: reserving fdt memory region failed (addr=57000000 size=100000 flags=4)\n"
      "ERROR: reserving fdt memory region failed (addr=48000000 size=200000 flags=4)\n");
  EXPECT_FALSE(classes(causes).contains("boot_table_full"));
}

}  // namespace
}  // namespace rampart
