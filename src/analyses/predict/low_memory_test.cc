#include "analyses/predict/low_memory.h"

#include <gtest/gtest.h>
#include <initializer_list>
#include <string>

#include "analyses/predict/test_layout.h"

namespace rampart {
namespace {

struct Carveout {
  std::uint32_t base = 0;
  std::uint32_t size = 0;
};

/// 512 MiB at 0x40000000, the kernel from 1 MiB on, 5 MiB long, as a zImage unpacks itself.
BootSetup arm_board(std::initializer_list<Carveout> carveouts, std::string_view cmdline = "") {
  auto setup = board({6, 1}, cmdline, [&](DtbBuilder& b) {
    for (const Carveout& each : carveouts) {
      b.begin_node("firmware@" + std::to_string(each.base));
      b.cells("reg", {0, each.base, 0, each.size});
      b.property("no-map");
      b.end_node();
    }
  });
  setup.architecture = Architecture::Arm;
  setup.loaded.kernel = PhysRange::make({0x40100000}, mib(5));
  return setup;
}

std::string half_mapped(std::string_view block) {
  return "block-half-mapped: a no-map border cuts the 2 MiB of RAM at " + std::string{block} +
         " so that the kernel cannot map the rest: it hangs before its first message\n";
}

std::string unmapped(std::string_view border) {
  return "kernel-unmapped: a no-map border at " + std::string{border} +
         " lies in the 2 MiB blocks of the kernel, which takes away its own mapping from there on and hangs before its "
         "first message\n";
}

TEST(LowMemory, ABlockTakesSectionsOrPages) {
  EXPECT_EQ(error_lines_of(arm_board({{0x50100000, 0x100000}})), "") << "a section, and nothing behind it";
  EXPECT_EQ(error_lines_of(arm_board({{0x50080000, 0x80000}})), "") << "pages, then a section";
  EXPECT_EQ(error_lines_of(arm_board({{0x50100000, 0x80000}})), half_mapped("0x50000000")) << "a section, then pages";
  EXPECT_EQ(error_lines_of(arm_board({{0x50080000, 0x1000}})), "") << "pages, then pages";
}

TEST(LowMemory, RunsOfRamAreMappedInWholePages) {
  EXPECT_EQ(error_lines_of(arm_board({{0x501ffff0, 8}})), half_mapped("0x50000000")) << "both runs have the last page";
  EXPECT_EQ(error_lines_of(arm_board({{0x500ff800, 8}})), half_mapped("0x50000000"))
      << "both have the last of a section";
  EXPECT_EQ(error_lines_of(arm_board({{0x50001800, 8}})), "");
}

TEST(LowMemory, HighMemoryIsNotMapped) {
  EXPECT_EQ(error_lines_of(arm_board({{0x5f100000, 0x80000}}, "vmalloc=512M")), "") << "low memory ends at 0x5f000000";
  EXPECT_EQ(error_lines_of(arm_board({{0x5e100000, 0x80000}}, "vmalloc=512M")), half_mapped("0x5e000000"));
}

TEST(LowMemory, LpaeHasAnEntryForEachBlock) {
  auto setup = arm_board({{0x50100000, 0x80000}});
  setup.config.layout.lpae = true;
  EXPECT_EQ(error_lines_of(setup), "");
}

TEST(LowMemory, TheBlocksOfTheKernelMustNotBeCut) {
  EXPECT_EQ(error_lines_of(arm_board({{0x400ff000, 0x1000}})), unmapped("0x400ff000")) << "below the kernel";
  EXPECT_EQ(error_lines_of(arm_board({{0x40600000, 0x1000}})), "") << "behind its last block";
  auto setup = arm_board({{0x406ff000, 0x1000}});
  setup.loaded.kernel = PhysRange::make({0x40100000}, Bytes{0x5f0000});
  EXPECT_EQ(error_lines_of(setup), unmapped("0x406ff000")) << "behind it, in the same block";
}

TEST(LowMemory, ANoMapRegionAtTheStartTakesTheWholeBlock) {
  EXPECT_EQ(error_lines_of(arm_board({{0x40000000, 0x1000}})), unmapped("0x40200000"));
  auto elsewhere = arm_board({{0x40000000, 0x1000}});
  elsewhere.loaded.kernel = PhysRange::make({0x48100000}, mib(5));
  EXPECT_EQ(error_lines_of(elsewhere), "") << "RAM begins at 0x48000000 for this one";
}

TEST(LowMemory, AnInitrdMustLieInIt) {
  auto setup = arm_board({}, "vmalloc=512M");
  setup.config.layout.highmem = true;
  setup.loaded.initrd = PhysRange::make({0x5ee00000}, mib(2));
  EXPECT_EQ(error_lines_of(setup), "");
  setup.loaded.initrd = PhysRange::make({0x5ef00000}, mib(2));
  EXPECT_EQ(
      error_lines_of(setup),
      "initrd-in-high-memory: the initrd reaches past the end of low memory at 0x5f000000, where it has no mapping: "
      "the kernel crashes when it reads it\n");
}

TEST(LowMemory, ThePageDirectoryLiesBelowTheKernel) {
  auto setup = board({6, 1}, "", [](DtbBuilder& b) {
    b.begin_node("optee@40001000");
    b.cells("reg", {0, 0x40001000, 0, 0x10000});
    b.string("compatible", "shared-dma-pool");
    b.property("reusable");
    b.end_node();
  });
  setup.architecture = Architecture::Arm;
  setup.loaded.kernel = PhysRange::make({0x40100000}, mib(5));
  EXPECT_EQ(error_lines_of(setup),
            "image-freed: optee@40001000 fails and its memory is given back, the kernel's page directory in it: later "
            "allocations overwrite it\n");
}

TEST(LowMemory, OtherArchitecturesMapOtherwise) {
  auto setup = arm_board({{0x50100000, 0x80000}, {0x400ff000, 0x1000}});
  setup.architecture = Architecture::Arm64;
  EXPECT_EQ(error_lines_of(setup), "");
}

}  // namespace
}  // namespace rampart
