#include "assemble/combine.h"

#include <cstdint>
#include <gtest/gtest.h>
#include <string>

namespace rampart {
namespace {

Region region(std::uint64_t base, Bytes size, std::string name, Kind kind, std::string file) {
  return {.range = *PhysRange::make({base}, size),
          .name = std::move(name),
          .kind = kind,
          .origin = {{std::move(file), 0, 0}, ""}};
}

TEST(Combine, ARangeToldByTwoSourcesIsOneRegionWithTheUseThatOnlyTheSecondKnows) {
  Region running = region(0x50000000, mib(8), "vpu@50000000", Kind::Cma, "/sys/kernel/debug/cma/vpu@50000000");
  running.usage.used = mib(3);
  const MemoryMap map =
      combine({{{region(0x50000000, mib(8), "vpu@50000000", Kind::Cma, "board.dtb")}, {}}, {{running}, {}}});
  ASSERT_EQ(map.regions().size(), 1U);
  EXPECT_EQ(map.regions()[0].origin.where.file, "board.dtb");
  EXPECT_EQ(map.regions()[0].usage.used, mib(3));
  EXPECT_EQ(map.regions()[0].confirmed_by, std::vector{running.origin});
  EXPECT_TRUE(map.findings().empty());
}

TEST(Combine, ARangeToldByTwoSourcesKeepsTheBlocksThatOnlyOneKnows) {
  Region heap = region(0x20000000, kib(1), "heap", Kind::Heap, "paste.txt");
  heap.occupancy = Occupancy{{16}, {{Occupancy::State::Free, kib(1)}}};
  const MemoryMap map = combine({{{region(0x20000000, kib(1), "heap", Kind::Heap, "boot.log")}, {}}, {{heap}, {}}});
  ASSERT_EQ(map.regions().size(), 1U);
  EXPECT_EQ(map.regions()[0].occupancy, heap.occupancy);
}

TEST(Combine, ANamelessReservationGetsTheNameThatAnotherSourceKnows) {
  Region nameless = region(0x54000000, mib(1), "reserved", Kind::NoMap, "/proc/iomem");
  nameless.attributes.anonymous = true;
  const MemoryMap map =
      combine({{{nameless}, {}}, {{region(0x54000000, mib(1), "dsp@54000000", Kind::NoMap, "dmesg")}, {}}});
  ASSERT_EQ(map.regions().size(), 1U);
  EXPECT_EQ(map.regions()[0].name, "dsp@54000000");
  EXPECT_FALSE(map.regions()[0].attributes.anonymous);
}

TEST(Combine, ARegionDeclaredBySizeTakesTheAddressThatTheLogGivesForItsName) {
  const DynamicRegion heap{.size = mib(12),
                           .name = "adsp-heap",
                           .kind = Kind::Cma,
                           .origin = {{"board.dts", 31, 3}, "/reserved-memory/adsp-heap"},
                           .users = {"/fastrpc"}};
  const MemoryMap map =
      combine({{{}, {heap}}, {{region(0xff000000, mib(12), "adsp-heap", Kind::Reserved, "dmesg")}, {}}});
  EXPECT_TRUE(map.dynamic().empty());
  ASSERT_EQ(map.regions().size(), 1U);
  EXPECT_EQ(map.regions()[0].kind, Kind::Cma);
  EXPECT_EQ(map.regions()[0].users, std::vector<std::string>{"/fastrpc"});
  EXPECT_EQ(map.regions()[0].confirmed_by, std::vector{heap.origin});
}

TEST(Combine, PiecesOfRamInsideAKnownBankOnlyConfirmIt) {
  const MemoryMap map = combine({{{region(0x40000000, mib(512), "memory@40000000", Kind::Ram, "board.dtb")}, {}},
                                 {{region(0x40000000, mib(64), "System RAM", Kind::Ram, "/proc/iomem"),
                                   region(0x44200000, mib(64), "System RAM", Kind::Ram, "/proc/iomem")},
                                  {}}});
  ASSERT_EQ(map.regions().size(), 1U);
  EXPECT_EQ(map.installed(), mib(512));
  EXPECT_EQ(map.regions()[0].confirmed_by, (std::vector<Origin>{{{"/proc/iomem", 0, 0}, ""}}));
}

TEST(Combine, ARegionThatFillsAWholeBankIsNotMistakenForTheBank) {
  const MemoryMap map = combine({{{region(0x80000000, mib(4), "memory@80000000", Kind::Ram, "board.dtb"),
                                   region(0x80000000, mib(4), "all@80000000", Kind::NoMap, "board.dtb")},
                                  {}}});
  EXPECT_EQ(map.regions().size(), 2U);
  EXPECT_EQ(map.sum(Kind::NoMap), mib(4));
  EXPECT_EQ(map.installed(), mib(4));
}

}  // namespace
}  // namespace rampart
