#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

/// A pool of 256 MiB in the lowest 512 MiB of RAM, in the middle of which somebody has a carve-out.
BootSetup board(std::uint32_t carve_out) {
  return test_board([&](DtbBuilder& b) {
    region(b, "fw@4c000000", 0x4c000000, carve_out, {"no-map"});
    b.begin_node("linux,cma");
    b.string("compatible", "shared-dma-pool");
    b.cells("size", {0, 0x14000000});
    b.cells("alloc-ranges", {0, 0x40000000, 0, 0x20000000});
    b.property("reusable");
    b.property("linux,cma-default");
    b.end_node();
  });
}

TEST(PoolDoesNotFit, TheBoardTellsWhatLiesInTheWayAndHowMuchWouldFit) {
  const BootSetup setup = board(0x2000000);
  const auto causes = explained(
      "[    0.000000] OF: reserved mem: failed to allocate memory for node 'linux,cma': size 320 MiB\n"
      "[    0.000000] cma: Reserved 16 MiB at 0x000000007f000000\n"
      "[    5.000000] cma: cma_alloc: reserved: alloc failed, req-size: 8192 pages, ret: -12\n",
      &setup);
  ASSERT_EQ(classes(causes), "pool_does_not_fit certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1}));
  EXPECT_EQ(fact_of(cause, "pool_name"), "linux,cma");
  EXPECT_EQ(fact_of(cause, "requested_bytes"), "335544320");
  EXPECT_EQ(fact_of(cause, "alloc_range_end"), "1610612736");
  EXPECT_EQ(fact_of(cause, "largest_free_bytes"), "301989888");
  EXPECT_EQ(fact_of(cause, "default_cma_bytes"), "16777216");
  EXPECT_TRUE(cause.finding.effect.contains("fw@4c000000")) << cause.finding.effect;
  EXPECT_TRUE(cause.finding.help.contains("in linux,cma set size to 0x12000000 (288 MiB)")) << cause.finding.help;
  EXPECT_TRUE(cause.checked.contains("linux,cma is made, 288 MiB")) << cause.checked;
  ASSERT_EQ(cause.consequences.size(), 1U);
  EXPECT_EQ(cause.consequences[0].rule, "pool-too-small");
}

TEST(PoolDoesNotFit, ThePoolOfTheCommandLineIsComparedWithRam) {
  const auto causes = explained(
      "[    0.000000] cma: Failed to reserve 768 MiB on node -1\n"
      "[    0.000000] Kernel command line: console=ttyS0 cma=768M\n"
      "[    0.000000] Memory: 495616K/524288K available (9216K kernel code, 28672K reserved, 0K cma-reserved)\n");
  ASSERT_EQ(classes(causes), "pool_does_not_fit certain error");
  EXPECT_EQ(fact_of(causes.front(), "ram_bytes"), "536870912");
  EXPECT_EQ(fact_of(causes.front(), "cmdline"), "cma=768M");
  EXPECT_TRUE(causes.front().finding.help.contains("cma=256M")) << causes.front().finding.help;
}

TEST(PoolDoesNotFit, TheBoardAloneTellsIt) {
  const BootSetup setup = board(0x2000000);
  EXPECT_EQ(classes(explained("", &setup)), "pool_does_not_fit certain error");
}

TEST(PoolDoesNotFit, ACrashKernelWithoutRoomIsAWarning) {
  EXPECT_EQ(classes(explained("[    0.000000] Kernel command line: crashkernel=1G\n"
                              "[    0.000000] crashkernel reservation failed - memory is in use.\n")),
            "pool_does_not_fit certain warning");
}

TEST(PoolDoesNotFit, AMisalignedPlaceIsAnotherCause) {
  const auto causes = explained(
      "[    0.000000] cma: Region at 0x41000000 must be aligned to 0x400000 bytes\n"
      "[    0.000000] cma: Failed to reserve 64 MiB\n");
  EXPECT_FALSE(classes(causes).contains("pool_does_not_fit")) << classes(causes);
}

}  // namespace
}  // namespace rampart
