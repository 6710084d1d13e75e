#include "analyses/explain/pasted_pools.h"

#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(PastedPools, FilesOfDebugfsTellWhatIsFree) {
  const auto pools = pasted_pools(clues_of("# grep . /sys/kernel/debug/cma/vpu@50000000/*\n"
                                           "/sys/kernel/debug/cma/vpu@50000000/count:4096\n"
                                           "/sys/kernel/debug/cma/vpu@50000000/maxchunk:32\n"
                                           "/sys/kernel/debug/cma/vpu@50000000/used:2048\n"
                                           "# cat /sys/kernel/debug/cma/linux,cma/count\n"
                                           "8192\n"),
                                  kib(4));
  ASSERT_EQ(pools.size(), 2U);
  EXPECT_EQ(pools[0].name, "linux,cma");
  EXPECT_EQ(pools[0].size, mib(32));
  EXPECT_EQ(pools[0].free, std::nullopt);
  EXPECT_EQ(pools[1].name, "vpu@50000000");
  EXPECT_EQ(pools[1].size, mib(16));
  EXPECT_EQ(pools[1].free, mib(8));
  EXPECT_EQ(pools[1].largest_free, kib(128));
}

TEST(PastedPools, DecideWhereTheKernelPrintsNoRuns) {
  const auto causes = explained(
      "[    0.370320] cma: cma_alloc: vpu@50000000: alloc failed, req-size: 64 pages, ret: -12\n"
      "# grep . /sys/kernel/debug/cma/vpu@50000000/*\n"
      "/sys/kernel/debug/cma/vpu@50000000/count:4096\n"
      "/sys/kernel/debug/cma/vpu@50000000/maxchunk:32\n"
      "/sys/kernel/debug/cma/vpu@50000000/used:2048\n");
  EXPECT_EQ(classes(causes), "pool_fragmented certain error");
}

TEST(PastedPools, WhatIsNoNumberIsPassedOver) {
  EXPECT_TRUE(
      pasted_pools(clues_of("# cat /sys/kernel/debug/cma/linux,cma/used\ncat: permission denied\n"), kib(4)).empty());
}

}  // namespace
}  // namespace rampart
