#include "sources/meminfo.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

TEST(Meminfo, AKernelWithoutCmaLeavesItsFieldsEmpty) {
  const auto info = parse_meminfo("MemTotal:  1024 kB\n", "meminfo");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->mem_total, kib(1024));
  EXPECT_EQ(info->cma_total, std::nullopt);
}

TEST(Meminfo, ANumberWithoutItsUnitIsRefusedWhereItStands) {
  const auto info = parse_meminfo("MemTotal: 8 kB\nCmaTotal: 64\n", "meminfo");
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().where, (SourcePos{"meminfo", 2, 10}));
  EXPECT_EQ(info.error().what, "CmaTotal has no size (expected <number> kB)");
}

TEST(Meminfo, ASizeThatPasses64BitsInBytesIsRefused) {
  EXPECT_FALSE(parse_meminfo("MemTotal: 18446744073709551615 kB\n", "meminfo"));
}

TEST(Meminfo, ReadingAgainForgetsWhatWasReadBefore) {
  MemInfo info;
  ASSERT_TRUE(read_meminfo("CmaTotal: 8 kB\n", "meminfo", info));
  ASSERT_TRUE(read_meminfo("MemFree: 12 kB\n", "meminfo", info));
  EXPECT_EQ(info.cma_total, std::nullopt);
  EXPECT_EQ(info.mem_free, kib(12));
}

TEST(Meminfo, ABootedMachineThatSwapsIsReadInFull) {
  const auto info = parse_meminfo(test_data("samples/proc/meminfo-swapping-linux-6.12.txt"), "meminfo");
  ASSERT_TRUE(info);
  EXPECT_EQ(*info, (MemInfo{.mem_total = kib(503964),
                            .mem_free = kib(4476),
                            .mem_available = kib(232),
                            .buffers = kib(4),
                            .cached = kib(488604),
                            .shmem = kib(488604),
                            .anon_pages = kib(136),
                            .slab_reclaimable = kib(0),
                            .slab_unreclaimable = kib(4892),
                            .kernel_stack = kib(496),
                            .page_tables = kib(72),
                            .percpu = kib(100),
                            .swap_total = kib(98300),
                            .swap_free = kib(87036),
                            .swap_cached = kib(40),
                            .high_total = {},
                            .high_free = {},
                            .cma_total = kib(40960),
                            .cma_free = kib(20)}));
}

TEST(Meminfo, EverySampleIsRead) {
  for (const std::string_view name :
       {"meminfo-cma-spacemit-k1", "meminfo-idle-linux-6.1", "meminfo-idle-linux-6.12", "meminfo-swapping-linux-6.1",
        "meminfo-swapping-linux-6.12", "cma-fragmented-simaai-modalix"}) {
    const auto info = parse_meminfo(test_data("samples/proc/" + std::string{name} + ".txt"), name);
    EXPECT_TRUE(info) << name;
  }
}

TEST(Meminfo, ALineWithoutAUnitThatIsNotOursIsSkipped) {
  const auto info = parse_meminfo("HugePages_Total:       0\nMemFree: 12 kB\n", "meminfo");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->mem_free, kib(12));
}

}  // namespace
}  // namespace rampart
