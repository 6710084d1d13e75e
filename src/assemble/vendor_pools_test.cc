#include "assemble/vendor_pools.h"

#include <gtest/gtest.h>

#include "base/memory_tree.h"
#include "base/test_data.h"

namespace rampart {
namespace {

PhysRange range(std::uint64_t first, std::uint64_t last) { return *PhysRange::from_first_last({first}, {last}); }

TEST(VendorPools, ADeviceOfNoneOfTheVendorsHasNoPoolsAndNoNotes) {
  MemoryTree tree{{{"/proc/meminfo", ""}}};
  const VendorPools pools = read_vendor_pools(tree);
  EXPECT_TRUE(pools.files.empty());
  EXPECT_TRUE(pools.notes.empty());
  EXPECT_EQ(pools.total(Kind::Cmm), std::nullopt);
}

TEST(VendorPools, ThePartitionOfAxeraIsARegionWithItsUse) {
  MemoryTree tree;
  tree.add("/proc/ax_proc/mem_cmm_info", test_data("samples/axera/mem_cmm_info-ax630c-m5stack-module-llm-v2.0.0.txt"));
  const VendorPools pools = read_vendor_pools(tree);
  EXPECT_TRUE(pools.notes.empty());
  EXPECT_TRUE(pools.findings.empty());
  ASSERT_EQ(pools.regions.size(), 1);
  EXPECT_EQ(pools.regions[0], (Region{.range = range(0x90000000, 0x13FFFFFFF),
                                      .name = "anonymous",
                                      .kind = Kind::Cmm,
                                      .origin = {{"/proc/ax_proc/mem_cmm_info", 3, 0}, ""},
                                      .usage = {kib(388), kib(2883196), kib(2883196)}}));
  EXPECT_EQ(to_string(pools.regions[0].origin), "/proc/ax_proc/mem_cmm_info:3");
  EXPECT_EQ(pools.total(Kind::Cmm), kib(2883584));
  EXPECT_EQ(pools.used(Kind::Cmm), kib(388));
  EXPECT_EQ(pools.total(Kind::Ion), std::nullopt);
}

TEST(VendorPools, ACopyThatWasCutHasNoLargestFreeRun) {
  MemoryTree tree;
  tree.add("/proc/ax_proc/mem_cmm_info", test_data("samples/axera/mem_cmm_info-ax650-v3.10.2-truncated.txt"));
  const VendorPools pools = read_vendor_pools(tree);
  ASSERT_EQ(pools.regions.size(), 1);
  EXPECT_EQ(pools.regions[0].usage, (Usage{kib(1519836), kib(3723044), std::nullopt}));
  ASSERT_EQ(pools.findings.size(), 1);
  EXPECT_EQ(pools.findings[0].rule, "pool-cut");
}

TEST(VendorPools, TheHeapOfSophgoIsPlacedByItsParts) {
  MemoryTree tree;
  tree.add("/sys/kernel/debug/ion/cvi_carveout_heap_dump/summary",
           test_data("samples/sophgo-ion/summary-nanokvm-idle.txt"));
  tree.add("/sys/kernel/debug/ion/cvi_carveout_heap_dump/total_mem", "78643200\n");
  const VendorPools pools = read_vendor_pools(tree);
  ASSERT_EQ(pools.regions.size(), 1);
  EXPECT_EQ(pools.regions[0].range, range(0x8B300000, 0x8FDFFFFF));
  EXPECT_EQ(pools.regions[0].kind, Kind::Ion);
  EXPECT_EQ(pools.regions[0].usage, (Usage{Bytes{18653184}, Bytes{59990016}, Bytes{59990016}}));
  EXPECT_EQ(pools.total(Kind::Ion), Bytes{78643200});
}

TEST(VendorPools, WithoutASummaryTheNumbersOfSophgoServe) {
  MemoryTree tree;
  tree.add("/sys/kernel/debug/ion/cvi_carveout_heap_dump/total_mem", test_data("samples/sophgo-ion/total_mem.txt"));
  tree.add("/sys/kernel/debug/ion/cvi_carveout_heap_dump/alloc_mem", test_data("samples/sophgo-ion/alloc_mem.txt"));
  const VendorPools pools = read_vendor_pools(tree);
  ASSERT_EQ(pools.files.size(), 1);
  EXPECT_EQ(pools.files[0].text.pools, (std::vector<VendorPool>{{.vendor = "Sophgo",
                                                                 .name = "carveout",
                                                                 .kind = Kind::Ion,
                                                                 .total = Bytes{78643200},
                                                                 .used = Bytes{18653184}}}));
  EXPECT_EQ(pools.used(Kind::Ion), Bytes{18653184});
}

TEST(VendorPools, ASummaryThatIsNotUnderstoodIsAFindingBesideTheNumbers) {
  MemoryTree tree;
  tree.add("/sys/kernel/debug/ion/cvi_cvi_npu_heap_dump/summary", "Summary:\n");
  tree.add("/sys/kernel/debug/ion/cvi_cvi_npu_heap_dump/total_mem", "4096\n");
  const VendorPools pools = read_vendor_pools(tree);
  ASSERT_EQ(pools.findings.size(), 1);
  EXPECT_EQ(pools.findings[0].message,
            "the summary is not readable, so only the sums are known: no heap (expected [<id>] <heap> heap size:<n> "
            "bytes, used:<n> bytes)");
  EXPECT_EQ(pools.files[0].text.pools[0].name, "cvi_npu");
  EXPECT_EQ(pools.used(Kind::Ion), std::nullopt);
}

TEST(VendorPools, HeapsOfIonAreReadInWhicheverFormTheyHave) {
  MemoryTree tree;
  tree.add("/sys/kernel/debug/ion/heaps/cma_reserved", test_data("samples/horizon-ion/heap-cma_reserved-rdk-s100.txt"));
  tree.add("/sys/kernel/debug/ion/heaps/system", test_data("samples/ion/heap-system-empty-4.x.txt"));
  tree.add("/sys/kernel/debug/ion/heaps/all_heap_info", "a text of another form\n");
  const VendorPools pools = read_vendor_pools(tree);
  EXPECT_TRUE(pools.notes.empty());
  ASSERT_EQ(pools.files.size(), 2);
  EXPECT_EQ(pools.files[0].text.pools[0].vendor, "Horizon");
  EXPECT_EQ(pools.files[1].text.pools[0].vendor, "ION");
  EXPECT_EQ(pools.files[1].text.pools[0].name, "system");
  EXPECT_EQ(pools.used(Kind::Ion), Bytes{55066624});
  EXPECT_EQ(pools.total(Kind::Ion), std::nullopt);  // the system heap has no size of its own
}

TEST(VendorPools, AFormThatNobodyReadsIsANote) {
  MemoryTree tree;
  tree.add("/sys/kernel/debug/ion/heaps/new", "a text of another form\n");
  tree.add("/proc/media-mem", "nothing known\n");
  const VendorPools pools = read_vendor_pools(tree);
  ASSERT_EQ(pools.notes.size(), 2);
  EXPECT_EQ(to_string(pools.notes[0]),
            "/proc/media-mem:1:1: no zone and no sum (expected the text of mem_cmm_info or media-mem)");
  EXPECT_EQ(to_string(pools.notes[1]), "/sys/kernel/debug/ion/heaps/new:1:1: no ION heap (expected client pid size)");
}

TEST(VendorPools, AForbiddenFileIsANote) {
  MemoryTree tree;
  tree.forbid("/proc/rk_dma_heap");
  EXPECT_EQ(read_vendor_pools(tree).notes,
            (std::vector<Note>{{"/proc/rk_dma_heap/dma_heap_info", "permission denied", "run as root"}}));
}

TEST(VendorPools, AForbiddenDebugfsIsANoteOnlyWhereThereIsIon) {
  MemoryTree tree;
  tree.forbid("/sys/kernel/debug");
  EXPECT_TRUE(read_vendor_pools(tree).notes.empty());
  tree.add("/sys/class/misc/ion/dev", "10:61\n");
  EXPECT_EQ(read_vendor_pools(tree).notes,
            (std::vector<Note>{{"/sys/kernel/debug/ion", "permission denied", "run as root"}}));
}

TEST(VendorPools, TheLargestFreeRunMayLieBetweenBlocks) {
  MemoryTree tree;
  tree.add("/proc/media-mem",
           "+---ZONE: PHYS(0x10000, 0x1FFFF), GFP=0, nBYTES=64KB,    NAME=\"z\"\n"
           "   |-MMB: phys(0x1C000, 0x1DFFF), kvirt=0x0, flags=0x0, length=8KB,    name=\"b\"\n"
           "   |-MMB: phys(0x11000, 0x11FFF), kvirt=0x0, flags=0x0, length=4KB,    name=\"a\"\n"
           " total size=64KB(0MB),used=12KB(0MB + 12KB),remain=52KB(0MB + 52KB),zone_number=1,block_number=2\n");
  const VendorPools pools = read_vendor_pools(tree);
  ASSERT_EQ(pools.regions.size(), 1);
  EXPECT_EQ(pools.regions[0].usage, (Usage{kib(12), kib(52), kib(40)}));
}

}  // namespace
}  // namespace rampart
