#include "analyses/zram/zram_report.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

ProcSample sample_of(const ZramMmStat& stat) {
  ProcSample sample;
  sample.page_size = kib(4);
  sample.zram.push_back({.name = "zram0", .initialized = true, .disksize = mib(256), .mm_stat = stat});
  sample.swaps = Swaps{{{.name = "/dev/zram0", .type = "partition", .size = mib(256), .used = mib(40), .priority = 5}}};
  return sample;
}

TEST(ZramReport, RatioSavingsAndPagesFollowFromMmStat) {
  const ZramReport report = zram_report(sample_of({.orig_data_size = mib(31),
                                                   .compr_data_size = mib(10),
                                                   .mem_used_total = mib(11),
                                                   .same_pages = Pages{3},
                                                   .huge_pages = Pages{2}}));
  ASSERT_EQ(report.devices.size(), 1U);
  const ZramUse& use = report.devices[0];
  EXPECT_EQ(use.ratio_hundredths(), 310U);
  EXPECT_EQ(use.saves(), std::int64_t{20} << 20);
  EXPECT_EQ(use.same_filled(report.page_size), kib(12));
  EXPECT_EQ(use.incompressible(report.page_size), kib(8));
  ASSERT_TRUE(use.swap);
  EXPECT_EQ(use.swap->priority, 5);
  EXPECT_TRUE(report.findings.empty());
}

TEST(ZramReport, AnEmptyDeviceHasNoRatioAndCostsWhatItUses) {
  const ZramReport report = zram_report(sample_of({.mem_used_total = kib(4)}));
  EXPECT_EQ(report.devices[0].ratio_hundredths(), std::nullopt);
  EXPECT_EQ(report.devices[0].saves(), -4096);
  EXPECT_TRUE(report.findings.empty());
}

TEST(ZramReport, ADeviceAtItsLimitIsAWarning) {
  const ZramReport report = zram_report(sample_of(
      {.orig_data_size = mib(31), .compr_data_size = mib(10), .mem_used_total = mib(16), .mem_limit = mib(16)}));
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].rule, "zram-limit-reached");
  EXPECT_EQ(report.findings[0].message,
            "zram0 uses 16 MiB of its limit of 16 MiB: it takes no more pages that need "
            "memory");
}

TEST(ZramReport, ADeviceThatUsesMoreThanItHoldsIsAWarning) {
  const ZramReport report =
      zram_report(sample_of({.orig_data_size = mib(31), .compr_data_size = mib(31), .mem_used_total = mib(32)}));
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].rule, "zram-costs");
}

TEST(ZramReport, PagesThatItRefusedAreAWarning) {
  ProcSample sample = sample_of({.orig_data_size = mib(4), .compr_data_size = mib(1), .mem_used_total = mib(1)});
  sample.zram[0].io_stat = ZramIoStat{.failed_writes = 7};
  const ZramReport report = zram_report(sample);
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].message, "zram0 failed 7 writes and 0 reads since it was set up");
}

TEST(ZramReport, OnlyNotesAboutZramAndSwapArePassedOn) {
  ProcSample sample;
  sample.notes = {{"/proc/zoneinfo", "permission denied", ""}, {"/sys/block", "no such file", "mount sysfs"}};
  const ZramReport report = zram_report(sample);
  EXPECT_EQ(report.notes, (std::vector<Note>{{"/sys/block", "no such file", "mount sysfs"}}));
}

}  // namespace
}  // namespace rampart
