#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view log =
    "[    0.000000] cma: Reserved 256 MiB at 0x2ec00000\n"
    "[  835.744131] cma: cma_alloc: reserved: alloc failed, req-size: 4096 pages, ret: -12\n"
    "[  835.744132] cma: number of available pages: 3072@1024+2048@8192=> 57856 free of 65536 total pages\n"
    "[  835.744234] vc4-drm soc:gpu: failed to allocate buffer with size 16777216\n";

TEST(PoolFragmented, EnoughIsFreeAndNoRunIsLongEnough) {
  const auto causes = explained(log);
  ASSERT_EQ(classes(causes), "pool_fragmented certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(cause.finding.message, "reserved is in pieces, not full");
  EXPECT_EQ(cause.finding.effect,
            "soc:gpu asked for 16 MiB in one run; the pool has 226 MiB of 256 MiB free, the longest run is 12 MiB");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{2, 3, 1}));
  EXPECT_EQ(fact_of(cause, "requested_bytes"), "16777216");
  EXPECT_EQ(fact_of(cause, "requested_pages"), "4096");
  EXPECT_EQ(fact_of(cause, "largest_free_bytes"), "12582912");
  EXPECT_EQ(fact_of(cause, "pool_size_bytes"), "268435456");
  EXPECT_EQ(fact_of(cause, "errno"), "-12");
  ASSERT_EQ(cause.consequences.size(), 1U);
  EXPECT_EQ(cause.consequences[0].lines[0].where.where.line, 4U);
}

TEST(PoolFragmented, IsToldInChineseToo) {
  const auto causes = explained(log, nullptr, Language::Chinese);
  ASSERT_EQ(classes(causes), "pool_fragmented certain error");
  EXPECT_EQ(causes.front().finding.message, "reserved 是碎片化，而不是用尽");
}

TEST(PoolFragmented, WhatADriverHoldsTellsItWhereTheKernelPrintsNoRuns) {
  const auto causes = explained(
      "[    0.000000] cma: Reserved 256 MiB at 0x2ec00000\n"
      "[ 8335.744131] cma: cma_alloc: alloc failed, req-size: 4096 pages, ret: -12\n"
      "[ 8335.744441] [drm]                         kernel:  30720kb BOs (4)\n");
  ASSERT_EQ(classes(causes), "pool_fragmented likely error");
  EXPECT_EQ(fact_of(causes.front(), "in_use_bytes"), "31457280");
}

TEST(PoolFragmented, APoolWithLessFreeThanAskedForIsNoSuchPool) {
  EXPECT_EQ(classes(explained("cma: Reserved 256 MiB at 0x2ec00000\n"
                              "cma: cma_alloc: reserved: alloc failed, req-size: 4096 pages, ret: -12\n"
                              "cma: number of available pages: 3072@1024=> 3072 free of 65536 total pages\n")),
            "pool_exhausted certain error");
}

}  // namespace
}  // namespace rampart
