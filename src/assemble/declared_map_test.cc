#include "assemble/declared_map.h"

#include <gtest/gtest.h>

#include "sources/dtb_builder.h"

namespace rampart {
namespace {

/// Builds a tree of 2/2 cells: `head` writes children of the root, `reserved` children of /reserved-memory.
template <typename Head, typename Reserved>
DeclaredMap declare(Head head, Reserved reserved) {
  DtbBuilder b;
  b.reserve(0x48000000, 0x10000);
  b.begin_node("");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  head(b);
  b.begin_node("reserved-memory");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.property("ranges");
  reserved(b);
  b.end_node();
  b.end_node();
  return declared_map(parse_dtb(b.finish().value(), "board.dtb").value());
}

template <typename Reserved>
DeclaredMap declare(Reserved reserved) {
  return declare([](DtbBuilder&) {}, reserved);
}

Region region(std::uint64_t base, std::uint64_t size, std::string name, Kind kind, std::string detail,
              Attributes attributes = {}) {
  return {.range = PhysRange::make({base}, {size}).value(),
          .name = std::move(name),
          .kind = kind,
          .origin = {{"board.dtb", 0, 0}, std::move(detail)},
          .attributes = attributes};
}

/// The rules that were broken and the messages, in order.
std::vector<std::string> texts(const DeclaredMap& map) {
  std::vector<std::string> texts;
  for (const Finding& finding : map.findings) {
    texts.push_back(std::string{to_string(finding.severity)} + "[" + finding.rule + "]: " + finding.message);
  }
  return texts;
}

const auto nothing = [](DtbBuilder&) {};

TEST(DeclaredMap, MemoryReservationsAndTheInitrdAreRegions) {
  const auto map = declare(
      [](DtbBuilder& b) {
        b.begin_node("chosen");
        b.cells("linux,initrd-start", {0x44000000});
        b.cells("linux,initrd-end", {0x44400000});
        b.end_node();
        b.begin_node("memory@40000000");
        b.string("device_type", "memory");
        b.cells("reg", {0, 0x40000000, 0, 0x20000000, 2, 0, 1, 0});
        b.end_node();
      },
      nothing);
  EXPECT_EQ(map.regions, (std::vector<Region>{
                             region(0x40000000, 0x20000000, "memory@40000000", Kind::Ram, "/memory@40000000"),
                             region(0x2'0000'0000, 0x1'0000'0000, "memory@40000000", Kind::Ram, "/memory@40000000"),
                             region(0x48000000, 0x10000, "memreserve@48000000", Kind::Reserved, "/memreserve/"),
                             region(0x44000000, 0x400000, "initrd", Kind::Initrd, "/chosen"),
                         }));
  EXPECT_TRUE(map.findings.empty());
}

void add_reserved(DtbBuilder& b, std::string_view name, std::string_view compatible,
                  std::initializer_list<std::string_view> flags) {
  b.begin_node(name);
  b.cells("reg", {0, 0x50000000, 0, 0x1000});
  if (!compatible.empty()) b.string("compatible", compatible);
  for (const std::string_view flag : flags) b.property(flag);
  b.end_node();
}

TEST(DeclaredMap, TheKindOfAReservedNodeFollowsItsProperties) {
  const auto map = declare([](DtbBuilder& b) {
    add_reserved(b, "firmware", "", {"no-map"});
    add_reserved(b, "splash", "", {});
    add_reserved(b, "ramoops", "ramoops", {});
    add_reserved(b, "camera", "shared-dma-pool", {"reusable"});
    add_reserved(b, "default", "Shared-DMA-Pool", {"reusable", "linux,cma-default"});
    add_reserved(b, "coherent", "shared-dma-pool", {"no-map", "linux,dma-default"});
    add_reserved(b, "mapped", "shared-dma-pool", {});
    add_reserved(b, "contradiction", "shared-dma-pool", {"no-map", "reusable"});
    add_reserved(b, "lost", "", {"reusable"});
  });
  const auto at = [](std::string name, Kind kind, Attributes attributes) {
    return region(0x50000000, 0x1000, name, kind, "/reserved-memory/" + name, attributes);
  };
  EXPECT_EQ(std::vector<Region>(map.regions.begin() + 1, map.regions.end()),
            (std::vector<Region>{
                at("firmware", Kind::NoMap, {.no_map = true}),
                at("splash", Kind::Reserved, {}),
                at("ramoops", Kind::Reserved, {}),
                at("camera", Kind::Cma, {.reusable = true}),
                at("default", Kind::Cma, {.reusable = true, .is_default = true}),
                at("coherent", Kind::DmaPool, {.no_map = true, .is_default = true}),
                at("mapped", Kind::DmaPool, {}),
                at("contradiction", Kind::NoMap, {.no_map = true, .reusable = true}),
                at("lost", Kind::Reserved, {.reusable = true}),
            }));
}

TEST(DeclaredMap, ASizeWithoutAnAddressIsADynamicRegion) {
  const auto map = declare([](DtbBuilder& b) {
    b.begin_node("linux,cma");
    b.string("compatible", "shared-dma-pool");
    b.property("reusable");
    b.cells("size", {0, 0x2000000});
    b.cells("alignment", {0, 0x400000});
    b.cells("alloc-ranges", {0, 0x40000000, 0, 0x10000000, 1, 0, 0, 0x10000000});
    b.end_node();
  });
  const DynamicRegion cma{.size = mib(32),
                          .name = "linux,cma",
                          .kind = Kind::Cma,
                          .origin = {{"board.dtb", 0, 0}, "/reserved-memory/linux,cma"},
                          .attributes = {.reusable = true},
                          .alignment = mib(4),
                          .alloc_ranges = {PhysRange::make({0x40000000}, mib(256)).value(),
                                           PhysRange::make({0x1'0000'0000}, mib(256)).value()}};
  EXPECT_EQ(map.dynamic, std::vector{cma});
  EXPECT_TRUE(map.findings.empty());
}

TEST(DeclaredMap, EachEntryOfARegIsARegionAndKnowsWhoUsesIt) {
  const auto map = declare(
      [](DtbBuilder& b) {
        b.begin_node("dsp@0");
        b.cells("memory-region", {1, 1, 2});
        b.end_node();
        b.begin_node("modem@0");
        b.cells("memory-region", {1});
        b.end_node();
      },
      [](DtbBuilder& b) {
        b.begin_node("two@50000000");
        b.cells("reg", {0, 0x50000000, 0, 0x1000, 0, 0x60000000, 0, 0x2000});
        b.cells("phandle", {1});
        b.end_node();
        b.begin_node("anywhere");
        b.cells("size", {0, 0x3000});
        b.cells("phandle", {2});
        b.end_node();
      });
  ASSERT_EQ(map.regions.size(), 3u);
  EXPECT_EQ(map.regions[1].users, (std::vector<std::string>{"/dsp@0", "/modem@0"}));
  EXPECT_EQ(map.regions[2].range, PhysRange::make({0x60000000}, {0x2000}));
  EXPECT_EQ(map.regions[2].users, (std::vector<std::string>{"/dsp@0", "/modem@0"}));
  ASSERT_EQ(map.dynamic.size(), 1u);
  EXPECT_EQ(map.dynamic[0].users, std::vector<std::string>{"/dsp@0"});
}

TEST(DeclaredMap, WhatIsNoRangeOfAddressesIsAFinding) {
  const auto map = declare(
      [](DtbBuilder& b) {
        b.begin_node("memory");
        b.string("device_type", "memory");
        b.cells("reg", {0, 0, 0, 0});
        b.end_node();
        b.begin_node("memory@1");
        b.string("device_type", "memory");
        b.cells("reg", {1, 2, 3});
        b.end_node();
        b.begin_node("memory@2");
        b.cells("reg", {0, 0x60000000, 0, 0x1000});
        b.end_node();
      },
      [](DtbBuilder& b) {
        b.begin_node("empty");
        b.cells("reg", {0, 0x50000000, 0, 0});
        b.end_node();
        b.begin_node("past-the-end");
        b.cells("reg", {0xffffffff, 0xfffff000, 0, 0x1001});
        b.end_node();
        b.begin_node("to-the-end");
        b.cells("reg", {0xffffffff, 0xfffff000, 0, 0x1000});
        b.end_node();
        b.begin_node("cut");
        b.cells("reg", {0, 0x50000000, 0x1000});
        b.end_node();
        b.begin_node("nothing");
        b.property("reg");
        b.end_node();
        b.begin_node("off");
        b.cells("reg", {0, 0x50000000, 0, 0x1000});
        b.string("status", "disabled");
        b.end_node();
        b.begin_node("placeless");
        b.end_node();
        b.begin_node("short-size");
        b.cells("size", {0x1000});
        b.end_node();
        b.begin_node("nowhere");
        b.cells("size", {0, 0x1000});
        b.cells("alignment", {0x1000});
        b.property("alloc-ranges");
        b.end_node();
      });
  EXPECT_EQ(texts(map),
            (std::vector<std::string>{
                "note[zero-size]: memory has no size: the boot loader has to fill it in",
                "error[size-cells-mismatch]: memory@1 has 12 bytes of reg, no multiple of the root's cells",
                "warning[memory-without-device-type]: memory@2 has no device_type of memory: a kernel does "
                "not take it for RAM",
                "warning[zero-size]: empty has a size of zero",
                "error[range-overflow]: past-the-end passes the last of 2^64 addresses",
                "error[size-cells-mismatch]: cut has 12 bytes of reg, no multiple of the 16 of an address "
                "and a size",
                "warning[zero-size]: nothing has an empty reg",
                "note[region-disabled]: off is disabled",
                "note[region-without-place]: placeless has neither reg nor size: nothing is reserved",
                "error[size-cells-mismatch]: short-size has 4 bytes of size (expected 8)",
                "error[size-cells-mismatch]: nowhere has 4 bytes of alignment (expected 8)",
                "warning[alloc-ranges-unsatisfiable]: nowhere has alloc-ranges without an address to choose",
            }));
  ASSERT_EQ(map.regions.size(), 2u);
  EXPECT_EQ(map.regions[1].name, "to-the-end");
  EXPECT_EQ(map.regions[1].range.last(), (PhysAddr{UINT64_MAX}));
  ASSERT_EQ(map.dynamic.size(), 1u);
  EXPECT_EQ(map.dynamic[0].name, "nowhere");
  EXPECT_EQ(to_string(map.findings[3].locations[0]), "board.dtb /reserved-memory/empty");
}

/// One reserved node of 1/1 cells at 0x1000, under the root's 2/2, with these `ranges`.
DeclaredMap translate(std::initializer_list<std::uint32_t> ranges) {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.begin_node("reserved-memory");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.cells("ranges", ranges);
  b.begin_node("low@1000");
  b.cells("reg", {0x1000, 0x800});
  b.end_node();
  b.end_node();
  b.end_node();
  return declared_map(parse_dtb(b.finish().value(), "board.dtb").value());
}

TEST(DeclaredMap, AddressesAreTheCpusAfterTheRangesOfTheParent) {
  const auto moved = translate({0x8000, 1, 0, 0x100, 0x0, 1, 0x80000000, 0x10000});
  ASSERT_EQ(moved.regions.size(), 1u);
  EXPECT_EQ(moved.regions[0].range, PhysRange::make({0x1'8000'1000}, {0x800}));
  EXPECT_TRUE(moved.findings.empty());
}

TEST(DeclaredMap, AnAddressThatNoRangeCoversStaysAsWrittenAndIsAFinding) {
  const auto outside = translate({0x0, 1, 0x80000000, 0x1400});
  ASSERT_EQ(outside.regions.size(), 1u);
  EXPECT_EQ(outside.regions[0].range, PhysRange::make({0x1000}, {0x800}));
  EXPECT_EQ(texts(outside),
            std::vector<std::string>{
                "error[missing-ranges]: low@1000 is covered by no entry of the ranges of /reserved-memory"});
}

TEST(DeclaredMap, ATranslationPastTheLastAddressIsAFinding) {
  const auto past = translate({0x0, 0xffffffff, 0xfffff800, 0x10000});
  EXPECT_TRUE(past.regions.empty());
  EXPECT_EQ(texts(past), std::vector<std::string>{"error[range-overflow]: low@1000 passes the last of 2^64 addresses"});
}

TEST(DeclaredMap, CellsThatNoAddressHasAreAFindingForEachNode) {
  DtbBuilder b;
  b.begin_node("");
  b.begin_node("reserved-memory");
  b.cells("#address-cells", {7});
  b.begin_node("a@0");
  b.cells("reg", {0});
  b.end_node();
  b.end_node();
  b.end_node();
  const auto map = declared_map(parse_dtb(b.finish().value(), "board.dtb").value());
  EXPECT_EQ(texts(map),
            std::vector<std::string>{"error[cells-mismatch]: a@0 cannot be read with the cells of /reserved-memory"});
}

TEST(DeclaredMap, AHostileNumberOfEntriesIsCutAndSaysSo) {
  const auto map = declare([](DtbBuilder& b) {
    std::string reg;
    for (int i = 0; i < 70'000; ++i) reg += std::string_view{"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16};
    b.begin_node("many");
    b.property("reg", reg);
    b.end_node();
  });
  EXPECT_EQ(map.regions.size(), 65'536u);
  EXPECT_EQ(texts(map),
            std::vector<std::string>{"error[too-many-regions]: the tree has more than the 65536 regions listed"});
}

}  // namespace
}  // namespace rampart
