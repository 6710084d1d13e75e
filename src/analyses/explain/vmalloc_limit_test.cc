#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(VmallocLimit, TheKernelAsksForMoreAddresses) {
  const auto causes = explained(
      "[    0.000000] Linux version 4.9.88\n"
      "[    0.000000] Kernel command line: console=ttymxc0 vmalloc=256M cma=320M\n"
      "[    0.000000] cma: Reserved 320 MiB at 0x3c000000\n"
      "[   41.120001] vmap allocation for size 33558528 failed: use vmalloc=<size> to increase size.\n"
      "[   41.120044] mxc_vpu 2040000.vpu: dma_alloc_coherent of size 33554432 failed\n");
  ASSERT_EQ(classes(causes), "vmalloc_limit certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "requested_bytes"), "33558528");
  EXPECT_EQ(fact_of(cause, "vmalloc_bytes"), "268435456");
  EXPECT_EQ(fact_of(cause, "device"), "2040000.vpu");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{4, 2}));
  EXPECT_TRUE(cause.finding.help.contains("vmalloc=384M")) << cause.finding.help;
}

TEST(VmallocLimit, TheMemoryMapOfAnOldKernelTellsHowLargeTheAreaIs) {
  const auto causes = explained(
      "    vmalloc : 0xf0800000 - 0xff000000   ( 232 MB)\n"
      "vmalloc: allocation failure: 16777216 bytes\n");
  ASSERT_EQ(classes(causes), "vmalloc_limit likely error");
  EXPECT_EQ(fact_of(causes.front(), "vmalloc_bytes"), "243269632");
}

TEST(VmallocLimit, MemoryThatRanOutIsNoLackOfAddresses) {
  EXPECT_EQ(classes(explained("    vmalloc : 0xf0800000 - 0xff000000   ( 232 MB)\n"
                              "vmalloc error: size 16777216, failed to allocate pages, mode:0xcc2\n"
                              "VmallocTotal:     245760 kB\n")),
            "");
}

}  // namespace
}  // namespace rampart
