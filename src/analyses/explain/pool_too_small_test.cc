#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(PoolTooSmall, ARequestLargerThanTheWholePoolCanNeverBeServed) {
  const auto causes = explained(
      "[    0.000000] cma: Reserved 16 MiB at 0x000000003f000000\n"
      "[    9.000001] cma: cma_alloc: reserved: alloc failed, req-size: 8100 pages, ret: -12\n"
      "[    9.000011] bcm2835-codec fe00b000.codec: dma_alloc_coherent of size 33177600 failed\n");
  ASSERT_EQ(classes(causes), "pool_too_small certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(cause.finding.effect, "fe00b000.codec asked for 31.6 MiB in one run; the pool is 16 MiB");
  EXPECT_EQ(fact_of(cause, "requested_bytes"), "33177600");
  EXPECT_EQ(fact_of(cause, "pool_size_bytes"), "16777216");
  EXPECT_EQ(fact_of(cause, "pool_base"), "1056964608");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{2, 1}));
  EXPECT_TRUE(cause.finding.help.contains("cma=48M on its command line")) << cause.finding.help;
}

TEST(PoolTooSmall, ADefaultPoolThatNobodySizedAndThatIsFullIsTooSmall) {
  const auto causes = explained(
      "[    0.000000] cma: Reserved 64 MiB at 0x2b000000\n"
      "[   77.061979] cma: cma_alloc: alloc failed, req-size: 2040 pages, ret: -12\n"
      "[   77.062308] [drm] num bos allocated: 64\n"
      "[   77.062350] [drm] size bos allocated: 62328kb\n");
  ASSERT_EQ(classes(causes), "pool_too_small certain error");
  EXPECT_EQ(fact_of(causes.front(), "in_use_bytes"), "63823872");
  EXPECT_EQ(fact_of(causes.front(), "bos_allocated"), "64");
  EXPECT_EQ(fact_of(causes.front(), "bos_bytes_kib"), "62328");
}

TEST(PoolTooSmall, OneThatSomebodySizedAndThatIsFullIsExhausted) {
  EXPECT_EQ(classes(explained("[    0.000000] Kernel command line: console=ttyS0 cma=64M\n"
                              "[    0.000000] cma: Reserved 64 MiB at 0x2b000000\n"
                              "[   77.061979] cma: cma_alloc: alloc failed, req-size: 2040 pages, ret: -12\n"
                              "[   77.062350] [drm] size bos allocated: 62328kb\n")),
            "pool_exhausted certain error");
}

TEST(PoolTooSmall, PagesAreAsLongAsTheDriversOwnNumberSays) {
  const auto causes = explained(
      "[    0.000000] cma: Reserved 16 MiB at 0x000000003f000000\n"
      "[    9.000001] cma: cma_alloc: reserved: alloc failed, req-size: 507 pages, ret: -12\n"
      "[    9.000011] codec fe00b000.codec: dma_alloc_coherent of size 33177600 failed\n");
  ASSERT_EQ(classes(causes), "pool_too_small certain error");
  EXPECT_EQ(fact_of(causes.front(), "requested_bytes"), "33177600");
}

}  // namespace
}  // namespace rampart
