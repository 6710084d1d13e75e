#include "assemble/cma_pools.h"

#include <gtest/gtest.h>

#include "base/memory_tree.h"
#include "base/test_data.h"

namespace rampart {
namespace {

constexpr std::string_view debugfs = "/sys/kernel/debug/cma/";
constexpr std::string_view sysfs = "/sys/kernel/mm/cma/";

PhysRange range(std::uint64_t base, Bytes size) { return *PhysRange::make({base}, size); }

/// Adds the directory of an area as debugfs has it, one page for each bit.
void add_area(MemoryTree& tree, const std::string& name, const std::string& pfn, const std::string& count,
              const std::string& used, const std::string& maxchunk, const std::string& bitmap) {
  const std::string directory = std::string{debugfs} + name + '/';
  tree.add(directory + "base_pfn", pfn + "\n");
  tree.add(directory + "count", count + "\n");
  tree.add(directory + "order_per_bit", "0\n");
  tree.add(directory + "used", used + "\n");
  tree.add(directory + "maxchunk", maxchunk + "\n");
  tree.add(directory + "bitmap", bitmap + "\n");
}

TEST(CmaPools, AnAreaBecomesARegionWithItsUse) {
  MemoryTree tree;
  add_area(tree, "vpu@50000000", "327680", "64", "6", "58", "63 0");
  tree.add("/sys/kernel/mm/cma/vpu@50000000/alloc_pages_success", "6\n");
  tree.add("/sys/kernel/mm/cma/vpu@50000000/alloc_pages_fail", "3000\n");
  const CmaPools pools = read_cma_pools(tree, {});
  EXPECT_EQ(pools.notes, std::vector<Note>{});
  EXPECT_TRUE(pools.findings.empty());
  ASSERT_EQ(pools.areas.size(), 1);
  EXPECT_EQ(pools.areas[0].counters.alloc_pages_success, Pages{6});
  EXPECT_EQ(pools.areas[0].counters.release_pages_success, std::nullopt);
  EXPECT_EQ(pools.regions, (std::vector<Region>{{.range = range(0x50000000, kib(256)),
                                                 .name = "vpu@50000000",
                                                 .kind = Kind::Cma,
                                                 .origin = {{"/sys/kernel/debug/cma/vpu@50000000", 0, 0}, ""},
                                                 .usage = {kib(24), kib(232), kib(232)}}}));
}

TEST(CmaPools, PagesAreThoseOfTheKernelThatWasRead) {
  MemoryTree tree;
  add_area(tree, "pool", "16", "32", "1", "31", "1");
  const CmaPools pools = read_cma_pools(tree, {.page_size = kib(64)});
  ASSERT_EQ(pools.regions.size(), 1);
  EXPECT_EQ(pools.regions[0].range, range(0x100000, mib(2)));
  EXPECT_EQ(pools.regions[0].usage.used, kib(64));
}

TEST(CmaPools, ThePoolsOfBothSampleKernelsAreReadWhole) {
  for (const std::string version : {"6.1", "6.12"}) {
    MemoryTree tree;
    for (const auto& [name, text] : test_data_parts("samples/cma-debugfs/areas-linux-" + version + ".txt")) {
      const std::size_t state = name.find(" (after)");
      if (state != std::string::npos) tree.add(std::string{debugfs} + name.substr(0, state), text);
    }
    for (const auto& [name, text] : test_data_parts("samples/cma-sysfs/counters-linux-" + version + ".txt")) {
      tree.add(std::string{sysfs} + name, text);
    }
    const CmaPools pools = read_cma_pools(tree, {});
    EXPECT_TRUE(pools.notes.empty());
    EXPECT_TRUE(pools.findings.empty());
    ASSERT_EQ(pools.areas.size(), 2);
    EXPECT_EQ(pools.areas[0].name, "linux,cma");
    EXPECT_EQ(pools.areas[0].counters.alloc_pages_success, Pages{349});
    ASSERT_EQ(pools.regions.size(), 2);
    EXPECT_EQ(pools.regions[0].range, range(0x5E000000, mib(32)));
    EXPECT_EQ(pools.regions[0].usage, (Usage{kib(249 * 4), kib((8192 - 249) * 4), kib(7860 * 4)}));
    EXPECT_EQ(pools.regions[1].usage, (Usage{kib(6 * 4), kib(2042 * 4), kib(2042 * 4)}));
  }
}

TEST(CmaPools, RangesAreReadOnceAndTheLinksToTheFirstNotAtAll) {
  MemoryTree tree;
  const std::string area = "/sys/kernel/debug/cma/hugetlb/";
  for (const auto& [name, text] : std::map<std::string, std::string>{{"count", "96\n"},
                                                                     {"order_per_bit", "0\n"},
                                                                     {"used", "33\n"},
                                                                     {"maxchunk", "32\n"},
                                                                     {"base_pfn", "not to be read"},
                                                                     {"bitmap", "not to be read"},
                                                                     {"ranges/0/base_pfn", "256\n"},
                                                                     {"ranges/0/bitmap", "4294967295 0\n"},
                                                                     {"ranges/1/base_pfn", "1024\n"},
                                                                     {"ranges/1/bitmap", "1\n"}}) {
    tree.add(area + name, text);
  }
  tree.add_directory("/sys/kernel/mm/cma");
  const CmaPools pools = read_cma_pools(tree, {});
  EXPECT_TRUE(pools.notes.empty());
  EXPECT_EQ(tree.reads(), 8);
  ASSERT_EQ(pools.regions.size(), 2);
  EXPECT_EQ(pools.regions[0].range, range(0x100000, kib(256)));
  EXPECT_EQ(pools.regions[0].usage, (Usage{kib(128), kib(128), kib(128)}));
  EXPECT_EQ(pools.regions[1].range, range(0x400000, kib(128)));
  EXPECT_EQ(pools.regions[1].usage, (Usage{kib(4), kib(124), kib(124)}));
}

TEST(CmaPools, ANameThatEndsInANewlineIsJoinedWithoutIt) {
  MemoryTree tree;
  add_area(tree, "cma0\n", "256", "32", "0", "32", "0");
  tree.add("/sys/kernel/mm/cma/cma0\n/alloc_pages_success", "5\n");
  const CmaPools pools = read_cma_pools(tree, {});
  ASSERT_EQ(pools.areas.size(), 1);
  EXPECT_EQ(pools.areas[0].name, "cma0");
  EXPECT_EQ(pools.areas[0].counters.alloc_pages_success, Pages{5});
  EXPECT_EQ(pools.regions[0].origin.where.file, "/sys/kernel/debug/cma/cma0");
}

TEST(CmaPools, ADebugfsNameThatWasPrefixedAndCutIsJoined) {
  MemoryTree tree;
  add_area(tree, "cma-vpu@5000000", "256", "32", "0", "32", "0");
  tree.add("/sys/kernel/mm/cma/vpu@50000000/alloc_pages_success", "5\n");
  const CmaPools pools = read_cma_pools(tree, {});
  ASSERT_EQ(pools.areas.size(), 1);
  EXPECT_EQ(pools.areas[0].counters.alloc_pages_success, Pages{5});
}

TEST(CmaPools, OldKernelsGiveAnAreaItsIndexForAName) {
  MemoryTree tree;
  add_area(tree, "cma-0", "256", "32", "0", "32", "0");
  tree.add("/sys/kernel/debug/cma/cma-1/count", "0\n");
  const CmaPools pools = read_cma_pools(tree, {});
  ASSERT_EQ(pools.areas.size(), 2);
  EXPECT_EQ(pools.areas[0].name, "cma-0");
  EXPECT_EQ(pools.areas[1].used, std::nullopt);
}

TEST(CmaPools, WordsOfABigEndianKernelAreTurnedRoundFirst) {
  MemoryTree tree;
  add_area(tree, "pool", "256", "64", "32", "32", "0 4294967295");
  const CmaPools pools = read_cma_pools(tree, {.word_order = CmaWordOrder::PairsSwapped});
  ASSERT_EQ(pools.areas.size(), 1);
  EXPECT_EQ(free_runs(pools.areas[0], 0), (std::vector<PageRun>{{{32}, {32}}}));
}

TEST(CmaPools, AnAreaThatIsNotActivatedIsAFindingAndNoRegion) {
  MemoryTree tree;
  add_area(tree, "broken", "0", "0", "0", "0", "");
  tree.add_directory("/sys/kernel/mm/cma");
  const CmaPools pools = read_cma_pools(tree, {});
  EXPECT_TRUE(pools.regions.empty());
  ASSERT_EQ(pools.findings.size(), 1);
  EXPECT_EQ(pools.findings[0].rule, "cma-not-activated");
  EXPECT_EQ(pools.findings[0].message, "the CMA area broken could not be activated: nothing can be taken from it");
}

TEST(CmaPools, ABitmapThatStaysAnotherThanItsCountIsAFinding) {
  MemoryTree tree;
  add_area(tree, "pool", "256", "32", "2", "30", "1");
  const CmaPools pools = read_cma_pools(tree, {});
  ASSERT_EQ(pools.findings.size(), 1);
  EXPECT_EQ(pools.findings[0].rule, "cma-bitmap-mismatch");
  EXPECT_EQ(pools.findings[0].message, "the bitmap of pool has 1 pages held and its count 2");
}

TEST(CmaPools, WithoutRootTheCountersOfSysfsRemainAndANoteSaysWhatIsMissing) {
  MemoryTree tree;
  tree.forbid("/sys/kernel/debug");
  tree.add("/sys/kernel/mm/cma/reserved/total_pages", "8192\n");
  tree.add("/sys/kernel/mm/cma/reserved/available_pages", "8000\n");
  const CmaPools pools = read_cma_pools(tree, {});
  ASSERT_EQ(pools.areas.size(), 1);
  EXPECT_EQ(held_now(pools.areas[0]), Pages{192});
  EXPECT_EQ(total(pools.areas[0]), Pages{8192});
  EXPECT_TRUE(pools.regions.empty());
  EXPECT_EQ(pools.notes, (std::vector<Note>{{"/sys/kernel/debug/cma", "permission denied", "run as root"}}));
}

TEST(CmaPools, ADebugfsThatIsNotMountedHasItsRemedy) {
  MemoryTree tree;
  tree.add_directory("/sys/kernel/debug");
  const CmaPools pools = read_cma_pools(tree, {});
  EXPECT_EQ(pools.notes,
            (std::vector<Note>{
                {"/sys/kernel/debug/cma", "debugfs is not mounted", "as root: mount -t debugfs none /sys/kernel/debug"},
                {"/sys/kernel/mm/cma", "not in this kernel", "needs CONFIG_CMA_SYSFS, Linux 5.13"}}));
}

TEST(CmaPools, AKernelWithoutCmaInItsDebugfsIsToldFromOneWithoutDebugfs) {
  MemoryTree tree{{{"/sys/kernel/debug/gpio", ""}}};
  const CmaPools pools = read_cma_pools(tree, {});
  ASSERT_FALSE(pools.notes.empty());
  EXPECT_EQ(to_string(pools.notes[0]), "/sys/kernel/debug/cma: not in this kernel (needs CONFIG_CMA_DEBUGFS)");
}

TEST(CmaPools, FilesThatAreStrangeAreOneNoteAndNoNumber) {
  MemoryTree tree;
  add_area(tree, "a", "256", "many", "0", "32", "0");
  add_area(tree, "b", "256", "more", "0", "32", "0");
  const CmaPools pools = read_cma_pools(tree, {});
  EXPECT_TRUE(pools.regions.empty());
  EXPECT_EQ(pools.areas[0].count, std::nullopt);
  ASSERT_EQ(pools.notes.size(), 1);
  EXPECT_EQ(to_string(pools.notes[0]), "/sys/kernel/debug/cma/a/count:1:1: no number (expected one decimal number)");
}

TEST(CmaPools, AnAreaPastTheEndOfAddressesIsNoRegion) {
  MemoryTree tree;
  add_area(tree, "far", "18446744073709551615", "32", "0", "32", "0");
  EXPECT_TRUE(read_cma_pools(tree, {}).regions.empty());
}

}  // namespace
}  // namespace rampart
