#include "analyses/cma_view.h"

#include <cerrno>
#include <gtest/gtest.h>
#include <map>

#include "base/memory_tree.h"
#include "sources/dtb_builder.h"

namespace rampart {
namespace {

void add_area(MemoryTree& tree, const std::string& name, const std::string& base_pfn, const std::string& count,
              const std::string& used, const std::string& maxchunk, const std::string& bitmap) {
  const std::string area = "/sys/kernel/debug/cma/" + name;
  tree.add(area + "/base_pfn", base_pfn + "\n");
  tree.add(area + "/count", count + "\n");
  tree.add(area + "/order_per_bit", "0\n");
  tree.add(area + "/used", used + "\n");
  tree.add(area + "/maxchunk", maxchunk + "\n");
  tree.add(area + "/bitmap", bitmap + "\n");
}

/// A kernel of this release with CMA.
MemoryTree system_of(const std::string& release, const std::string& cmdline = "console=ttyAMA0") {
  MemoryTree tree;
  tree.add("/proc/meminfo", "MemTotal: 500000 kB\nCmaTotal: 33024 kB\nCmaFree: 30000 kB\n");
  tree.add("/proc/sys/kernel/osrelease", release + "\n");
  tree.add("/proc/cmdline", cmdline + "\n");
  return tree;
}

/// Two pools, the default one of 64 pages; a codec names the other.
std::string board() {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.begin_node("reserved-memory");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.property("ranges");
  b.begin_node("linux,cma");
  b.string("compatible", "shared-dma-pool");
  b.property("reusable");
  b.property("linux,cma-default");
  b.cells("size", {0, 0x2000000});
  b.end_node();
  b.begin_node("vpu@50000000");
  b.string("compatible", "shared-dma-pool");
  b.property("reusable");
  b.cells("reg", {0, 0x50000000, 0, 0x40000});
  b.cells("phandle", {1});
  b.end_node();
  b.end_node();
  b.begin_node("video-codec@a100000");
  b.cells("memory-region", {1});
  b.end_node();
  b.end_node();
  return b.finish().value();
}

CmaView view_of(MemoryTree& tree, std::optional<std::uint64_t> cap = std::nullopt) {
  return cma_view(read_cma_system(tree), cap);
}

TEST(CmaView, APoolHasItsPlaceItsUseItsHeapAndTheDevicesThatNameIt) {
  MemoryTree tree = system_of("6.12.117");
  add_area(tree, "linux,cma", "376832", "8192", "32", "8160", "4294967295");
  add_area(tree, "vpu@50000000", "327680", "64", "6", "58", "63 0");
  tree.add("/sys/kernel/mm/cma/vpu@50000000/alloc_pages_success", "6\n");
  tree.add("/sys/kernel/mm/cma/vpu@50000000/alloc_pages_fail", "3000\n");
  tree.add("/dev/dma_heap/linux,cma", "");
  tree.add("/dev/dma_heap/system", "");
  tree.add("/sys/firmware/fdt", board());
  const CmaView view = view_of(tree);
  ASSERT_EQ(view.pools.size(), 2);
  const CmaPoolView& common = view.pools[0];
  EXPECT_EQ(common.name, "linux,cma");
  EXPECT_TRUE(common.is_default);
  EXPECT_EQ(common.heaps, std::vector<std::string>{"/dev/dma_heap/linux,cma"});
  EXPECT_TRUE(common.users.empty());
  const CmaPoolView& own = view.pools[1];
  EXPECT_EQ(own.debugfs, "/sys/kernel/debug/cma/vpu@50000000");
  EXPECT_EQ(own.base, PhysAddr{0x50000000});
  EXPECT_EQ(own.size, kib(256));
  EXPECT_EQ(own.used, kib(24));
  EXPECT_EQ(own.free, kib(232));
  EXPECT_EQ(own.largest_free, kib(232));
  EXPECT_EQ(own.alloc_success, kib(24));
  EXPECT_EQ(own.alloc_fail, kib(12000));
  EXPECT_EQ(own.release_success, std::nullopt);
  EXPECT_FALSE(own.is_default);
  EXPECT_TRUE(own.heaps.empty());
  EXPECT_EQ(own.users, std::vector<std::string>{"/video-codec@a100000"});
}

TEST(CmaView, ThePoolOfTheCommandLineIsTheDefaultWhateverTheTreeSays) {
  MemoryTree tree = system_of("6.12.117", "cma=16M");
  add_area(tree, "reserved", "376832", "64", "0", "64", "0 0");
  add_area(tree, "vpu@50000000", "327680", "64", "0", "64", "0 0");
  tree.add("/sys/firmware/fdt", board());
  const CmaView view = view_of(tree);
  ASSERT_TRUE(default_pool(view));
  EXPECT_EQ(default_pool(view)->name, "reserved");
}

TEST(CmaView, TheDefaultPoolHasASecondHeapWhereKernelsGiveItOne) {
  MemoryTree tree = system_of("7.2.13");
  add_area(tree, "linux,cma", "376832", "64", "0", "64", "0 0");
  add_area(tree, "vpu@50000000", "327680", "64", "0", "64", "0 0");
  tree.add("/sys/firmware/fdt", board());
  for (const std::string heap : {"default_cma_region", "linux,cma", "vpu@50000000", "system"}) {
    tree.add("/dev/dma_heap/" + heap, "");
  }
  const CmaView view = view_of(tree);
  EXPECT_EQ(view.pools[0].heaps,
            (std::vector<std::string>{"/dev/dma_heap/default_cma_region", "/dev/dma_heap/linux,cma"}));
  EXPECT_EQ(view.pools[1].heaps, std::vector<std::string>{"/dev/dma_heap/vpu@50000000"});
  EXPECT_EQ(view.no_room_errno, EBUSY);
}

TEST(CmaView, ANameThatDebugfsCutIsFoundInTheTreeAllTheSame) {
  MemoryTree tree = system_of("5.10.223");
  add_area(tree, "cma-vpu@5000000", "327680", "64", "0", "64", "0 0");
  tree.add("/sys/firmware/fdt", board());
  const CmaView view = view_of(tree);
  ASSERT_EQ(view.pools.size(), 1);
  EXPECT_EQ(view.pools[0].users, std::vector<std::string>{"/video-codec@a100000"});
}

TEST(CmaView, ABoardThatIsGivenTakesThePlaceOfTheSystemsTree) {
  MemoryTree tree = system_of("6.12.117");
  add_area(tree, "vpu@50000000", "327680", "64", "0", "64", "0 0");
  const CmaSystem system = read_cma_system(tree, parse_dtb(board(), "board.dtb").value());
  EXPECT_EQ(cma_view(system, std::nullopt).pools[0].users, std::vector<std::string>{"/video-codec@a100000"});
}

TEST(CmaView, WithoutDebugfsThePlaceIsThatOfTheTreeOrOfTheLog) {
  MemoryTree tree = system_of("6.12.117");
  for (const std::string pool : {"linux,cma", "vpu@50000000"}) {
    tree.add("/sys/kernel/mm/cma/" + pool + "/alloc_pages_success", "4\n");
    tree.add("/sys/kernel/mm/cma/" + pool + "/release_pages_success", "1\n");
  }
  tree.add("/sys/firmware/fdt", board());
  tree.add(
      "/dev/kmsg",
      "[    0.000000] Booting Linux on physical CPU 0x0000000000 [0x410fd034]\n"
      "[    0.000000] Reserved memory: created CMA memory pool at 0x000000005c000000, size 32 MiB\n"
      "[    0.000000] OF: reserved mem: initialized node linux,cma, compatible id shared-dma-pool\n"
      "[    0.000000] OF: reserved mem: 0x000000005c000000..0x000000005dffffff (32768 KiB) map reusable linux,cma\n");
  const CmaView view = view_of(tree);
  ASSERT_EQ(view.pools.size(), 2);
  EXPECT_EQ(view.pools[0].base, PhysAddr{0x5c000000});
  EXPECT_EQ(view.pools[1].base, PhysAddr{0x50000000});
  EXPECT_EQ(view.pools[0].size, mib(32));
  EXPECT_EQ(view.pools[1].size, kib(256));
  EXPECT_EQ(view.pools[0].used, kib(12));
  EXPECT_EQ(view.pools[0].debugfs, "");
  EXPECT_FALSE(view.pools[0].has_bitmap());
  EXPECT_EQ(fragmentation(view.pools[0], view.page_size, std::nullopt), std::nullopt);
  ASSERT_EQ(view.notes.size(), 1);
  EXPECT_EQ(to_string(view.notes[0]),
            "/sys/kernel/debug/cma: debugfs is not mounted (as root: mount -t debugfs none /sys/kernel/debug)");
}

TEST(CmaView, OfAKernelWithoutCmaNothingElseIsRead) {
  MemoryTree tree{{{"/proc/meminfo", "MemTotal: 500000 kB\n"}}};
  const CmaSystem system = read_cma_system(tree);
  EXPECT_EQ(tree.reads(), 1);
  EXPECT_EQ(system.cma_total, std::nullopt);
  EXPECT_TRUE(cma_view(system, std::nullopt).pools.empty());
}

TEST(CmaView, ARequestIsRoundedUpToPagesAndAlignedByItsSizeUpToTheCapOfTheKernel) {
  MemoryTree tree = system_of("6.12.117");
  const CmaView assumed = view_of(tree);
  EXPECT_TRUE(assumed.cap_is_assumed);
  EXPECT_EQ(request_for({5000}, assumed), (CmaRequest{{2}, 1}));
  EXPECT_EQ(request_for(mib(9), assumed), (CmaRequest{{2304}, 8}));
  EXPECT_EQ(request_for(mib(9), assumed, mib(4)), (CmaRequest{{2304}, 10}));
  EXPECT_EQ(request_for(mib(9), assumed, kib(4)), (CmaRequest{{2304}, 0}));
  const CmaView known = view_of(tree, 4);
  EXPECT_FALSE(known.cap_is_assumed);
  EXPECT_EQ(request_for(mib(9), known), (CmaRequest{{2304}, 4}));
}

TEST(CmaView, FragmentationIsTheShareOfFreeMemoryThatIsOfNoUseToARequest) {
  MemoryTree tree = system_of("6.12.117");
  // 64 pages, held: 16 to 19 and 40.
  add_area(tree, "pool", "327680", "64", "5", "23", "983040 256");
  const CmaView view = view_of(tree);
  const CmaPoolView& pool = view.pools[0];
  // The longest run has 23 of 59 free pages.
  EXPECT_EQ(fragmentation(pool, kib(4), std::nullopt), (CmaFragmentation{kib(236), kib(144), std::nullopt}));
  // 20 pages at any page: runs of 16, 20 and 23.
  EXPECT_EQ(fragmentation(pool, kib(4), CmaRequest{{20}, 0}), (CmaFragmentation{kib(236), kib(64), 2}));
  EXPECT_EQ(fragmentation(pool, kib(4), CmaRequest{{20}, 0})->percent(), 27);
  EXPECT_EQ(place_for(pool, kib(4), {{20}, 0}), PhysAddr{0x50014000});
  EXPECT_EQ(place_for(pool, kib(4), {{21}, 0}), PhysAddr{0x50029000});
  EXPECT_EQ(place_for(pool, kib(4), {{24}, 0}), std::nullopt);
}

TEST(CmaView, AFullPoolIsNotFragmented) { EXPECT_EQ((CmaFragmentation{{}, {}, 0}).percent(), 0); }

TEST(CmaView, RangesOfOnePoolAreSearchedOneAfterTheOther) {
  MemoryTree tree = system_of("7.2.13");
  const std::string area = "/sys/kernel/debug/cma/hugetlb/";
  for (const auto& [name, text] : std::map<std::string, std::string>{{"count", "96\n"},
                                                                     {"order_per_bit", "0\n"},
                                                                     {"used", "33\n"},
                                                                     {"maxchunk", "32\n"},
                                                                     {"ranges/0/base_pfn", "256\n"},
                                                                     {"ranges/0/bitmap", "4294967295 0\n"},
                                                                     {"ranges/1/base_pfn", "1024\n"},
                                                                     {"ranges/1/bitmap", "1\n"}}) {
    tree.add(area + name, text);
  }
  const CmaView view = view_of(tree);
  ASSERT_TRUE(view.pools[0].has_bitmap());
  EXPECT_EQ(place_for(view.pools[0], kib(4), {{32}, 0}), PhysAddr{0x120000});
  EXPECT_EQ(fragmentation(view.pools[0], kib(4), CmaRequest{{31}, 0}), (CmaFragmentation{kib(252), Bytes{0}, 2}));
}

}  // namespace
}  // namespace rampart
