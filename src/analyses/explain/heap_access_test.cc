#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(HeapAccess, AHeapThatMayNotBeOpenedIsThere) {
  const auto causes = explained(
      "[0:01:10.1] [801] DEBUG DmaBufAllocator dma_buf_allocator.cpp:108 Failed to open /dev/dma_heap/linux,cma: "
      "Permission denied\n"
      "[0:01:10.1] [801] ERROR DmaBufAllocator dma_buf_allocator.cpp:116 Could not open any dma-buf provider\n");
  ASSERT_EQ(classes(causes), "heap_access certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "heap_name"), "linux,cma");
  EXPECT_EQ(fact_of(cause, "errno"), "-13");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1}));
  EXPECT_TRUE(cause.finding.help.contains("SUBSYSTEM==\"dma_heap\", GROUP=\"video\", MODE=\"0660\""));
}

TEST(HeapAccess, AListingTellsItWhereTheProgramDoesNot) {
  const auto causes = explained(
      "Could not open any dmaHeap device\n"
      "$ ls -l /dev/dma_heap\n"
      "crw------- 1 root root 251, 1 Jan  1 00:00 linux,cma\n"
      "crw------- 1 root root 251, 0 Jan  1 00:00 system\n");
  ASSERT_EQ(classes(causes), "heap_access likely error");
  EXPECT_EQ(fact_of(causes.front(), "heap_name"), "linux,cma");
  EXPECT_EQ(fact_of(causes.front(), "mode"), "crw-------");
}

TEST(HeapAccess, ADeviceFilterOfAContainerIsToldFromAMode) {
  const auto causes = explained("OSError: [Errno 1] Operation not permitted: '/dev/dma_heap/reserved'\n");
  ASSERT_EQ(classes(causes), "heap_access certain error");
  EXPECT_EQ(fact_of(causes.front(), "errno"), "-1");
  EXPECT_TRUE(causes.front().finding.help.contains("--device /dev/dma_heap/reserved"));
}

TEST(HeapAccess, AHeapThatDoesNotExistAndOneThatOpensAreNot) {
  const auto missing = explained("Failed to open /dev/dma_heap/linux,cma: No such file or directory\n");
  EXPECT_FALSE(classes(missing).contains("heap_access"));
  EXPECT_EQ(classes(explained("camera: using /dev/dma_heap/linux,cma\n")), "");
}

}  // namespace
}  // namespace rampart
