#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(PoolInHighmem, APoolOfTheCommandLineAcrossTheBorderGetsAPlaceBelowIt) {
  const auto causes = explained(
      "[    0.000000] Kernel command line: console=ttyS0 cma=64M@0x2e000000\n"
      "[    0.000000] cma: Region at 0x2e000000 defined on low/high memory boundary (0x30000000)\n"
      "[    0.000000] cma: Failed to reserve 64 MiB\n");
  ASSERT_EQ(classes(causes), "pool_in_highmem certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(fact_of(cause, "highmem_start"), "805306368");
  EXPECT_EQ(fact_of(cause, "pool_size_bytes"), "67108864");
  EXPECT_TRUE(cause.finding.help.contains("cma=64M@0x2c000000")) << cause.finding.help;
}

TEST(PoolInHighmem, APoolThatIsNotActivatedIsToldByTheZones) {
  const auto causes = explained(
      "[    0.000000] Reserved memory: created CMA memory pool at 0x2c000000, size 128 MiB\n"
      "[    0.000000] OF: reserved mem: initialized node linux,cma, compatible id shared-dma-pool\n"
      "[    0.000000]   Normal   [mem 0x0000000000000000-0x000000002fffffff]\n"
      "[    0.000000]   HighMem  [mem 0x0000000030000000-0x000000003fffffff]\n"
      "[    0.210000] cma: CMA area linux,cma could not be activated\n"
      "[    2.000000] vc4-drm gpu: dma_alloc_coherent of size 8388608 failed\n");
  ASSERT_EQ(classes(causes), "pool_in_highmem certain error");
  EXPECT_EQ(fact_of(causes.front(), "pool_name"), "linux,cma");
  EXPECT_EQ(fact_of(causes.front(), "highmem_start"), "805306368");
  EXPECT_TRUE(causes.front().finding.help.contains("0x30000000")) << causes.front().finding.help;
}

TEST(PoolInHighmem, OnA64BitKernelTheBorderIsAt4GiB) {
  const auto causes = explained(
      "[    0.000000] Reserved memory: created CMA memory pool at 0x00000000f8000000, size 256 MiB\n"
      "[    0.000000] OF: reserved mem: initialized node linux,cma, compatible id shared-dma-pool\n"
      "[    0.210000] cma: CMA area linux,cma could not be activated\n");
  ASSERT_EQ(classes(causes), "pool_in_highmem certain error");
  EXPECT_EQ(fact_of(causes.front(), "zone_border"), "4294967296");
  EXPECT_EQ(fact_of(causes.front(), "highmem_start"), "none");
}

BootSetup board(std::uint32_t length) {
  BootSetup setup = test_board([&](DtbBuilder& b) {
    b.begin_node("linux,cma");
    b.string("compatible", "shared-dma-pool");
    b.cells("size", {0, 0xc000000});
    b.cells("alloc-ranges", {0, 0x40000000, 0, length});
    b.property("reusable");
    b.property("linux,cma-default");
    b.end_node();
  });
  setup.architecture_assumed = true;
  return setup;
}

TEST(PoolInHighmem, OnABoardAloneItHoldsIfTheKernelIsOf32Bits) {
  const BootSetup setup = board(0x40000000);
  const auto causes = explained("", &setup);
  ASSERT_EQ(classes(causes), "pool_in_highmem possible warning");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "alloc_range_end"), "2147483648");
  EXPECT_EQ(fact_of(cause, "corrected_alloc_range_end"), "1879048192");
  EXPECT_TRUE(cause.finding.help.contains("base 0x40000000 and length 0x30000000")) << cause.finding.help;
  EXPECT_TRUE(cause.checked.contains("linux,cma is made, 192 MiB")) << cause.checked;
}

TEST(PoolInHighmem, AllocRangesThatEndWithLowMemoryAreRight) {
  const BootSetup setup = board(0x30000000);
  EXPECT_EQ(classes(explained("", &setup)), "");
}

TEST(PoolInHighmem, AKernelOf64BitsHasNoHighMemory) {
  BootSetup setup = board(0x40000000);
  setup.architecture_assumed = false;
  EXPECT_EQ(classes(explained("", &setup)), "");
}

}  // namespace
}  // namespace rampart
