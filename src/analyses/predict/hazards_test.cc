#include "analyses/predict/hazards.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <initializer_list>
#include <string>
#include <string_view>

#include "analyses/predict/prediction.h"
#include "analyses/predict/test_layout.h"

namespace rampart {
namespace {

void region(DtbBuilder& b, std::string_view name, std::uint32_t base, std::uint32_t size,
            std::initializer_list<std::string_view> flags) {
  b.begin_node(name);
  b.cells("reg", {0, base, 0, size});
  for (const std::string_view flag : flags) b.property(flag);
  if (std::ranges::find(flags, "reusable") != flags.end()) b.string("compatible", "shared-dma-pool");
  b.end_node();
}

TEST(Hazards, APoolOverWhatTheBootLoaderPutThere) {
  auto setup =
      board({6, 12}, "", [](DtbBuilder& b) { region(b, "vpu@50000000", 0x50000000, 0x1000000, {"reusable"}); });
  setup.loaded.initrd = PhysRange::make({0x50400000}, mib(1));
  EXPECT_EQ(
      error_lines_of(setup),
      "pool-over-image: the CMA pool vpu@50000000 lies over the initrd: its pages are given away while that is in "
      "use\n");
  setup.loaded.initrd = PhysRange::make({0x51000000}, mib(1));
  setup.loaded.fdt = PhysRange::make({0x50fff000}, kib(4));
  EXPECT_EQ(error_lines_of(setup),
            "pool-over-image: the CMA pool vpu@50000000 lies over the device tree: its pages are given away while that "
            "is in use\n");
  setup.loaded.fdt = PhysRange::make({0x51200000}, kib(4));
  EXPECT_EQ(error_lines_of(setup), "");
}

TEST(Hazards, ANoMapNodeThatFailsOpensTheCarveOutAroundIt) {
  const auto setup = board({6, 1}, "", [](DtbBuilder& b) {
    region(b, "secure@50000000", 0x50000000, 0x1000000, {"no-map"});
    region(b, "npu@50800000", 0x50800000, 0x1000, {"no-map", "reusable"});
  });
  EXPECT_EQ(
      error_lines_of(setup),
      "region-freed: npu@50800000 fails and its memory is given back, part of secure@50000000 with it: anyone gets "
      "it\n");
  const auto mapped = board({6, 1}, "", [](DtbBuilder& b) {
    region(b, "secure@50000000", 0x50000000, 0x1000000, {"no-map"});
    region(b, "npu@50800000", 0x50800000, 0x1000, {"reusable"});  // off the granule: it fails too, and was never no-map
  });
  EXPECT_EQ(error_lines_of(mapped), "");
}

TEST(Hazards, OnRiscv64RamThatBeginsInsideAPageIsMappedInPages) {
  auto setup = board({6, 12}, "", [](DtbBuilder& b) { region(b, "secure@50000000", 0x50000000, 1, {"no-map"}); });
  setup.architecture = Architecture::Riscv64;
  const auto findings = predict(setup).findings;
  const auto found = std::ranges::find(findings, "mapped-by-pages", &Finding::rule);
  ASSERT_NE(found, findings.end());
  EXPECT_EQ(found->severity, Severity::Warning);
  EXPECT_EQ(
      found->message,
      "a no-map region ends inside a page, and the 256.0 MiB of RAM from 0x50000001 on are mapped in pages of 4 KiB: "
      "the boot is slow, and the tables are large");
}

TEST(Hazards, AMalformedReservedMemoryKeepsTheKernelOffNothing) {
  auto setup = board({6, 12}, "", [](DtbBuilder& b) {
    region(b, "firmware@40000000", 0x40000000, 0x80000, {"no-map"});
    region(b, "secure@50000000", 0x50000000, 0x80000, {});
  });
  setup.tree.reserved->ranges.reset();
  EXPECT_EQ(
      error_lines_of(setup),
      "regions-ignored: /reserved-memory has no ranges: the kernel ignores all 2 regions of it, and hands out what "
      "firmware or a device keeps there\n");
}

/// 512 MiB of RAM of which 16 runs are free, from the end of one region of 1 MiB to the start of the next.
std::string error_with_runs_between(std::uint32_t distance, KernelVersion version, bool has_virtual_map) {
  auto setup = board(version, "cma=0", [&](DtbBuilder& b) {
    const std::uint32_t end = 0x50000000 + 16 * distance;
    region(b, "firmware@40000000", 0x40000000, 0x100000, {});
    region(b, "rest@40a00000", 0x40a00000, 0xf600000, {});
    for (std::uint32_t base = 0x50000000; base < end; base += distance) {
      region(b, fmt::format("log@{:x}", base), base, 0x100000, {});
    }
    region(b, fmt::format("secure@{:x}", end), end, 0x60000000 - end, {});
  });
  setup.config.layout.sparsemem_vmemmap = has_virtual_map;
  return error_lines_of(setup);
}

TEST(Hazards, OnArm64AVirtualMemoryMapNeedsRunsOf2MiBAndFrom511OnNotEvenThose) {
  constexpr std::uint32_t for_1_mib = 0x200000;
  constexpr std::uint32_t for_3_mib = 0x400000;
  constexpr std::string_view no_room =
      "out-of-memory: there is no room for the memory map: the kernel panics while it boots\n";
  // The map takes 8 MiB; 16 where a section is 1 GiB, in one run if it is not virtual.
  EXPECT_EQ(error_with_runs_between(for_1_mib, {6, 12}, true), "");
  EXPECT_EQ(error_with_runs_between(for_1_mib, {5, 11}, true), "");
  EXPECT_EQ(error_with_runs_between(for_1_mib, {5, 10}, true), no_room);
  EXPECT_EQ(error_with_runs_between(for_3_mib, {5, 10}, true), "");
  EXPECT_EQ(error_with_runs_between(for_3_mib, {5, 10}, false), no_room);
}

TEST(Hazards, AllMemoryReservedLeavesNoRoomForTheMemoryMap) {
  const auto with = [](std::uint32_t left_at_the_end, bool is_flat) {
    auto setup = board({6, 12}, "cma=0", [&](DtbBuilder& b) {
      region(b, "firmware@40a00000", 0x40a00000, 0x1f600000 - left_at_the_end, {});
    });
    setup.architecture = Architecture::Riscv64;
    setup.config.layout.flatmem = is_flat;
    return error_lines_of(setup);
  };
  // 512 MiB are 131,072 pages of 56 bytes: 7 MiB. 2 MiB are free before the kernel.
  EXPECT_EQ(with(5 << 20, false), "");
  EXPECT_EQ(with(4 << 20, false),
            "out-of-memory: the kernel's memory map takes 7 MiB in all, and 6 MiB of RAM are free: it panics\n");
  EXPECT_EQ(with(7 << 20, true), "");
  EXPECT_EQ(with(6 << 20, true),
            "out-of-memory: the kernel's memory map takes 7 MiB in one piece, and the longest run of free RAM is "
            "6 MiB: it panics\n");
}

}  // namespace
}  // namespace rampart
