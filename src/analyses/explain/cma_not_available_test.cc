#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(CmaNotAvailable, ACameraThatFindsNoHeapNamesTheOptions) {
  const auto causes = explained(
      "[0:01:02.100] [700] ERROR RPI dma_heaps.cpp:53 Could not open any dmaHeap device\n"
      "[0:01:02.101] [700] ERROR RPI raspberrypi.cpp:1074 Failed to register camera: -12\n");
  ASSERT_EQ(classes(causes), "cma_not_available likely error");
  const Cause& cause = causes.front();
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1}));
  EXPECT_EQ(fact_of(cause, "missing_device"), "/dev/dma_heap/*");
  EXPECT_EQ(fact_of(cause, "errno"), "-12");
  EXPECT_EQ(fact_of(cause, "kernel_options"), "has parts");
  EXPECT_TRUE(cause.finding.help.contains("CONFIG_DMABUF_HEAPS_CMA=y")) << cause.finding.help;
  EXPECT_EQ(cause.consequences.size(), 1U);
}

TEST(CmaNotAvailable, AKernelThatDoesNotKnowTheParameterIsBuiltWithoutIt) {
  const auto causes = explained(
      "[    0.000000] Unknown kernel command line parameters \"cma=128M quiet_boot=1\", will be passed to user space.\n"
      "[    3.000000] fb0: dma_alloc_coherent of size 33554432 failed\n");
  ASSERT_EQ(classes(causes), "cma_not_available certain error");
  EXPECT_EQ(fact_of(causes.front(), "cmdline"), "cma=128M");
  EXPECT_TRUE(causes.front().finding.help.contains("CONFIG_DMA_CMA=y")) << causes.front().finding.help;
  EXPECT_EQ(causes.front().consequences.size(), 1U);
}

constexpr std::string_view memory =
    "[    0.000000] Memory: 2012345K/2097152K available (9216K kernel code, 84807K reserved, 0K cma-reserved)\n";

TEST(CmaNotAvailable, NoAreaIsAnErrorOnceABufferIsRefused) {
  EXPECT_EQ(classes(explained(std::string{memory} + "[    3.0] fb0: dma_alloc_coherent of size 33554432 failed\n")),
            "cma_not_available likely error");
  const auto causes = explained(memory);
  ASSERT_EQ(classes(causes), "cma_not_available likely warning");
  EXPECT_EQ(fact_of(causes.front(), "mem_total_kib"), "2097152");
  EXPECT_EQ(fact_of(causes.front(), "cma_reserved_kib"), "0");
}

TEST(CmaNotAvailable, AHealthyBootWithoutAnAreaIsOnlyNoted) {
  EXPECT_EQ(classes(explained("[    0.000000] Linux version 6.1.0-18-amd64 (debian)\n" + std::string{memory})),
            "cma_not_available likely note");
}

TEST(CmaNotAvailable, AHeapThatMayNotBeOpenedIsThere) {
  const auto causes = explained(
      "DmaHeap: Failed to open /dev/dma_heap/linux,cma: Permission denied\n"
      "ERROR RPI dma_heaps.cpp:53 Could not open any dmaHeap device\n");
  EXPECT_FALSE(classes(causes).contains("cma_not_available")) << classes(causes);
}

}  // namespace
}  // namespace rampart
