#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(PagesBusy, AnOldKernelTellsOnlyTheFrames) {
  const auto causes = explained("[   88.051456] alloc_contig_range test_pages_isolated(2c100, 2c140) failed\n");
  ASSERT_EQ(classes(causes), "pages_busy likely error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "pfn_start"), "180480");
  EXPECT_EQ(fact_of(cause, "pfn_end"), "180544");
  EXPECT_EQ(fact_of(cause, "pages"), "64");
  EXPECT_EQ(fact_of(cause, "failed_step"), "test_pages_isolated");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1}));
  EXPECT_TRUE(cause.finding.help.contains("no-map in place of reusable")) << cause.finding.help;
}

TEST(PagesBusy, ARunLongerThanTheRequestWasFree) {
  const auto causes = explained(
      "cma: Reserved 64 MiB at 0x000000007c000000\n"
      "alloc_contig_range: [7c800, 7c8ac) PFNs busy\n"
      "cma: cma_alloc: reserved: alloc failed, req-size: 172 pages, ret: -16\n"
      "cma: number of available pages: 6908@2048=> 6908 free of 16384 total pages\n"
      "my-isp 3c00000.isp: dma alloc of size 704512 failed\n");
  ASSERT_EQ(classes(causes), "pages_busy certain error");
  EXPECT_EQ(fact_of(causes.front(), "errno"), "-16");
  EXPECT_EQ(fact_of(causes.front(), "pages"), "172");
  EXPECT_EQ(fact_of(causes.front(), "device"), "3c00000.isp");
}

TEST(PagesBusy, TheErrorAloneIsLikelyAndOn72OnlyPossible) {
  EXPECT_EQ(classes(explained("Linux version 5.15.0\ncma: cma_alloc: reserved: alloc failed, req-size: 64 pages, "
                              "ret: -16\n")),
            "pages_busy likely error");
  EXPECT_EQ(classes(explained("cma: __cma_alloc_frozen: reserved: alloc failed, req-size: 64 pages, ret: -16\n")),
            "pages_busy possible error");
}

TEST(PagesBusy, BusyFramesAreTheFaultOnlyWhereAFailureWouldNotBeTold) {
  constexpr std::string_view frames = "alloc_contig_range: [7c800, 7c8ac) PFNs busy\n";
  EXPECT_EQ(classes(explained("Linux version 5.10.110\n" + std::string{frames})), "pages_busy likely note");
  EXPECT_EQ(classes(explained(frames)), "pages_busy likely warning");
  EXPECT_EQ(classes(explained("Linux version 4.4.194\n" + std::string{frames})), "pages_busy likely error");
  EXPECT_EQ(classes(explained(std::string{frames} + "my-isp 3c00000.isp: dma alloc of size 704512 failed\n")),
            "pages_busy likely error");
}

TEST(PagesBusy, MinusSixteenOfAFullPoolIsNotBusy) {
  EXPECT_EQ(classes(explained("cma: Reserved 256 MiB at 0x000000007c000000\n"
                              "cma: __cma_alloc_frozen: reserved: alloc failed, req-size: 1024 pages, ret: -16\n"
                              "cma: number of available pages: 100@32=> 100 free of 65536 total pages\n")),
            "pool_exhausted certain error");
}

}  // namespace
}  // namespace rampart
