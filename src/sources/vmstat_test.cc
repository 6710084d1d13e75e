#include "sources/vmstat.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

TEST(VmStat, AmountsAreInPagesAndEventsArePlain) {
  const auto stat = parse_vmstat(
      "nr_free_pages 1178325\n"
      "nr_memmap_boot_pages 98304\n"
      "nr_kernel_stack 1512\n"
      "cma_alloc_success 36\n"
      "cma_alloc_fail 0\n"
      "pswpout 17\n",
      "vmstat");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->nr_free_pages, Pages{1178325});
  EXPECT_EQ(stat->nr_memmap_boot_pages, Pages{98304});
  EXPECT_EQ(stat->nr_kernel_stack, 1512u);
  EXPECT_EQ(stat->cma_alloc_success, 36u);
  EXPECT_EQ(stat->cma_alloc_fail, 0u);
  EXPECT_EQ(stat->pswpout, 17u);
}

TEST(VmStat, AKernelWithoutCmaLeavesItsCountersEmpty) {
  const auto stat = parse_vmstat("nr_free_pages 1\nnr_free_cma 0\n", "vmstat");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->nr_free_cma, Pages{0});
  EXPECT_EQ(stat->cma_alloc_success, std::nullopt);
  EXPECT_EQ(stat->cma_alloc_fail, std::nullopt);
}

TEST(VmStat, OfANameThatStandsTwiceTheLastCounts) {
  const auto old = parse_vmstat(test_data("samples/proc/vmstat-cma-linux-6.1.txt"), "vmstat");
  const auto now = parse_vmstat(test_data("samples/proc/vmstat-cma-linux-6.12.txt"), "vmstat");
  ASSERT_TRUE(old && now);
  EXPECT_EQ(old->nr_free_pages, Pages{123351});
  EXPECT_EQ(old->nr_free_cma, Pages{9885});
  EXPECT_EQ(now->nr_free_pages, Pages{123960});
  EXPECT_EQ(now->nr_free_cma, Pages{9983});
}

TEST(VmStat, LinesOfOtherNamesAreSkippedWhateverTheyHold) {
  const auto stat =
      parse_vmstat("numa_hit\nnr_free_pages_blocks x\n\nthp_zero_page_alloc 1 2 3\npgfault 5\n", "vmstat");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->nr_free_pages, std::nullopt);
  EXPECT_EQ(stat->pgfault, 5u);
}

TEST(VmStat, ALineOfOursWithoutItsNumberIsRefusedWhereItStands) {
  for (const auto& [text, column] : {std::pair{"pgfree 1\nnr_free_cma", 13},
                                     {"pgfree 1\nnr_free_cma x\n", 13},
                                     {"pgfree 1\nnr_free_cma 12 kB\n", 15},
                                     {"pgfree 1\nnr_free_cma -1\n", 13}}) {
    const auto stat = parse_vmstat(text, "vmstat");
    ASSERT_FALSE(stat) << text;
    EXPECT_EQ(stat.error().where, (SourcePos{"vmstat", 2, static_cast<std::size_t>(column)})) << text;
    EXPECT_EQ(stat.error().what, "nr_free_cma has no count (expected <number>)");
  }
}

TEST(VmStat, ReadingAgainForgetsWhatWasReadBefore) {
  VmStat stat;
  ASSERT_TRUE(read_vmstat("cma_alloc_fail 3\n", "vmstat", stat));
  ASSERT_TRUE(read_vmstat("pgfree 1\n", "vmstat", stat));
  EXPECT_EQ(stat.cma_alloc_fail, std::nullopt);
  EXPECT_EQ(stat.pgfree, 1u);
}

}  // namespace
}  // namespace rampart
