#include "assemble/proc_sampler.h"

#include <gtest/gtest.h>
#include <string>

#include "base/memory_tree.h"
#include "base/test_data.h"

namespace rampart {
namespace {

constexpr std::string_view swaps_header = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";

/// A machine of 512 MiB with a zram swap, as it booted; without privilege if `hidden`.
MemoryTree machine(bool hidden = false) {
  MemoryTree tree;
  const std::string iomem = hidden ? "iomem-unprivileged-linux-6.12.txt" : "iomem-root-linux-6.12.txt";
  tree.add("/proc/meminfo", test_data("samples/proc/meminfo-swapping-linux-6.12.txt"));
  tree.add("/proc/vmstat", "nr_free_pages 123960\nnr_free_cma 9983\n");
  tree.add("/proc/buddyinfo", test_data("samples/proc/buddyinfo-linux-6.12.txt"));
  tree.add("/proc/zoneinfo", test_data("samples/proc/zoneinfo-linux-6.12.txt"));
  tree.add("/proc/pressure/memory", "some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n");
  tree.add("/proc/iomem", test_data("samples/proc/" + iomem));
  tree.add("/proc/swaps", std::string{swaps_header} + "/dev/zram0 partition 98300 11264 -2\n");
  tree.add("/sys/block/vda/size", "8\n");
  tree.add("/sys/block/zram0/initstate", "1\n");
  tree.add("/sys/block/zram0/disksize", "100663296\n");
  tree.add("/sys/block/zram0/comp_algorithm", "[lzo-rle] lzo \n");
  tree.add("/sys/block/zram0/mm_stat", "11460608 457209 724992 41943040 17235968 0 0 64 4096\n");
  tree.add("/sys/block/zram0/io_stat", "0 0 0 4032\n");
  return tree;
}

TEST(ProcSampler, ASampleHoldsEverySource) {
  MemoryTree tree = machine();
  ProcSampler sampler{tree};
  const ProcSample& sample = sampler.sample();
  ASSERT_TRUE(sample.meminfo && sample.vmstat && sample.buddyinfo && sample.zoneinfo && sample.memory_pressure &&
              sample.iomem && sample.swaps);
  EXPECT_EQ(sample.meminfo->mem_total, kib(503964));
  EXPECT_EQ(sample.vmstat->nr_free_cma, Pages{9983});
  EXPECT_EQ(sample.buddyinfo->zones[0].free_blocks.back(), 116u);
  EXPECT_EQ(sample.zoneinfo->zones[0].cma, Pages{10240});
  EXPECT_EQ(sample.memory_pressure->some->total_us, 7u);
  EXPECT_EQ(sample.iomem->entries.size(), 20u);
  EXPECT_EQ(sample.swaps->areas[0].used, kib(11264));
  EXPECT_EQ(sample.page_size, kib(4));
  EXPECT_EQ(sample.notes, std::vector<Note>{});
}

TEST(ProcSampler, AZramDeviceIsReadInFull) {
  MemoryTree tree = machine();
  ProcSampler sampler{tree};
  const ProcSample& sample = sampler.sample();
  ASSERT_EQ(sample.zram.size(), 1u);
  EXPECT_EQ(sample.zram[0].name, "zram0");
  EXPECT_EQ(sample.zram[0].initialized, true);
  EXPECT_EQ(sample.zram[0].disksize, mib(96));
  EXPECT_EQ(sample.zram[0].algorithms->chosen, "lzo-rle");
  EXPECT_EQ(sample.zram[0].mm_stat->huge_pages, Pages{64});
  EXPECT_EQ(sample.zram[0].io_stat->notify_free, 4032u);
  EXPECT_EQ(sample.zram[0].bd_stat, std::nullopt);  // this kernel cannot write back, which is nothing to note
}

TEST(ProcSampler, ASecondSampleSaysWhatHasChanged) {
  MemoryTree tree = machine();
  ProcSampler sampler{tree};
  sampler.sample();
  tree.add("/proc/meminfo", "MemTotal: 503964 kB\nMemFree: 8 kB\n");
  tree.add("/sys/block/zram0/mm_stat", "0 0 0 0 0 0 0 0 0\n");
  const ProcSample& sample = sampler.sample();
  EXPECT_EQ(sample.meminfo->mem_free, kib(8));
  EXPECT_EQ(sample.meminfo->cma_total, std::nullopt);
  EXPECT_EQ(sample.zram[0].mm_stat->huge_pages, Pages{0});
  EXPECT_EQ(sample.iomem->entries.size(), 20u);
}

TEST(ProcSampler, AMissingFileIsANoteAndIsNotAskedForAgain) {
  MemoryTree bare{{{"/proc/meminfo", "MemTotal: 8 kB\n"}}};
  ProcSampler sampler{bare};
  const ProcSample& sample = sampler.sample();
  EXPECT_EQ(sample.iomem, std::nullopt);
  EXPECT_EQ(sample.swaps, std::nullopt);
  const std::string mount = "mount -t proc proc /proc";
  EXPECT_EQ(sample.notes, (std::vector<Note>{
                              {"/proc/vmstat", "no such file", mount},
                              {"/proc/buddyinfo", "no such file", mount},
                              {"/proc/zoneinfo", "no such file", mount},
                              {"/proc/pressure/memory", "no such file", "a kernel with CONFIG_PSI, started with psi=1"},
                              {"/proc/iomem", "no such file", mount},
                              {"/proc/swaps", "no such file", "a kernel with CONFIG_SWAP"},
                              {"/sys/block", "no such directory", "mount -t sysfs sysfs /sys"},
                              {"/proc/self/auxv", "no such file", mount},
                          }));
  bare.add("/proc/vmstat", "nr_free_pages 1\n");
  const std::size_t before = bare.reads();
  EXPECT_EQ(sampler.sample().vmstat, std::nullopt);
  EXPECT_EQ(bare.reads() - before, 1u);
}

TEST(ProcSampler, AForbiddenFileIsANoteWithItsRemedy) {
  MemoryTree tree = machine();
  tree.forbid("/proc/zoneinfo");
  ProcSampler sampler{tree};
  EXPECT_EQ(sampler.sample().notes,
            (std::vector<Note>{{"/proc/zoneinfo", "permission denied", "run as root"},
                               {"/proc/self/auxv", "no such file", "mount -t proc proc /proc"}}));
}

TEST(ProcSampler, WithoutPrivilegeTheAddressesAreHiddenAndTheNoteSaysSo) {
  MemoryTree tree = machine(true);
  ProcSampler sampler{tree};
  const ProcSample& sample = sampler.sample();
  ASSERT_TRUE(sample.iomem);
  EXPECT_TRUE(sample.iomem->hidden);
  EXPECT_EQ(sample.notes, (std::vector<Note>{{"/proc/iomem", "hidden: read without CAP_SYS_ADMIN", "run as root"}}));
  EXPECT_EQ(sampler.sample().notes.size(), 1u);
}

TEST(ProcSampler, ATextOfAnotherFormIsANoteUntilItIsUnderstoodAgain) {
  MemoryTree tree = machine();
  tree.add("/proc/vmstat", "pgfree 1\nnr_free_pages many\n");
  ProcSampler sampler{tree};
  const std::vector<Note> expected = {{"/proc/vmstat", "line 2: nr_free_pages has no count (expected <number>)", ""}};
  EXPECT_EQ(sampler.sample().notes, expected);
  EXPECT_EQ(sampler.sample().vmstat, std::nullopt);
  EXPECT_EQ(sampler.sample().notes, expected);
  tree.add("/proc/vmstat", "nr_free_pages 5\n");
  EXPECT_EQ(sampler.sample().vmstat->nr_free_pages, Pages{5});
  EXPECT_EQ(sampler.sample().notes, std::vector<Note>{});
}

TEST(ProcSampler, AZramDeviceThatGoesIsNoDeviceAnyMore) {
  MemoryTree tree = machine();
  ProcSampler sampler{tree};
  ASSERT_EQ(sampler.sample().zram.size(), 1u);
  tree = MemoryTree{{{"/sys/block/vda/size", "8\n"}}};
  EXPECT_EQ(sampler.sample().zram.size(), 0u);
  for (const Note& note : sampler.sample().notes) EXPECT_FALSE(note.path.contains("zram")) << note.path;
}

TEST(ProcSampler, AZramDeviceThatSwapBeginsToUseIsFound) {
  MemoryTree tree = machine();
  ProcSampler sampler{tree};
  sampler.sample();
  tree.add("/sys/block/zram10/mm_stat", "1 2 3 4 5 6 7\n");
  tree.add("/sys/block/zram2/mm_stat", "1 2 3 4 5 6 7\n");
  EXPECT_EQ(sampler.sample().zram.size(), 1u);
  tree.add("/proc/swaps", std::string{swaps_header} + "/dev/zram0 partition 9 1 -2\n/dev/zram2 partition 9 1 -2\n");
  const ProcSample& sample = sampler.sample();
  ASSERT_EQ(sample.zram.size(), 3u);
  EXPECT_EQ(sample.zram[1].name, "zram2");
  EXPECT_EQ(sample.zram[2].name, "zram10");
}

TEST(ProcSampler, BeforeLinux41EveryNumberOfZramIsAFile) {
  MemoryTree tree{{{"/sys/block/zram0/initstate", "1\n"},
                   {"/sys/block/zram0/disksize", "8192\n"},
                   {"/sys/block/zram0/comp_algorithm", "[lzo] lz4\n"},
                   {"/sys/block/zram0/orig_data_size", "4096\n"},
                   {"/sys/block/zram0/compr_data_size", "50\n"},
                   {"/sys/block/zram0/mem_used_total", "60\n"},
                   {"/sys/block/zram0/zero_pages", "3\n"},
                   {"/sys/block/zram0/failed_reads", "0\n"},
                   {"/sys/block/zram0/failed_writes", "1\n"},
                   {"/sys/block/zram0/invalid_io", "2\n"},
                   {"/sys/block/zram0/notify_free", "9\n"}}};
  ProcSampler sampler{tree};
  sampler.sample();
  tree.add("/sys/block/zram0/compr_data_size", "55\n");
  const ProcSample& sample = sampler.sample();
  ASSERT_EQ(sample.zram.size(), 1u);
  EXPECT_EQ(
      sample.zram[0].mm_stat,
      (ZramMmStat{.orig_data_size = {4096}, .compr_data_size = {55}, .mem_used_total = {60}, .same_pages = Pages{3}}));
  EXPECT_EQ(sample.zram[0].io_stat, (ZramIoStat{0, 1, 2, 9}));
  for (const Note& note : sample.notes) EXPECT_FALSE(note.path.contains("zram")) << note.path;
}

TEST(ProcSampler, AZramDeviceWithoutItsNumbersIsNotedByTheNewName) {
  MemoryTree tree{{{"/sys/block/zram0/initstate", "0\n"}}};
  ProcSampler sampler{tree};
  std::vector<std::string> noted;
  for (const Note& note : sampler.sample().notes) {
    if (note.path.contains("zram")) noted.push_back(note.path);
  }
  EXPECT_EQ(noted, (std::vector<std::string>{"/sys/block/zram0/disksize", "/sys/block/zram0/comp_algorithm",
                                             "/sys/block/zram0/mm_stat", "/sys/block/zram0/io_stat"}));
}

TEST(ProcSampler, ThePageSizeIsOfTheAuxiliaryVectorIfThereIsOne) {
  MemoryTree tree = machine();
  const std::string pagesz_and_null{"\x06\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32};
  tree.add("/proc/self/auxv", pagesz_and_null);
  ProcSampler sampler{tree};
  EXPECT_EQ(sampler.sample().page_size, kib(64));
}

TEST(ProcSampler, ASamplerMayMove) {
  MemoryTree tree = machine();
  ProcSampler first{tree};
  first.sample();
  ProcSampler second = std::move(first);
  EXPECT_EQ(second.sample().zram.size(), 1u);
}

}  // namespace
}  // namespace rampart
