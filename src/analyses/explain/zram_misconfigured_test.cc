#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(ZramMisconfigured, ALimitThatIsTakenForTheSizeIsNoFault) {
  const auto causes = explained(
      "# type  alg      mem_limit  disk_size  swap_priority  page-cluster  swappiness\n"
      "swap    lzo-rle  250M       750M       75             0             80\n");
  ASSERT_EQ(classes(causes), "zram_misconfigured certain note");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "mem_limit_bytes"), "250000000");
  EXPECT_EQ(fact_of(cause, "disk_size_bytes"), "750000000");
  EXPECT_EQ(fact_of(cause, "algorithm"), "lzo-rle");
  EXPECT_EQ(fact_of(cause, "priority"), "75");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{2, 1}));
  EXPECT_TRUE(cause.finding.help.contains("raise mem_limit above 250M in /etc/ztab")) << cause.finding.help;
}

TEST(ZramMisconfigured, AnAlgorithmAfterTheSizeIsTooLate) {
  const auto causes = explained("[    9.1] zram: Can't change algorithm for initialized device\n");
  ASSERT_EQ(classes(causes), "zram_misconfigured certain error");
  EXPECT_EQ(fact_of(causes.front(), "option"), "order");
  EXPECT_TRUE(causes.front().finding.help.contains("/sys/block/zramN/reset"));
}

TEST(ZramMisconfigured, AnAlgorithmThatTheKernelLacksAndAnOptionThatTheToolLacks) {
  const auto algorithm = explained("zramctl: /dev/zram0: failed to set algorithm: Invalid argument\n");
  ASSERT_EQ(classes(algorithm), "zram_misconfigured certain error");
  EXPECT_TRUE(algorithm.front().finding.help.contains("CONFIG_ZRAM_BACKEND_ZSTD"));
  const auto option = explained("zramctl: unrecognized option '--algorithm-params'\n");
  ASSERT_EQ(classes(option), "zram_misconfigured certain error");
  EXPECT_TRUE(option.front().finding.help.contains("util-linux 2.41"));
}

TEST(ZramMisconfigured, ADeviceThatIsSetUpIsNot) {
  EXPECT_EQ(classes(explained("[    4.1] zram: Added device: zram0\n"
                              "[    4.3] zram0: detected capacity change from 0 to 1536000\n"
                              "swap on zram0 is ready now 4\n")),
            "");
}

}  // namespace
}  // namespace rampart
