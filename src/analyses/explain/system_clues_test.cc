#include "analyses/explain/system_clues.h"

#include <gtest/gtest.h>
#include <utility>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

/// What is found on a system.
std::vector<Cause> explained(const Observation& seen) {
  const std::vector<Clue> clues = system_clues(seen);
  const StoryInput input{
      .clues = clues, .board = nullptr, .system_pools = system_pools(seen), .vendor_pools = system_vendor_pools(seen)};
  return explain(Story{input});
}

TEST(SystemClues, APoolOfTheSystemTellsHowMuchIsFreeWhereTheLogDoesNot) {
  ProcSample proc;
  proc.page_size = kib(4);
  Observation seen;
  seen.proc = &proc;
  seen.log = parse_boot_log(
      "[    0.000000] Linux version 6.1.0\n"
      "[    9.000000] cma: cma_alloc: vpu@50000000: alloc failed, req-size: 256 pages, ret: -12\n",
      "dmesg");
  CmaArea area;
  area.name = "vpu@50000000";
  area.count = Pages{4096};
  area.used = Pages{3000};
  area.maxchunk = Pages{100};
  seen.cma.areas.push_back(area);
  const auto causes = explained(seen);
  ASSERT_EQ(classes(causes), "pool_fragmented certain error");
  EXPECT_EQ(fact_of(causes.front(), "free_bytes"), std::to_string((4096 - 3000) * 4096));
  EXPECT_EQ(fact_of(causes.front(), "largest_free_bytes"), std::to_string(100 * 4096));
}

TEST(SystemClues, ACompressedSwapAtItsLimitIsFull) {
  ProcSample proc;
  proc.zram.push_back(
      {.name = "zram0",
       .disksize = mib(512),
       .mm_stat = ZramMmStat{
           .orig_data_size = mib(90), .compr_data_size = mib(31), .mem_used_total = mib(32), .mem_limit = mib(32)}});
  Observation seen;
  seen.proc = &proc;
  EXPECT_EQ(classes(explained(seen)).substr(0, 9), "zram_full");
  proc.zram.front().mm_stat->mem_limit = mib(64);
  EXPECT_EQ(classes(explained(seen)), "");
}

TEST(SystemClues, AddressesThatTheSystemHidesAreNone) {
  ProcSample proc;
  proc.iomem = IoMem{.entries = {{{0}, {0}, 0, "System RAM", 1}}, .hidden = true};
  proc.meminfo = MemInfo{};
  proc.meminfo->mem_total = mib(512);
  Observation seen;
  seen.proc = &proc;
  const auto clues = system_clues(seen);
  ASSERT_EQ(clues.size(), 1U);
  EXPECT_EQ(clues[0].event.what, LogFact::MemInfoValue);
  EXPECT_EQ(clues[0].event.size, mib(512));
}

}  // namespace
}  // namespace rampart
