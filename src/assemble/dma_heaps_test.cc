#include "assemble/dma_heaps.h"

#include <gtest/gtest.h>

#include "base/memory_tree.h"

namespace rampart {
namespace {

TEST(DmaHeaps, TheKernelsHeapsAndThoseOfVendorsAreListed) {
  MemoryTree tree{
      {{"/dev/dma_heap/system", ""}, {"/dev/dma_heap/linux,cma", ""}, {"/dev/rk_dma_heap/rk-dma-heap-cma", ""}}};
  const DmaHeaps found = read_dma_heaps(tree);
  EXPECT_EQ(found.heaps, (std::vector<DmaHeap>{{"linux,cma", "/dev/dma_heap/linux,cma"},
                                               {"system", "/dev/dma_heap/system"},
                                               {"rk-dma-heap-cma", "/dev/rk_dma_heap/rk-dma-heap-cma"}}));
  EXPECT_TRUE(found.notes.empty());
}

TEST(DmaHeaps, ADeviceWithoutHeapsHasNone) {
  MemoryTree tree;
  const DmaHeaps found = read_dma_heaps(tree);
  EXPECT_TRUE(found.heaps.empty());
  EXPECT_TRUE(found.notes.empty());
}

TEST(DmaHeaps, ADirectoryThatMayNotBeListedIsANote) {
  MemoryTree tree;
  tree.forbid("/dev/dma_heap");
  EXPECT_EQ(read_dma_heaps(tree).notes, (std::vector<Note>{{"/dev/dma_heap", "permission denied", "run as root"}}));
}

}  // namespace
}  // namespace rampart
