#include "sources/rk_dmabuf.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(RkDmabuf, ABufferHasItsSegmentsOnOneLineOrMore) {
  const auto list = parse_rk_dmabuf(
      "DMABUF           NAME             EXPORT           SIZE:KiB           SGLIST\n\n"
      "ffffff8003f17c00 isp out          rk-dma-heap-sys         96 KiB   0: 0x10000000..0x1000ffff (64 KiB)\n"
      "                                                                     1: 0x20000000..0x20007fff (32 KiB)\n"
      "ffffff8003f18000 (null)           cma                      1 KiB   0: 0x30000000..0x300003ff (1024 Bytes)\n",
      "sgt");
  ASSERT_TRUE(list) << to_string(list.error());
  EXPECT_EQ(list->buffers,
            (std::vector<RkDmabuf>{
                {.name = "isp out",
                 .exporter = "rk-dma-heap-sys",
                 .size = kib(96),
                 .segments = {*PhysRange::make({0x10000000}, kib(64)), *PhysRange::make({0x20000000}, kib(32))},
                 .line = 3},
                {.exporter = "cma", .size = kib(1), .segments = {*PhysRange::make({0x30000000}, kib(1))}, .line = 5}}));
}

TEST(RkDmabuf, TheListOfDevicesHasNames) {
  const auto list = parse_rk_dmabuf(
      "DMABUF NAME EXPORT SIZE:KiB AttachedDevices\n\n"
      "ffffff8003f17c00 cam              system                  96 KiB fd500000.isp\n"
      "                                                                 fdab0000.npu\n",
      "dev");
  ASSERT_TRUE(list) << to_string(list.error());
  EXPECT_EQ(list->buffers[0].devices, (std::vector<std::string>{"fd500000.isp", "fdab0000.npu"}));
}

TEST(RkDmabuf, TheOldSingleFileHasNoPointersAndEndsInATotal) {
  const auto list = parse_rk_dmabuf(
      "NAME             EXPORT           SIZE:KiB  SGLIST\n"
      "cam              drm                    64  0: 0x10000000..0x1000ffff (64 KiB)\n"
      "Total: 64 KiB\n",
      "rk_dmabuf");
  ASSERT_TRUE(list) << to_string(list.error());
  EXPECT_EQ(list->buffers, (std::vector<RkDmabuf>{{.name = "cam",
                                                   .exporter = "drm",
                                                   .size = kib(64),
                                                   .segments = {*PhysRange::make({0x10000000}, kib(64))},
                                                   .line = 2}}));
  EXPECT_EQ(list->total, kib(64));
}

TEST(RkDmabuf, WhatIsNotUnderstoodIsRefusedWhereItStands) {
  const auto error = [](std::string_view text) { return to_string(parse_rk_dmabuf(text, "f").error()); };
  EXPECT_EQ(error("ffff name\n"), "f:1:1: no buffer (expected its name, exporter and size in KiB)");
  EXPECT_EQ(error("ffff n e 4 KiB 0: 0x1000..zz (4 KiB)\n"),
            "f:1:1: no segment (expected <index>: <start>..<last> (<size>))");
  EXPECT_EQ(error("Total: x\n"), "f:1:1: no size (expected Total: <n> KiB or Peak: <n> MiB)");
}

TEST(RkDmabuf, SizeAndPeakAreOneLineEach) {
  EXPECT_EQ(*parse_rk_dmabuf_sum("Total: 96 KiB\n", "size"), kib(96));
  EXPECT_EQ(*parse_rk_dmabuf_sum("Peak: 12 MiB\n", "peak"), mib(12));
  EXPECT_FALSE(parse_rk_dmabuf_sum("Total: 96 MiB\n", "size"));
  EXPECT_FALSE(parse_rk_dmabuf_sum("\n", "size"));
}

}  // namespace
}  // namespace rampart
