#include "sources/memory_parameters.h"

#include <gtest/gtest.h>
#include <string>

namespace rampart {
namespace {

MemoryParameters read(std::string_view text) { return memory_parameters(parse_command_line(text, "cmdline")); }

CmaParameter cma(Bytes size, std::optional<PhysAddr> base, std::optional<PhysAddr> limit, bool fixed,
                 std::size_t column) {
  return {.size = size, .base = base, .limit = limit, .fixed = fixed, .column = column};
}

TEST(MemoryParameters, CmaWithAPlaceIsFixedAndWithAWindowIsNot) {
  EXPECT_EQ(read("cma=64M").cma, cma(mib(64), {}, {}, false, 1));
  EXPECT_EQ(read("cma=64M@0x50000000").cma, cma(mib(64), PhysAddr{0x50000000}, PhysAddr{0x54000000}, true, 1));
  EXPECT_EQ(read("cma=64M@0x48000000-0x60000000").cma,
            cma(mib(64), PhysAddr{0x48000000}, PhysAddr{0x60000000}, false, 1));
  EXPECT_EQ(read("cma=64M@0x5c000000-0x60000000").cma,
            cma(mib(64), PhysAddr{0x5c000000}, PhysAddr{0x60000000}, true, 1));
  EXPECT_EQ(read("cma=128M@128M").cma, cma(mib(128), PhysAddr{mib(128).value}, PhysAddr{mib(256).value}, true, 1));
}

TEST(MemoryParameters, CmaTakesNumbersAsTheKernelDoes) {
  EXPECT_EQ(read("cma=16MB").cma->size, mib(16));
  EXPECT_EQ(read("cma=64").cma->size, Bytes{64});
  EXPECT_EQ(read("cma=020M").cma->size, mib(16));
  EXPECT_EQ(read("cma=0x1000000").cma->size, mib(16));
  EXPECT_EQ(read("cma=16M,32M").cma->size, mib(16));
  for (const char* const text : {"cma=", "cma=-1", "cma=none"}) EXPECT_EQ(read(text).cma->size, Bytes{0}) << text;
  EXPECT_EQ(read("cma").cma, std::nullopt);
}

TEST(MemoryParameters, TheLastCmaDecidesTheSizeWhileAPlaceStays) {
  EXPECT_EQ(read("cma=16M cma=32M").cma, cma(mib(32), {}, {}, false, 9));
  EXPECT_EQ(read("cma=16M@0x50000000 cma=32M").cma,
            cma(mib(32), PhysAddr{0x50000000}, PhysAddr{0x51000000}, false, 20));
}

TEST(MemoryParameters, TheGrammarOf2010IsKnownAndNotRead) {
  for (const char* const text :
       {"cma=mfc=8M", "cma=a=48M:bf;b=24M@0x200000:bf", "cma.map=s3c-mfc/A=a", "cma_map=*=a"}) {
    const MemoryParameters found = read(text);
    EXPECT_TRUE(found.has_legacy_cma) << text;
    EXPECT_EQ(found.cma, std::nullopt) << text;
    EXPECT_TRUE(found.findings.empty()) << text;
  }
}

TEST(MemoryParameters, EveryMemIsKept) {
  EXPECT_EQ(read("mem=64M@0x80000000 mem=832M").mem,
            (std::vector<MemParameter>{{mib(64), PhysAddr{0x80000000}, 1}, {mib(832), {}, 20}}));
  EXPECT_TRUE(read("mem=nopentium").findings.empty());
}

TEST(MemoryParameters, MemmapInAllItsForms) {
  using Use = MemmapEntry::Use;
  EXPECT_EQ(read("memmap=exactmap,640K@0,16M$0x10000000,1M#0x12000000 memmap=32M!0x14000000 memmap=1G "
                 "memmap=4K%0x100000-1+2")
                .memmap,
            (std::vector<MemmapEntry>{{Use::Exact, {}, {}, "", 1},
                                      {Use::Ram, kib(640), PhysAddr{0}, "", 1},
                                      {Use::Reserved, mib(16), PhysAddr{0x10000000}, "", 1},
                                      {Use::Acpi, mib(1), PhysAddr{0x12000000}, "", 1},
                                      {Use::Persistent, mib(32), PhysAddr{0x14000000}, "", 53},
                                      {Use::Limit, gib(1), {}, "", 75},
                                      {Use::Retype, kib(4), PhysAddr{0x100000}, "-1+2", 85}}));
}

TEST(MemoryParameters, AreasOfEachNode) {
  EXPECT_EQ(read("hugetlb_cma=2G").hugetlb_cma, (std::vector<NodeSize>{{{}, gib(2)}}));
  EXPECT_EQ(read("hugetlb_cma=0:1G,1:2G").hugetlb_cma, (std::vector<NodeSize>{{0, gib(1)}, {1, gib(2)}}));
  EXPECT_EQ(read("numa_cma=0:16M").numa_cma, (std::vector<NodeSize>{{0, mib(16)}}));
  EXPECT_EQ(read("cma-pernuma=16M").cma_pernuma, mib(16));
}

TEST(MemoryParameters, ReservationsByName) {
  const MemoryParameters found = read("reserve_mem=2M:4096:trace reserve_mem=1M:4096:oops");
  EXPECT_EQ(found.reserve_mem, (std::vector<ReserveMem>{{mib(2), kib(4), "trace", 1}, {mib(1), kib(4), "oops", 27}}));
}

TEST(MemoryParameters, CrashkernelOfOneSizeOrBySteps) {
  using Step = Crashkernel::Step;
  EXPECT_EQ(read("crashkernel=256M@0x10000000").crashkernel.at(0),
            (Crashkernel{.size = mib(256), .steps = {}, .base = PhysAddr{0x10000000}, .where = "", .column = 1}));
  EXPECT_EQ(read("crashkernel=256M,high").crashkernel.at(0).where, "high");
  EXPECT_EQ(read("crashkernel=512M-2G:64M,2G-:128M@16M").crashkernel.at(0),
            (Crashkernel{.size = {},
                         .steps = {Step{mib(512), gib(2), mib(64)}, Step{gib(2), {}, mib(128)}},
                         .base = PhysAddr{mib(16).value},
                         .where = "",
                         .column = 1}));
}

TEST(MemoryParameters, SwiotlbCountsSlabsAndHasNoSuffix) {
  EXPECT_EQ(read("swiotlb=32768").swiotlb, (Swiotlb{.slabs = 32768, .areas = {}}));
  EXPECT_EQ(read("swiotlb=4096,2,force").swiotlb, (Swiotlb{.slabs = 4096, .areas = 2, .force = true}));
  EXPECT_EQ(read("swiotlb=noforce").swiotlb, (Swiotlb{.slabs = {}, .areas = {}, .noforce = true}));
  const MemoryParameters found = read("swiotlb=64M");
  EXPECT_EQ(found.swiotlb->slabs, 64U);
  EXPECT_EQ(found.findings.size(), 1U);
}

TEST(MemoryParameters, ZonesOfVendors) {
  EXPECT_EQ(read("mmz=ddr,0,0,384M").zones, (std::vector<VendorZone>{{"ddr", {}, mib(384), 1}}));
  EXPECT_EQ(read("cmmpool=anonymous,0,0x60000000,512M:b,0,0x80000000,1G").zones,
            (std::vector<VendorZone>{{"anonymous", PhysAddr{0x60000000}, mib(512), 1},
                                     {"b", PhysAddr{0x80000000}, gib(1), 1}}));
  EXPECT_EQ(read("rk_dma_heap_cma=48M").rk_dma_heap_cma, mib(48));
}

TEST(MemoryParameters, TheRest) {
  const MemoryParameters found = read("coherent_pool=1M vmalloc=256M movablecore=50% kernelcore=mirror nokaslr");
  EXPECT_EQ(found.coherent_pool, mib(1));
  EXPECT_EQ(found.vmalloc, mib(256));
  EXPECT_EQ(found.movablecore, "50%");
  EXPECT_EQ(found.kernelcore, "mirror");
  EXPECT_TRUE(found.nokaslr);
  EXPECT_TRUE(found.findings.empty());
}

std::string complaint(std::string_view text) {
  const MemoryParameters found = read(text);
  return found.findings.size() == 1 ? found.findings[0].message : std::to_string(found.findings.size());
}

TEST(MemoryParameters, WhatIsWrittenWronglyIsToldWithWhatWasExpected) {
  EXPECT_EQ(complaint("cma"), "cma has no value (expected cma=SIZE[@BASE[-LIMIT]])");
  EXPECT_EQ(complaint("cma=16MB"), "cma=16MB has a rest that is not read: \"B\" (expected cma=SIZE[@BASE[-LIMIT]])");
  EXPECT_EQ(complaint("mem=lots"), "mem=lots has no size (expected mem=SIZE[@START])");
  EXPECT_EQ(complaint("crashkernel=auto"),
            "crashkernel=auto has no size (expected crashkernel=SIZE[@BASE], SIZE,high, SIZE,low or "
            "FROM-BELOW:SIZE[,...][@BASE])");
  EXPECT_EQ(complaint("mem=16E"),
            "mem=16E has a number past 2^64, of which the kernel takes the rest (expected mem=SIZE[@START])");
  EXPECT_EQ(read("quiet mem=lots").findings.at(0).locations.at(0).where, (SourcePos{"cmdline", 1, 7}));
}

}  // namespace
}  // namespace rampart
