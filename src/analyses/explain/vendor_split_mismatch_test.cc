#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(VendorSplitMismatch, AZoneFromAStaleEnvironmentOverlapsTheKernel) {
  const auto causes = explained(
      "# cat /proc/cmdline\n"
      "mem=256M console=ttyAMA0,115200 panic=20 root=/dev/mtdblock3\n"
      "# fw_printenv -n osmem\n"
      "128M\n"
      "mmz_start: 0x88000000, mmz_size: 384M\n"
      "MMZ conflict to kernel memory: zone 0x88000000-0x9fffffff, kernel ends 0x8fffffff\n"
      "Add MMZ failed: anonymous,0,0x88000000,384M\n"
      "[hal] vb init failed: ERR_VB_NOMEM\n");
  ASSERT_EQ(classes(causes), "vendor_split_mismatch certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "ram_base"), "2147483648");
  EXPECT_EQ(fact_of(cause, "cmdline_mem_mib"), "256");
  EXPECT_EQ(fact_of(cause, "env_osmem_mib"), "128");
  EXPECT_EQ(fact_of(cause, "mmz_start"), "2281701376");
  EXPECT_EQ(fact_of(cause, "mmz_size_mib"), "384");
  EXPECT_EQ(fact_of(cause, "kernel_end"), "2415919104");
  EXPECT_EQ(fact_of(cause, "overlap_bytes"), "134217728");
  EXPECT_EQ(fact_of(cause, "corrected_mmz_start"), "2415919104");
  EXPECT_EQ(fact_of(cause, "corrected_mmz_size_mib"), "256");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{2, 4, 5, 6, 7}));
  EXPECT_TRUE(cause.finding.help.contains("mmz=anonymous,0,0x90000000,256M")) << cause.finding.help;
}

TEST(VendorSplitMismatch, AKernelWithoutMemTakesAllOfRam) {
  const auto causes = explained(
      "Conflict MMZ: PHYS(0x42000000, 0x43FFFFFF), GFP=0, nBYTES=32768KB, NAME=\"anonymous\"\n"
      "MMZ conflict to kernel memory (0x40000000, 0x43FFFFFF)\n");
  ASSERT_EQ(classes(causes), "vendor_split_mismatch certain error");
  EXPECT_EQ(fact_of(causes[0], "corrected_mem_mib"), "32");
  EXPECT_TRUE(causes[0].finding.help.contains("mem=32M")) << causes[0].finding.help;
}

TEST(VendorSplitMismatch, ACmmThatBeginsTooHighLosesMemory) {
  const auto causes = explained(
      "[    0.000000] Linux version 5.15.73\n"
      "[    0.000000]   node   0: [mem 0x0000000040000000-0x000000007fffffff]\n"
      "[    0.000000] Kernel command line: mem=1024M console=ttyS0,115200n8\n"
      "insmod /soc/ko/ax_cmm.ko cmmpool=anonymous,0,0xA0000000,1536M\n");
  ASSERT_EQ(classes(causes), "vendor_split_mismatch likely warning");
  EXPECT_EQ(fact_of(causes[0], "cmm_start"), "2684354560");
  EXPECT_EQ(fact_of(causes[0], "unused_bytes"), "536870912");
  EXPECT_TRUE(causes[0].finding.help.contains("mem=1536M")) << causes[0].finding.help;
}

TEST(VendorSplitMismatch, AZoneRightBehindTheKernelIsHealthy) {
  EXPECT_EQ(classes(explained("# cat /proc/cmdline\n"
                              "mem=32M console=ttyAMA0,115200\n"
                              "# fw_printenv -n osmem\n"
                              "32M\n"
                              "mmz_start: 0x42000000, mmz_size: 32M\n")),
            "");
}

}  // namespace
}  // namespace rampart
