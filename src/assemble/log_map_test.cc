#include "assemble/log_map.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <string>

namespace rampart {
namespace {

std::string told(const Region& region) {
  std::string text = fmt::format("{:#x}..{:#x} {} {}", region.range.base().value, region.range.last().value,
                                 to_string(region.kind), region.name);
  if (region.attributes.is_default) text += " default";
  text += " " + to_string(region.origin);
  for (const Origin& origin : region.confirmed_by) text += " +" + to_string(origin);
  return text;
}

std::vector<std::string> regions(std::string_view text) {
  std::vector<std::string> all;
  for (const Region& region : log_map(parse_boot_log(text, "dmesg")).regions) all.push_back(told(region));
  return all;
}

std::vector<std::string> findings(std::string_view text) {
  std::vector<std::string> all;
  for (const Finding& finding : log_map(parse_boot_log(text, "dmesg")).findings) {
    all.push_back(finding.rule + " " + to_string(finding.locations.at(0)));
  }
  return all;
}

using Texts = std::vector<std::string>;

TEST(LogMap, APoolThatThreeLinesTellOfIsOneRegion) {
  EXPECT_EQ(regions("Reserved memory: created CMA memory pool at 0x000000005e000000, size 32 MiB\n"
                    "OF: reserved mem: initialized node linux,cma, compatible id shared-dma-pool\n"
                    "OF: reserved mem: 0x000000005e000000..0x000000005fffffff (32768 KiB) map reusable linux,cma\n"),
            (Texts{"0x5e000000..0x5fffffff cma linux,cma dmesg:3 +dmesg:1"}));
}

TEST(LogMap, APoolWithoutARegionLineHasTheSizeOfItsOwn) {
  EXPECT_EQ(regions("Reserved memory: created CMA memory pool at 0x5e000000, size 32 MiB\n"
                    "OF: reserved mem: initialized node linux,cma, compatible id shared-dma-pool\n"),
            (Texts{"0x5e000000..0x5fffffff cma linux,cma dmesg:1"}));
}

TEST(LogMap, ARegionLineHasTheSizeThatItsPoolLineRoundsToNothing) {
  EXPECT_EQ(regions("Reserved memory: created DMA memory pool at 0x0000000000306000, size 0 MiB\n"
                    "OF: reserved mem: initialized node vdev0buffer@306000, compatible id shared-dma-pool\n"
                    "OF: reserved mem: 0x0000000000306000..0x00000000003fbfff (984 KiB) nomap non-reusable "
                    "vdev0buffer@306000\n"),
            (Texts{"0x306000..0x3fbfff dma-pool vdev0buffer@306000 dmesg:3 +dmesg:1"}));
}

TEST(LogMap, APoolBelowOneMebibyteWithoutARegionLineIsANote) {
  constexpr std::string_view text = "Reserved memory: created DMA memory pool at 0x55000000, size 0 MiB\n";
  EXPECT_EQ(regions(text), Texts{});
  EXPECT_EQ(findings(text), (Texts{"size-not-told dmesg:1"}));
}

TEST(LogMap, RegionLinesAreCarveOutsOrReservations) {
  EXPECT_EQ(
      regions("OF: reserved mem: 0x54000000..0x540fffff (1024 KiB) nomap non-reusable dsp@54000000\n"
              "OF: reserved mem: 0x4fd00000..0x4fffffff (3072 KiB) map non-reusable dyn\n"),
      (Texts{"0x54000000..0x540fffff no-map dsp@54000000 dmesg:1", "0x4fd00000..0x4fffffff reserved dyn dmesg:2"}));
}

TEST(LogMap, TheAreaOfTheCommandLineIsTheDefaultOne) {
  EXPECT_EQ(regions("cma: Reserved 64 MiB at 0x0000000050000000 on node -1\n"),
            (Texts{"0x50000000..0x53ffffff cma reserved default dmesg:1"}));
}

TEST(LogMap, OfAMachineWithAChangedMapTheChangedOneCounts) {
  EXPECT_EQ(regions("BIOS-e820: [mem 0x0000000000100000-0x000000001ffdffff] usable\n"
                    "user: [mem 0x0000000000100000-0x000000000fffffff] usable\n"
                    "user: [mem 0x0000000010000000-0x0000000010ffffff] reserved\n"),
            (Texts{"0x100000..0xfffffff ram System RAM dmesg:2", "0x10000000..0x10ffffff reserved reserved dmesg:3"}));
}

TEST(LogMap, OnlyTheLastBootCounts) {
  EXPECT_EQ(regions("[ 0.000000] Linux version 6.1.1 (x)\n[ 0.000000] cma: Reserved 16 MiB at 0x5e400000\n"
                    "[ 0.000000] Linux version 6.1.1 (x)\n[ 0.000000] cma: Reserved 32 MiB at 0x5c400000\n"),
            (Texts{"0x5c400000..0x5e3fffff cma reserved default dmesg:4"}));
}

TEST(LogMap, WhatTheKernelRefusedIsAFindingAtItsLine) {
  EXPECT_EQ(findings("OF: reserved mem: failed to allocate memory for node 'linux,cma': size 1024 MiB\n"
                     "Reserved memory: incorrect alignment of CMA region\n"
                     "OF: reserved mem: node unaligned@50001000 compatible matching fail\n"
                     "OF: reserved mem: OVERLAP DETECTED!\n"
                     "a@54000000 (0x54000000--0x54200000) overlaps with b@54100000 (0x54100000--0x54300000)\n"
                     "cma: Failed to reserve 64 MiB on node -1\n"),
            (Texts{"node-not-allocated dmesg:1", "cma-alignment dmesg:2", "node-failed dmesg:3", "overlap dmesg:5",
                   "cma-failed dmesg:6"}));
}

TEST(LogMap, ARangeThatIsNoneIsNoRegion) {
  EXPECT_EQ(regions("OF: reserved mem: 0x54000000..0x53ffffff (0 KiB) map reusable empty\n"
                    "cma: Reserved 64 MiB at 0xfffffffffff00000\n"),
            Texts{});
}

}  // namespace
}  // namespace rampart
