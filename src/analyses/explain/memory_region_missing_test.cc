#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view log =
    "Feb 11 08:20:41 bmc kernel: cma: cma_alloc: reserved: alloc failed, req-size: 256 pages, ret: -12\n"
    "Feb 11 08:20:41 bmc kernel: aspeed-video 1e700000.video: dma_alloc_coherent of size 1048576 failed\n"
    "Feb 14 16:02:55 bmc kernel: cma: cma_alloc: reserved: alloc failed, req-size: 2025 pages, ret: -12\n";

TEST(MemoryRegionMissing, AVideoEngineTakesFromAPoolThatNobodyMadeForIt) {
  const auto causes = explained(log);
  ASSERT_EQ(classes(causes), "memory_region_missing likely error");
  const Cause& cause = causes.front();
  EXPECT_EQ(cause.finding.message, "1e700000.video has no memory of its own: it takes from the default pool");
  EXPECT_EQ(fact_of(cause, "pool_name"), "reserved");
  EXPECT_EQ(fact_of(cause, "requested_pages"), "256");
  EXPECT_EQ(fact_of(cause, "requested_bytes"), "1048576");
  EXPECT_EQ(fact_of(cause, "second_request_pages"), "2025");
  EXPECT_EQ(fact_of(cause, "errno"), "-12");
  EXPECT_EQ(fact_of(cause, "suggested_pool_bytes"), "33554432");
  EXPECT_EQ(fact_of(cause, "suggested_alignment"), "16777216");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1, 3}));
  EXPECT_TRUE(cause.finding.help.contains("memory-region = <&its_label> in the node video@1e700000"));
}

TEST(MemoryRegionMissing, ADriverThatIsNotKnownIsOnlyPossible) {
  EXPECT_EQ(classes(explained("cma: cma_alloc: reserved: alloc failed, req-size: 2048 pages, ret: -12\n"
                              "my-isp 38300000.isp: dma_alloc_coherent of size 8388608 failed\n")),
            "memory_region_missing possible error");
}

TEST(MemoryRegionMissing, APoolOfTheBoardThatNoDeviceNamesMakesItCertain) {
  const BootSetup setup = test_board(
      [](DtbBuilder& b) { region(b, "video_pool@70000000", 0x70000000, 0x2000000, {"shared-dma-pool", "reusable"}); });
  const auto causes = explained(log, &setup);
  ASSERT_EQ(classes(causes), "memory_region_missing certain error");
  EXPECT_EQ(fact_of(causes.front(), "unused_pool"), "video_pool@70000000");
}

TEST(MemoryRegionMissing, AReferenceThatLeadsNowhereIsSeenWithoutALog) {
  const BootSetup setup = test_board(
      [](DtbBuilder& b) {
        b.begin_node("video@3c00000");
        b.string("compatible", "some,video");
        b.cells("memory-region", {77});
        b.end_node();
      },
      [](DtbBuilder&) {});
  EXPECT_EQ(classes(explained("", &setup)), "memory_region_missing certain error");
}

TEST(MemoryRegionMissing, ADeviceWithItsPoolAndOneThatIsNoneOfTheTreeAreNot) {
  const auto assigned =
      explained("aspeed-video 1e700000.video: assigned reserved memory node video\n" + std::string{log});
  EXPECT_FALSE(classes(assigned).contains("memory_region_missing")) << classes(assigned);
  const auto sized = explained(
      "Kernel command line: cma=64M\n"
      "cma: cma_alloc: reserved: alloc failed, req-size: 2048 pages, ret: -12\n"
      "my-isp 38300000.isp: dma_alloc_coherent of size 8388608 failed\n");
  EXPECT_EQ(classes(sized), "pool_exhausted possible error");
  const auto gpu = explained(
      "cma: cma_alloc: reserved: alloc failed, req-size: 4096 pages, ret: -12\n"
      "vc4-drm soc:gpu: failed to allocate buffer with size 16777216\n");
  EXPECT_EQ(classes(gpu), "pool_exhausted possible error");
}

}  // namespace
}  // namespace rampart
