#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(RamNotVisible, ABankAboveTheZonesNeedsHighmem) {
  const auto causes = explained(
      "[    0.000000] Linux version 6.6.127 (mipsel)\n"
      "[    0.000000] Zone ranges:\n"
      "[    0.000000]   Normal   [mem 0x0000000000000000-0x000000001fffffff]\n"
      "[    0.000000] Movable zone start for each node\n"
      "[    0.000000] Early memory node ranges\n"
      "[    0.000000]   node   0: [mem 0x0000000000000000-0x000000001bffffff]\n"
      "[    0.000000]   node   0: [mem 0x0000000020000000-0x0000000023ffffff]\n");
  ASSERT_EQ(classes(causes), "ram_not_visible certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "lost_bytes"), "67108864");
  EXPECT_EQ(fact_of(cause, "zone_normal_end"), "536870911");
  EXPECT_EQ(fact_of(cause, "kernel_option"), "CONFIG_HIGHMEM");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{7, 3}));
  EXPECT_TRUE(cause.finding.help.contains("CONFIG_HIGHMEM=y"));
}

TEST(RamNotVisible, AKernelWithoutLpaeIgnoresWhatIsAbove4GiB) {
  const auto causes = explained("OF: fdt: Ignoring memory block 0x100000000 - 0x180000000\n");
  ASSERT_EQ(classes(causes), "ram_not_visible certain error");
  EXPECT_EQ(fact_of(causes.front(), "lost_bytes"), "2147483648");
  EXPECT_EQ(fact_of(causes.front(), "kernel_option"), "CONFIG_ARM_LPAE");
}

TEST(RamNotVisible, AMemoryNodeThatIsSmallerThanTheRam) {
  const auto causes = explained(
      "U-Boot 2021.01 (May 04 2022)\n"
      "DRAM:  1 GiB\n"
      "[    0.000000] Linux version 5.10.0\n"
      "[    0.000000]   node   0: [mem 0x0000000040000000-0x000000005fffffff]\n");
  ASSERT_EQ(classes(causes), "ram_not_visible likely error");
  EXPECT_EQ(fact_of(causes.front(), "installed_bytes"), "1073741824");
  EXPECT_EQ(fact_of(causes.front(), "lost_bytes"), "536870912");
  EXPECT_TRUE(causes.front().finding.help.contains("memory node of the tree cover all 1 GiB"));
}

TEST(RamNotVisible, MemOfTheCommandLineCutsRamOff) {
  const auto causes = explained(
      "DRAM:  1 GiB\n"
      "[    0.000000] Kernel command line: console=ttyS0 mem=256M\n"
      "[    0.000000]   node   0: [mem 0x0000000040000000-0x000000004fffffff]\n");
  ASSERT_EQ(classes(causes), "ram_not_visible likely warning");
  EXPECT_TRUE(causes.front().finding.help.contains("remove mem=256M")) << causes.front().finding.help;
}

TEST(RamNotVisible, AHealthyBootAndWhatFirmwareKeepsBelowTheKernelAreNot) {
  EXPECT_EQ(classes(explained("DRAM:  948 MiB\n"
                              "OF: fdt: Ignoring memory range 0x80000000 - 0x80200000\n"
                              "Zone ranges:\n"
                              "  DMA32    [mem 0x0000000080200000-0x00000000bfffffff]\n"
                              "  Normal   empty\n"
                              "  node   0: [mem 0x0000000080200000-0x00000000bfffffff]\n")),
            "");
}

}  // namespace
}  // namespace rampart
