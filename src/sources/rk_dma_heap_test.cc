#include "sources/rk_dma_heap.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(RkDmaHeap, BuffersAreGroupedByTheirHeap) {
  const auto text = parse_rk_dma_heap(
      "dma-heap:<rk-dma-heap-cma> -dmabuf i_ino = 4931\n"
      "\tAlloc by (venc                )\t[0x036c4000-0x036e0fff]\t0x0001d000 (116 KiB)\n"
      "\t\tAttached Devices:\n\t\tffa40000.rkvenc\n\t\tTotal 1 devices attached\n\n"
      "dma-heap:<rk-dma-heap-cma> -non dmabuf\n"
      "\tAlloc by (ff680000.npu        )\t[0x02b40000-0x02b97fff]\t0x00058000 (352 KiB)\n"
      "\t\tAttached Devices:\n\t\tTotal 0 devices attached\n\n"
      "\nTotal : 0x75000 (468 KiB)\n",
      "dma_heap_info");
  ASSERT_TRUE(text) << to_string(text.error());
  ASSERT_EQ(text->pools.size(), 1);
  EXPECT_EQ(text->pools[0], (VendorPool{.vendor = "Rockchip",
                                        .name = "rk-dma-heap-cma",
                                        .kind = Kind::Cma,
                                        .used = kib(468),
                                        .blocks = {{.name = "dmabuf 4931",
                                                    .range = PhysRange::make({0x036C4000}, kib(116)),
                                                    .size = kib(116),
                                                    .client = "venc",
                                                    .line = 1},
                                                   {.name = "non dmabuf",
                                                    .range = PhysRange::make({0x02B40000}, kib(352)),
                                                    .size = kib(352),
                                                    .client = "ff680000.npu",
                                                    .line = 7}},
                                        .line = 1}));
  EXPECT_TRUE(text->findings.empty());
}

TEST(RkDmaHeap, AnEmptyHeapListIsAnAnswer) {
  const auto text = parse_rk_dma_heap("\nTotal : 0x0 (0 KiB)\n", "dma_heap_info");
  ASSERT_TRUE(text) << to_string(text.error());
  EXPECT_TRUE(text->pools.empty());
  EXPECT_EQ(text->totals->used, Bytes{0});
}

TEST(RkDmaHeap, ATotalThatTheBuffersDoNotMakeIsAFinding) {
  const auto text = parse_rk_dma_heap(
      "dma-heap:<h> -dmabuf i_ino = 1\nAlloc by (t) [0x1000-0x1fff] 0x1000 (4 KiB)\nTotal : 0x2000 (8 KiB)\n", "f");
  ASSERT_TRUE(text);
  ASSERT_EQ(text->findings.size(), 1);
  EXPECT_EQ(text->findings[0].message, "the blocks make 4096 bytes and not the 8192 used");
}

TEST(RkDmaHeap, WhatIsNotUnderstoodIsRefusedWhereItStands) {
  const auto error = [](std::string_view text) { return to_string(parse_rk_dma_heap(text, "f").error()); };
  EXPECT_EQ(error("hello\n"), "f:1:1: no heap (expected dma-heap:<<name>> -dmabuf i_ino = <n>)");
  EXPECT_EQ(error("dma-heap:<h> -dmabuf\n"), "f:1:14: no buffer (expected -dmabuf i_ino = <n>)");
  EXPECT_EQ(error("dma-heap:<h> -non dmabuf\nAlloc by (t) 0x1000\n"),
            "f:2:14: no allocation of a heap (expected Alloc by (<task>) [0x<first>-0x<last>] 0x<size>)");
}

}  // namespace
}  // namespace rampart
