#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(ZramFull, APageIsRefusedAndTheDeviceIsAtItsLimit) {
  const auto causes = explained(
      "[    5.120000] Adding 524284k swap on /dev/zram0.  Priority:100 extents:1 across:524284k SSDsc\n"
      "[  712.400000] Write-error on swap-device (254:0:83208)\n"
      "[  712.900000] Out of memory: Killed process 812 (python3) total-vm:310000kB\n"
      "# cat /sys/block/zram0/mm_stat\n"
      "268435456 104000000 104857600 104857600 104857600 120 0 3000 3000\n");
  ASSERT_EQ(classes(causes), "zram_full certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "mem_limit_bytes"), "104857600");
  EXPECT_EQ(fact_of(cause, "mem_used_bytes"), "104857600");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{2, 5}));
  EXPECT_TRUE(cause.finding.help.contains("echo 150M > /sys/block/zramN/mem_limit")) << cause.finding.help;
}

TEST(ZramFull, TheErrorOfADeviceWithADynamicNumberIsLikelyZramWhereZramIsSwap) {
  EXPECT_EQ(classes(explained("Adding 524284k swap on /dev/zram0.  Priority:100 extents:1 across:524284k SSDsc\n"
                              "Write-error on swap-device (253:0:83208)\n")),
            "zram_full likely error");
  EXPECT_EQ(classes(explained("Write-error on swap-device (253:0:83208)\n")), "zram_full possible error");
}

TEST(ZramFull, ARowOfZramctlWhoseDataReachesItsSize) {
  const auto causes = explained(
      "NAME       ALGORITHM DISKSIZE  DATA  COMPR  TOTAL STREAMS MOUNTPOINT\n"
      "/dev/zram0 lzo-rle     488.3M  488M 170.2M 180.1M       4 [SWAP]\n");
  ASSERT_EQ(classes(causes), "zram_full certain warning");
  EXPECT_EQ(fact_of(causes.front(), "disk_size_bytes"), "512019661");
}

TEST(ZramFull, AHalfFullDeviceAndABrokenCardAreNot) {
  EXPECT_EQ(classes(explained("/dev/zram0 lzo-rle 488.3M 240M 80.2M 90.1M 4 [SWAP]\n"
                              "/dev/zram0 partition 499996 240000 100\n")),
            "");
  EXPECT_EQ(classes(explained("Write-error on swap-device (179:2:83208)\n")), "");
}

}  // namespace
}  // namespace rampart
