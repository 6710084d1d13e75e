#include "assemble/iomem_map.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <initializer_list>
#include <string>

#include <rampart/model/memory_map.h>

#include "base/test_data.h"

namespace rampart {
namespace {

constexpr std::string_view path = "/proc/iomem";

IoMemRegions made_of(std::string_view text) { return regions_of(*parse_iomem(text, path), path); }

/// One line a region: its range, kind, marks, name and origin.
std::string written(const IoMemRegions& made) {
  std::string text;
  for (const Region& region : made.regions) {
    text += fmt::format("{:#x}..{:#x} {}{}{} {} ({})\n", region.range.base().value, region.range.last().value,
                        to_string(region.kind), region.attributes.no_map ? " no_map" : "",
                        region.attributes.anonymous ? " anonymous" : "", region.name, to_string(region.origin));
  }
  return text;
}

TEST(IoMemMap, OnArm64AReservationInsideRamIsReservedAndOneOutsideIsACarveOut) {
  EXPECT_EQ(written(made_of("40000000-53ffffff : System RAM\n"
                            "  40200000-406dffff : Kernel code\n"
                            "  406e0000-4073ffff : reserved\n"
                            "  40740000-408affff : Kernel data\n"
                            "54000000-540fffff : reserved\n"
                            "54100000-5fffffff : System RAM\n")),
            "0x40000000..0x53ffffff ram System RAM (/proc/iomem:1)\n"
            "0x40200000..0x406dffff kernel Kernel code (/proc/iomem:2)\n"
            "0x406e0000..0x4073ffff reserved anonymous reserved (/proc/iomem:3)\n"
            "0x40740000..0x408affff kernel Kernel data (/proc/iomem:4)\n"
            "0x54000000..0x540fffff no-map no_map anonymous reserved (/proc/iomem:5)\n"
            "0x54100000..0x5fffffff ram System RAM (/proc/iomem:6)\n");
}

TEST(IoMemMap, WithoutIndentationTheAddressesTellWhatLiesInRam) {
  EXPECT_EQ(written(made_of(test_data("samples/proc/iomem-rockchip-5.10-cut.txt"))),
            "0x200000..0x7ffffff ram System RAM (/proc/iomem:1)\n"
            "0x9200000..0x7dffffff ram System RAM (/proc/iomem:2)\n"
            "0x20000000..0x2009ffff reserved anonymous reserved (/proc/iomem:3)\n"
            "0x200a0000..0x2137ffff kernel Kernel code (/proc/iomem:4)\n");
}

TEST(IoMemMap, AnotherNameInsideRamIsADriversClaim) {
  EXPECT_EQ(written(made_of("90000000-9fbfffff : System RAM\n"
                            "  90000000-9003ffff : rmtfs\n"
                            "a0000000-a0000fff : serial\n")),
            "0x90000000..0x9fbfffff ram System RAM (/proc/iomem:1)\n"
            "0x90000000..0x9003ffff reserved rmtfs (/proc/iomem:2)\n"
            "0xa0000000..0xa0000fff device serial (/proc/iomem:3)\n");
}

TEST(IoMemMap, OnRiscvTheKernelsPartsLieInItsImage) {
  EXPECT_EQ(written(made_of("80000000-8007ffff : Reserved\n"
                            "80080000-9fffffff : System RAM\n"
                            "  80202000-81a22fff : Kernel image\n"
                            "    80202000-80bfffff : Kernel code\n"
                            "    81000000-813fffff : Kernel rodata\n"
                            "    81a00000-81a22fff : Kernel bss\n")),
            "0x80000000..0x8007ffff reserved anonymous Reserved (/proc/iomem:1)\n"
            "0x80080000..0x9fffffff ram System RAM (/proc/iomem:2)\n"
            "0x80202000..0x81a22fff kernel anonymous Kernel image (/proc/iomem:3)\n"
            "0x80202000..0x80bfffff kernel Kernel code (/proc/iomem:4)\n"
            "0x81000000..0x813fffff kernel Kernel rodata (/proc/iomem:5)\n"
            "0x81a00000..0x81a22fff kernel Kernel bss (/proc/iomem:6)\n");
}

constexpr std::string_view pc =
    "00000000-00000fff : Reserved\n"
    "00001000-0009fbff : System RAM\n"
    "000f0000-000fffff : System ROM\n"
    "00100000-bfffffff : System RAM\n"
    "  01000000-0220bb07 : Kernel code\n"
    "  a0000000-afffffff : Crash kernel\n"
    "c0000000-c0000fff : ACPI Tables\n"
    "c0001000-eebfffff : PCI Bus 0000:00\n"
    "eec00000-febfffff : Reserved\n"
    "  eec00000-eecfffff : PCI ECAM 0000 [bus 00-00]\n"
    "    eec00000-eecfffff : pnp 00:00\n"
    "100000000-13fffffff : Persistent Memory\n"
    "  100000000-13fffffff : namespace0.0\n"
    "140000000-17fffffff : dax0.0\n"
    "  140000000-17fffffff : System RAM (kmem)\n"
    "4000000000-7fffffffff : PCI Bus 0000:00\n"
    "  4000000000-400007ffff : 0000:00:01.0\n"
    "    4000000000-400007ffff : virtio-pci-modern\n";

TEST(IoMemMap, OnAPcFirmwareDevicesAndTheirDriversHaveTheirKinds) {
  EXPECT_EQ(written(made_of(pc)),
            "0x0..0xfff reserved anonymous Reserved (/proc/iomem:1)\n"
            "0x1000..0x9fbff ram System RAM (/proc/iomem:2)\n"
            "0xf0000..0xfffff device System ROM (/proc/iomem:3)\n"
            "0x100000..0xbfffffff ram System RAM (/proc/iomem:4)\n"
            "0x1000000..0x220bb07 kernel Kernel code (/proc/iomem:5)\n"
            "0xa0000000..0xafffffff crash Crash kernel (/proc/iomem:6)\n"
            "0xc0000000..0xc0000fff reserved ACPI Tables (/proc/iomem:7)\n"
            "0xc0001000..0xeebfffff device PCI Bus 0000:00 (/proc/iomem:8)\n"
            "0xeec00000..0xfebfffff reserved anonymous Reserved (/proc/iomem:9)\n"
            "0xeec00000..0xeecfffff device anonymous PCI ECAM 0000 [bus 00-00] (/proc/iomem:10)\n"
            "0xeec00000..0xeecfffff device pnp 00:00 (/proc/iomem:11)\n"
            "0x100000000..0x13fffffff device anonymous Persistent Memory (/proc/iomem:12)\n"
            "0x100000000..0x13fffffff device namespace0.0 (/proc/iomem:13)\n"
            "0x140000000..0x17fffffff device anonymous dax0.0 (/proc/iomem:14)\n"
            "0x140000000..0x17fffffff ram System RAM (kmem) (/proc/iomem:15)\n"
            "0x4000000000..0x7fffffffff device anonymous PCI Bus 0000:00 (/proc/iomem:16)\n"
            "0x4000000000..0x400007ffff device anonymous 0000:00:01.0 (/proc/iomem:17)\n"
            "0x4000000000..0x400007ffff device virtio-pci-modern (/proc/iomem:18)\n");
}

TEST(IoMemMap, NestingIsNoConflictInTheMapMadeOfIt) {
  const std::string samples[] = {std::string{pc}, test_data("samples/proc/iomem-root-linux-6.1.txt"),
                                 test_data("samples/proc/iomem-root-linux-6.12.txt"),
                                 test_data("samples/proc/iomem-msm8960-3.x.txt")};
  for (const std::string& text : samples) {
    const MemoryMap map = MemoryMap::build(made_of(text).regions);
    EXPECT_TRUE(map.findings().empty()) << map.findings()[0].message << " in\n" << text;
  }
}

TEST(IoMemMap, WithoutPrivilegeThereIsNoRegion) {
  EXPECT_EQ(made_of(test_data("samples/proc/iomem-unprivileged-linux-6.12.txt")), IoMemRegions{});
}

TEST(IoMemMap, ALineThatCannotBeARegionIsAFinding) {
  const IoMemRegions made = made_of(
      "2000-1fff : backwards\n"
      "0-ffffffffffffffff : all\n"
      "ffffffffffffffff-ffffffffffffffff : last byte\n");
  EXPECT_EQ(written(made), "0xffffffffffffffff..0xffffffffffffffff device last byte (/proc/iomem:3)\n");
  ASSERT_EQ(made.findings.size(), 2u);
  EXPECT_EQ(made.findings[0], (Finding{.rule = "bad-range",
                                       .severity = Severity::Note,
                                       .message = "backwards ends before it begins",
                                       .help = {},
                                       .regions = {"backwards"},
                                       .locations = {{{"/proc/iomem", 1, 0}, {}}}}));
  EXPECT_EQ(made.findings[1].message, "all spans all addresses");
}

TEST(IoMemMap, BootedMachinesAreAsTheyWere) {
  for (const std::string_view name : {"iomem-root-linux-6.1", "iomem-root-linux-6.12", "iomem-msm8960-3.x"}) {
    const std::string file = std::string{name} + ".txt";
    expect_golden("golden/iomem/" + file, written(made_of(test_data("samples/proc/" + file))));
  }
}

}  // namespace
}  // namespace rampart
