#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(RamReservedByDesign, AMediaHeapOnTheCommandLineAddsUp) {
  const auto causes = explained(
      "[    0.000000] Kernel command line: console=ttyS0,115200 LX_MEM=0x10000000 "
      "mma_heap=mma_heap_name0,miu=0,sz=0xA000000 cma=2M\n"
      "[    0.000000] Memory: 89592K/262144K available (2404K kernel code, 347K rwdata, 1068K rodata, 124K init, 114K "
      "bss, 170504K reserved, 2048K cma-reserved)\n");
  ASSERT_EQ(classes(causes), "ram_reserved_by_design certain note");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "mem_total_kib"), "262144");
  EXPECT_EQ(fact_of(cause, "mem_available_kib"), "89592");
  EXPECT_EQ(fact_of(cause, "media_heap_bytes"), "167772160");
  EXPECT_EQ(fact_of(cause, "cma_bytes"), "2097152");
  EXPECT_EQ(fact_of(cause, "kernel_kib"), "4057");
  EXPECT_EQ(fact_of(cause, "early_kib"), "2607");
  EXPECT_EQ(fact_of(cause, "sum_check_kib"), "89592");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1, 2}));
  EXPECT_TRUE(cause.finding.help.contains("lower sz= of mma_heap")) << cause.finding.help;
}

TEST(RamReservedByDesign, AnIonPoolOfAVendorsImage) {
  const auto causes = explained(
      "[    0.000000] Machine model: LicheeRv Nano\n"
      "[    0.000000] Ion: Ion memory setup at 0x000000008b300000 size 75 MiB\n");
  ASSERT_EQ(classes(causes), "ram_reserved_by_design certain note");
  EXPECT_EQ(fact_of(causes.front(), "ram_mib"), "256");
  EXPECT_EQ(fact_of(causes.front(), "ion_base"), "2335178752");
  EXPECT_EQ(fact_of(causes.front(), "ion_bytes"), "78643200");
  EXPECT_TRUE(causes.front().finding.help.contains("ION_SIZE (now 75 MiB)"));
}

TEST(RamReservedByDesign, ZonesBesideMemMakeUpTheRest) {
  const auto causes = explained(
      "DRAM:  128 MiB\n"
      "Kernel command line: mem=38M@0x0 rmem=26M@0x2600000 console=ttyS1\n");
  ASSERT_EQ(classes(causes), "ram_reserved_by_design certain note");
  EXPECT_EQ(fact_of(causes.front(), "media_heap_bytes"), "27262976");
}

TEST(RamReservedByDesign, SmallCarveOutsOfAHealthyBootAreNotWorthANote) {
  EXPECT_EQ(classes(explained("  node   0: [mem 0x0000000040000000-0x00000000bfffffff]\n"
                              "OF: reserved mem: 0x0000000043000000..0x000000004302ffff (192 KiB) nomap non-reusable "
                              "secmon@43000000\n")),
            "");
}

}  // namespace
}  // namespace rampart
