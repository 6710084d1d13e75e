#include "analyses/verify/real_layout.h"

#include <gtest/gtest.h>

#include "base/memory_tree.h"

namespace rampart {
namespace {

TEST(RealLayout, OfALogOnlyTheLastBootAndItsLayoutCount) {
  RealLayout layout;
  add_log(layout,
          "[    0.000000] Linux version 6.1.1 (old)\n"
          "[    0.000000] cma: Reserved 64 MiB at 0x0000000050000000\n"
          "[    0.000000] Linux version 6.12.117 (new)\n"
          "[    0.000000] Machine model: board\n"
          "[    0.000000] cma: Reserved 16 MiB at 0x0000000058000000 on node -1\n",
          "dmesg");
  EXPECT_TRUE(layout.has_log);
  EXPECT_EQ(layout.release, "6.12.117");
  EXPECT_EQ(layout.lines, std::vector<std::string>{"cma: Reserved 16 MiB at 0x0000000058000000 on node -1"});
}

TEST(RealLayout, WhatALogPutsBeforeAMessageIsNoPartOfIt) {
  EXPECT_EQ(layout_message("kernel: OF: reserved mem: OVERLAP DETECTED!"), "OF: reserved mem: OVERLAP DETECTED!");
  EXPECT_EQ(layout_message("a@1 (0x1000--0x3000) overlaps with b@2 (0x2000--0x4000)"),
            "a@1 (0x1000--0x3000) overlaps with b@2 (0x2000--0x4000)");
  EXPECT_EQ(layout_message("OF: fdt: Machine model: board"), "");
  EXPECT_EQ(layout_message("cma: cma_alloc: reserved: alloc failed, req-size: 64 pages, ret: -12"), "");
}

TEST(RealLayout, FilesTellAreasAndWhatIsMappedAndReserved) {
  MemoryTree files{{{"/proc/meminfo", "CmaTotal:          49152 kB\n"},
                    {"/proc/iomem",
                     "40000000-58ffffff : System RAM\n"
                     "  40200000-402fffff : Kernel code\n"
                     "59000000-5bffffff : reserved\n"
                     "5c000000-5fffffff : System RAM\n"},
                    {"/sys/kernel/debug/memblock/reserved", "   0: 0x40200000..0x402fffff    0 NONE\n"},
                    {"/sys/kernel/debug/cma/fw0/base_pfn", "384000\n"},
                    {"/sys/kernel/debug/cma/fw0/count", "8192\n"}}};
  RealLayout layout;
  add_files(layout, files, kib(4));
  EXPECT_EQ(layout.cma_total, kib(49152));
  EXPECT_EQ(layout.areas, (std::vector<RealArea>{{"fw0", 0x5dc00000, mib(32)}}));
  EXPECT_EQ(layout.mapped, (RangeSet{{*PhysRange::from_first_last({0x40000000}, {0x58ffffff}),
                                      *PhysRange::from_first_last({0x5c000000}, {0x5fffffff})}}));
  EXPECT_EQ(layout.reserved, (RangeSet{{*PhysRange::from_first_last({0x40200000}, {0x402fffff})}}));
}

TEST(RealLayout, WhatAKernelDoesNotShowIsANoteAndNotNothing) {
  MemoryTree files{{{"/proc/meminfo", "CmaTotal:          49152 kB\n"}}};
  RealLayout layout;
  add_files(layout, files, kib(4));
  EXPECT_EQ(layout.areas, std::nullopt);
  EXPECT_EQ(layout.mapped, std::nullopt);
  EXPECT_EQ(layout.reserved, std::nullopt);
  EXPECT_FALSE(layout.notes.empty());
}

TEST(RealLayout, AnIomemWithoutRamSaysNothingOfIt) {
  MemoryTree files{{{"/proc/iomem", "0-1fff : Reserved\n"}}};
  RealLayout layout;
  add_files(layout, files, kib(4));
  EXPECT_EQ(layout.mapped, std::nullopt);
}

}  // namespace
}  // namespace rampart
