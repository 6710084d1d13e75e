#include "analyses/heap_list.h"

#include <gtest/gtest.h>

#include "base/memory_tree.h"

namespace rampart {
namespace {

/// A pool of debugfs with one bit of its bitmap for each page.
void add_pool(MemoryTree& tree, const std::string& name, std::uint64_t base_pfn, unsigned pages, unsigned used) {
  const std::string folder = "/sys/kernel/debug/cma/" + name;
  tree.add(folder + "/base_pfn", std::to_string(base_pfn) + "\n");
  tree.add(folder + "/count", std::to_string(pages) + "\n");
  tree.add(folder + "/order_per_bit", "0\n");
  tree.add(folder + "/used", std::to_string(used) + "\n");
  tree.add(folder + "/maxchunk", std::to_string(pages - used) + "\n");
  std::string bitmap;
  for (unsigned word = 0; word < pages / 32; ++word) {
    const unsigned held = used >= 32 * (word + 1) ? 32 : used > 32 * word ? used - 32 * word : 0;
    bitmap += std::to_string(held == 32 ? 0xffffffffU : (1U << held) - 1) + ' ';
  }
  bitmap.back() = '\n';
  tree.add(folder + "/bitmap", bitmap);
}

MemoryTree board(std::string_view release) {
  MemoryTree tree;
  tree.add("/proc/sys/kernel/osrelease", std::string{release} + "\n");
  tree.add("/proc/device-tree/reserved-memory/linux,cma/linux,cma-default", "");
  tree.add("/proc/device-tree/reserved-memory/vpu@50000000/reusable", "");
  tree.add(
      "/proc/zoneinfo",
      "Node 0, zone      DMA\n  pages free     100\n        spanned  131072\n        present  131072\n        managed  "
      "120000\n  start_pfn:           262144\n");
  tree.add("/dev/dma_heap/system", "");
  add_pool(tree, "linux,cma", 0x5e000, 8192, 512);
  add_pool(tree, "vpu@50000000", 0x50000, 16384, 0);
  return tree;
}

HeapList list(MemoryTree& tree) { return heap_list(read_heap_sources(tree)); }

TEST(HeapList, OnOlderKernelsTheDefaultPoolHasAHeapOfItsNameAndNoOtherHas) {
  MemoryTree tree = board("6.12.38");
  tree.add("/dev/dma_heap/linux,cma", "");
  const HeapList found = list(tree);
  ASSERT_EQ(found.heaps.size(), 2U);
  const PoolFacts pool{.name = "linux,cma",
                       .range = PhysRange::make({0x5e000000}, mib(32)),
                       .size = mib(32),
                       .usage = {.used = mib(2), .free = mib(30), .largest_free = mib(30)},
                       .is_default = true};
  EXPECT_EQ(found.heaps[0],
            (HeapFacts{"linux,cma", "/dev/dma_heap/linux,cma", HeapBacking::Cma, pool, true, true, true}));
  EXPECT_EQ(found.heaps[1], (HeapFacts{"system", "/dev/dma_heap/system", HeapBacking::System, {}, false, true, true}));
  ASSERT_EQ(found.heapless.size(), 1U);
  EXPECT_EQ(found.heapless[0].pool.name, "vpu@50000000");
  EXPECT_EQ(found.heapless[0].reason, "Linux 6.12 has a heap for the default pool only");
  EXPECT_EQ(found.heapless[0].remedy,
            "Linux 6.19 registers every pool; `rampart heap scaffold vpu@50000000` writes a driver for it");
}

TEST(HeapList, OnNewerKernelsTheDefaultPoolHasTwoHeapsAndEveryOtherOne) {
  MemoryTree tree = board("7.2.12");
  for (const char* const name : {"default_cma_region", "linux,cma", "vpu@50000000"}) {
    tree.add(std::string{"/dev/dma_heap/"} + name, "");
  }
  const HeapList found = list(tree);
  ASSERT_EQ(found.heaps.size(), 4U);
  EXPECT_EQ(found.heaps[0].pool, found.heaps[1].pool);
  EXPECT_EQ(found.heaps[0].pool->name, "linux,cma");
  EXPECT_FALSE(found.heaps[3].pool->is_default);
  EXPECT_TRUE(found.heapless.empty());
}

TEST(HeapList, APoolThatCmaOnTheCommandLineMadeIsTheDefaultOne) {
  MemoryTree tree = board("7.2.12");
  add_pool(tree, "reserved", 0x58000, 8192, 0);
  tree.add("/dev/dma_heap/default_cma_region", "");
  EXPECT_EQ(list(tree).heaps[0].pool->name, "reserved");
}

TEST(HeapList, WithoutPrivilegeTheNamesTellWhatTheyCan) {
  MemoryTree tree = board("6.1.0");
  tree.forbid("/sys/kernel/debug/cma");
  tree.add("/dev/dma_heap/linux,cma", "");
  const HeapList found = list(tree);
  EXPECT_EQ(found.heaps[0].backing, HeapBacking::Cma);
  EXPECT_EQ(found.heaps[0].pool->name, "linux,cma");
  EXPECT_EQ(found.heaps[0].pool->size, std::nullopt);
  EXPECT_EQ(found.heaps[0].below_4_gib, std::nullopt);
  EXPECT_FALSE(found.notes.empty());
}

TEST(HeapList, OfAVendorsHeapNothingIsKnown) {
  MemoryTree tree = board("6.1.0");
  tree.add("/dev/rk_dma_heap/rk-dma-heap-cma", "");
  const HeapFacts vendor = list(tree).heaps.back();
  EXPECT_EQ(vendor.backing, HeapBacking::Vendor);
  EXPECT_EQ(vendor.contiguous, std::nullopt);
}

TEST(HeapList, APoolThatCouldNotBeActivatedIsNotPromisedAHeap) {
  MemoryTree tree = board("7.2.12");
  tree.add("/sys/kernel/debug/cma/dsp/count", "0\n");
  const HeapList found = list(tree);
  EXPECT_EQ(found.heapless[0].pool.name, "dsp");
  EXPECT_EQ(found.heapless[0].reason, "the pool could not be activated");
}

TEST(HeapList, WithoutHeapsOfCmaTheDefaultPoolSaysWhichOptionIsMissing) {
  MemoryTree tree = board("6.12.38");
  EXPECT_EQ(list(tree).heapless[0].remedy, "CONFIG_DMABUF_HEAPS_CMA=y");
}

}  // namespace
}  // namespace rampart
