#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view log =
    "[    0.000000] Linux version 4.19.0-xilinx\n"
    "[    0.000000] Reserved memory: incorrect alignment of CMA region\n"
    "[    0.000000] cma: Reserved 256 MiB at 0x000000005fc00000\n"
    "[  122.387404] udmabuf udmabuf@0: of_reserved_mem_device_init failed. return=-22\n";

BootSetup board(std::uint32_t size) {
  BootSetup setup = test_board(
      [&](DtbBuilder& b) { region(b, "image_buf@6fc00000", 0x6fc00000, size, {"shared-dma-pool", "reusable"}); });
  setup.kernel = {5, 10};
  return setup;
}

TEST(PoolMisaligned, TheKernelsLineAndTheBoardTellWhichPoolAndWhatToWrite) {
  const BootSetup setup = board(0x100000);
  const auto causes = explained(log, &setup);
  ASSERT_EQ(classes(causes), "pool_misaligned certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "required_alignment_bytes"), "4194304");
  EXPECT_EQ(fact_of(cause, "pool_base"), "1874853888");
  EXPECT_EQ(fact_of(cause, "base_aligned"), "true");
  EXPECT_EQ(fact_of(cause, "size_aligned"), "false");
  EXPECT_EQ(fact_of(cause, "driver_errno"), "-22");
  EXPECT_EQ(fact_of(cause, "default_cma_bytes"), "268435456");
  EXPECT_TRUE(cause.finding.help.contains("base 0x6fc00000 and size 0x400000")) << cause.finding.help;
  EXPECT_EQ(cause.checked, "predicted for Linux 5.10: image_buf@6fc00000 is made, 4 MiB at 0x6fc00000");
  ASSERT_EQ(cause.consequences.size(), 1U);
  EXPECT_EQ(cause.consequences[0].lines[0].where.where.line, 4U);
}

TEST(PoolMisaligned, APoolOnTheGranuleIsNotBlamed) {
  const BootSetup setup = board(0x400000);
  EXPECT_EQ(classes(explained("[    0.000000] Linux version 5.10.0\n", &setup)), "");
}

}  // namespace
}  // namespace rampart
