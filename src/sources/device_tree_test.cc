#include "sources/device_tree.h"

#include <charconv>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "base/lines.h"
#include "sources/dtb_builder.h"

namespace rampart {
namespace {

using Cells = std::vector<std::uint32_t>;

/// A board with one of everything: 512 MiB at 0x40000000, four reserved nodes, a device, an initrd.
std::string board() {
  DtbBuilder b;
  b.reserve(0x48000000, 0x10000);
  b.begin_node("");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.string("model", "Example Board");
  b.property("compatible", std::string_view{"vendor,board\0vendor,soc\0", 24});

  b.begin_node("chosen");
  b.string("bootargs", "console=ttyAMA0 cma=64M");
  b.cells("linux,initrd-start", {0x48000000});
  b.cells("linux,initrd-end", {0, 0x48400000});
  b.property("kaslr-seed", std::string(8, '\0'));
  b.end_node();

  b.begin_node("cpus");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {0});
  b.begin_node("cpu@0");
  b.string("compatible", "arm,cortex-a53");
  b.end_node();
  b.end_node();

  b.begin_node("memory@40000000");
  b.string("device_type", "memory");
  b.cells("reg", {0, 0x40000000, 0, 0x20000000});
  b.end_node();

  b.begin_node("reserved-memory");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.property("ranges");
  b.begin_node("dsp@54000000");
  b.cells("reg", {0, 0x54000000, 0, 0x100000, 0, 0x55000000, 0, 0x1000});
  b.property("no-map");
  b.cells("phandle", {7});
  b.end_node();
  b.begin_node("linux,cma");
  b.string("compatible", "shared-dma-pool");
  b.property("reusable");
  b.property("linux,cma-default");
  b.cells("size", {0, 0x2000000});
  b.cells("alignment", {0, 0x400000});
  b.cells("alloc-ranges", {0, 0x40000000, 0, 0x10000000});
  b.string("status", "okay");
  b.end_node();
  b.end_node();

  b.begin_node("soc");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.cells("dma-ranges", {0, 0, 0x40000000, 0x20000000});
  b.begin_node("dsp@1000");
  b.string("compatible", "vendor,dsp");
  b.cells("memory-region", {7, 9, 8});
  b.property("memory-region-names", std::string_view{"fw\0log\0", 7});
  b.string("status", "disabled");
  b.end_node();
  b.begin_node("sram@2000");
  b.cells("phandle", {9});
  b.end_node();
  b.end_node();

  b.begin_node("__symbols__");
  b.string("dsp_mem", "/reserved-memory/dsp@54000000");
  b.end_node();
  b.end_node();
  return b.finish().value();
}

TEST(DeviceTree, TheRootNamesTheBoardAndHowItsAddressesAreWritten) {
  const auto tree = parse_dtb(board(), "board.dtb");
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->model, "Example Board");
  EXPECT_EQ(tree->compatible, (std::vector<std::string>{"vendor,board", "vendor,soc"}));
  EXPECT_EQ(tree->cpu_compatible, "arm,cortex-a53");
  EXPECT_EQ(tree->counts, (CellCounts{2, 2}));
  EXPECT_EQ(tree->total_size, board().size());
  EXPECT_TRUE(tree->has_symbols);
  EXPECT_TRUE(tree->malformed.empty());
}

TEST(DeviceTree, MemoryNodesAndTheReservationBlockAreKeptAsWritten) {
  const auto tree = parse_dtb(board(), "board.dtb");
  ASSERT_TRUE(tree);
  const MemoryNode memory{.path = "/memory@40000000",
                          .is_device_type = true,
                          .status = std::nullopt,
                          .reg = CellProperty{16, {0, 0x40000000, 0, 0x20000000}},
                          .usable_memory = std::nullopt,
                          .where = {"board.dtb", 0, 0}};
  EXPECT_EQ(tree->memory, std::vector{memory});
  EXPECT_EQ(tree->mem_reserves, (std::vector<MemReserve>{{0x48000000, 0x10000}}));
}

TEST(DeviceTree, ReservedNodesStandInTheOrderOfTheTreeWithAllTheySay) {
  const auto tree = parse_dtb(board(), "board.dtb");
  ASSERT_TRUE(tree && tree->reserved);
  EXPECT_EQ(tree->reserved->path, "/reserved-memory");
  EXPECT_EQ(tree->reserved->counts, (CellCounts{2, 2}));
  EXPECT_EQ(tree->reserved->ranges, (CellProperty{0, {}}));
  ASSERT_EQ(tree->reserved->nodes.size(), 2u);

  const ReservedNode& dsp = tree->reserved->nodes[0];
  EXPECT_EQ(dsp.name, "dsp@54000000");
  EXPECT_EQ(dsp.path, "/reserved-memory/dsp@54000000");
  EXPECT_EQ(dsp.label, "dsp_mem");
  EXPECT_EQ(dsp.phandle, 7u);
  EXPECT_EQ(dsp.reg, (CellProperty{32, {0, 0x54000000, 0, 0x100000, 0, 0x55000000, 0, 0x1000}}));
  EXPECT_EQ(dsp.size, std::nullopt);
  EXPECT_TRUE(dsp.no_map);
  EXPECT_FALSE(dsp.reusable);

  const ReservedNode& cma = tree->reserved->nodes[1];
  EXPECT_EQ(cma.name, "linux,cma");
  EXPECT_EQ(cma.reg, std::nullopt);
  EXPECT_EQ(cma.size, (CellProperty{8, {0, 0x2000000}}));
  EXPECT_EQ(cma.alignment, (CellProperty{8, {0, 0x400000}}));
  EXPECT_EQ(cma.alloc_ranges, (CellProperty{16, {0, 0x40000000, 0, 0x10000000}}));
  EXPECT_EQ(cma.compatible, std::vector<std::string>{"shared-dma-pool"});
  EXPECT_EQ(cma.status, "okay");
  EXPECT_TRUE(cma.reusable && cma.cma_default && !cma.dma_default && !cma.no_map);
}

TEST(DeviceTree, AMemoryRegionLeadsToAReservedNodeToAnotherNodeOrToNone) {
  const auto tree = parse_dtb(board(), "board.dtb");
  ASSERT_TRUE(tree);
  const MemoryReference dsp{.path = "/soc/dsp@1000",
                            .compatible = "vendor,dsp",
                            .status = "disabled",
                            .byte_length = 12,
                            .targets = {{7, 0, std::nullopt}, {9, std::nullopt, 0}, {8, std::nullopt, std::nullopt}},
                            .names = std::vector<std::string>{"fw", "log"},
                            .where = {"board.dtb", 0, 0}};
  EXPECT_EQ(tree->references, std::vector{dsp});
  ASSERT_EQ(tree->other_targets.size(), 1U);
  EXPECT_EQ(tree->other_targets[0].path, "/soc/sram@2000");
}

TEST(DeviceTree, ChosenAndTheDmaRangesOfABusAreKept) {
  const auto tree = parse_dtb(board(), "board.dtb");
  ASSERT_TRUE(tree && tree->chosen);
  EXPECT_EQ(tree->chosen->bootargs, "console=ttyAMA0 cma=64M");
  EXPECT_EQ(tree->chosen->initrd_start, (CellProperty{4, {0x48000000}}));
  EXPECT_EQ(tree->chosen->initrd_end, (CellProperty{8, {0, 0x48400000}}));
  EXPECT_TRUE(tree->chosen->has_kaslr_seed);
  const DmaRanges soc{.path = "/soc",
                      .compatible = "",
                      .ranges = {16, {0, 0, 0x40000000, 0x20000000}},
                      .child = {1, 1},
                      .parent = {2, 2}};
  EXPECT_EQ(tree->dma_ranges, std::vector{soc});
}

TEST(DeviceTree, ATreeWithoutAnythingOfMemoryIsATree) {
  DtbBuilder b;
  b.begin_node("");
  b.end_node();
  const auto tree = parse_dtb(b.finish().value(), "empty.dtb");
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->counts, CellCounts{});
  EXPECT_TRUE(tree->memory.empty() && !tree->reserved && !tree->chosen && !tree->has_symbols);
}

TEST(DeviceTree, MalformedPropertiesAreKeptWithTheirLength) {
  DtbBuilder b;
  b.begin_node("");
  b.property("model", "no end");
  b.begin_node("reserved-memory");
  b.property("#size-cells", "\1\2");
  b.begin_node("a@0");
  b.property("reg", std::string_view{"\0\0\0\1\0\0", 6});
  b.property("status");
  b.end_node();
  b.end_node();
  b.end_node();
  const auto tree = parse_dtb(b.finish().value(), "odd.dtb");
  ASSERT_TRUE(tree && tree->reserved);
  EXPECT_EQ(tree->model, "no end");
  EXPECT_EQ(tree->reserved->counts, CellCounts{});
  EXPECT_EQ(tree->reserved->nodes[0].reg, (CellProperty{6, {1}}));
  EXPECT_EQ(tree->reserved->nodes[0].status, "");
  EXPECT_FALSE(is_enabled(tree->reserved->nodes[0].status));
  EXPECT_EQ(tree->malformed, (std::vector<MalformedProperty>{
                                 {"/", "model", 6, "a string that ends in a zero byte"},
                                 {"/reserved-memory", "#size-cells", 2, "one cell of 4 bytes"},
                                 {"/reserved-memory/a@0", "status", 0, "a string that ends in a zero byte"}}));
}

TEST(DeviceTree, OnlyOneReservedMemoryCountsAndTheOneWithoutAddressFirst) {
  DtbBuilder b;
  b.begin_node("");
  for (const std::string_view name : {"reserved-memory@0", "reserved-memory", "reserved-memory@1"}) {
    b.begin_node(name);
    b.begin_node("of " + std::string{name});
    b.end_node();
    b.end_node();
  }
  b.end_node();
  const auto tree = parse_dtb(b.finish().value(), "three.dtb");
  ASSERT_TRUE(tree && tree->reserved);
  EXPECT_EQ(tree->reserved->path, "/reserved-memory");
  ASSERT_EQ(tree->reserved->nodes.size(), 1u);
  EXPECT_EQ(tree->reserved->nodes[0].name, "of reserved-memory");
}

TEST(DeviceTree, ABlobThatBeginsAtAnOddAddressIsReadTheSame) {
  const std::string shifted = "x" + board();
  const auto tree = parse_dtb(std::string_view{shifted}.substr(1), "board.dtb");
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->model, "Example Board");
}

std::string error_of(std::string_view blob) {
  const auto tree = parse_dtb(blob, "board.dtb");
  return tree ? "none" : to_string(tree.error());
}

TEST(DeviceTree, AFileThatEndsEarlySaysHowMuchIsMissing) {
  const std::string whole = board();
  EXPECT_EQ(error_of(whole.substr(0, 100)),
            "board.dtb: truncated: the header says " + std::to_string(whole.size()) + " bytes, the file has 100");
  EXPECT_EQ(error_of(whole.substr(0, 12)), "board.dtb: truncated: the file has 12 bytes (expected a header of 40)");
  EXPECT_EQ(error_of(""), "board.dtb: truncated: the file has 0 bytes (expected a header of 40)");
}

TEST(DeviceTree, WhatIsNoBlobIsRefused) {
  EXPECT_EQ(error_of("/dts-v1/;\n/ { model = \"a source, not a blob\"; };\n"),
            "board.dtb: no device-tree blob: it begins with 0x2f647473 (expected 0xd00dfeed)");
}

TEST(DeviceTree, AnOldFormatIsNotRead) {
  std::string old = board();
  old[23] = 3;
  EXPECT_EQ(error_of(old), "board.dtb: device-tree format 3, readable from 16 on (expected 16 or 17)");
}

TEST(DeviceTree, OffsetsOutsideTheBlobAreRefused) {
  std::string bad = board();
  bad[8] = 0x7f;
  EXPECT_EQ(error_of(bad),
            "board.dtb: the header's offsets leave the blob: FDT_ERR_TRUNCATED (expected structure and strings inside "
            "its " +
                std::to_string(bad.size()) + " bytes)");
}

TEST(DeviceTree, ABlobLargerThanAnyKernelTakesIsRefused) {
  std::string large = board();
  large[5] = 0x50;
  large.resize(0x600000);
  EXPECT_EQ(parse_dtb(large, "large.dtb").error().code, Errc::TooLarge);
}

/// A tree whose structure block is `words`, and whose strings are "a".
std::string blob_of(std::initializer_list<std::uint32_t> words) {
  const auto size = static_cast<std::uint32_t>(4 * words.size());
  const std::uint32_t end = 56 + size;
  std::string blob;
  const auto append = [&](std::uint32_t word) {
    for (const int shift : {24, 16, 8, 0}) blob.push_back(static_cast<char>(word >> shift & 0xff));
  };
  for (const std::uint32_t word : {0xd00dfeedu, end + 4, 56u, end, 40u, 17u, 16u, 0u, 2u, size, 0u, 0u, 0u, 0u})
    append(word);
  for (const std::uint32_t word : words) append(word);
  return blob + std::string{"a\0\0\0", 4};
}

TEST(DeviceTree, ABrokenStructureIsRefusedWhereItBreaks) {
  EXPECT_EQ(error_of(blob_of({1, 0, 3, 0, 0, 2, 9})), "none");
  EXPECT_EQ(error_of(blob_of({9})), "board.dtb: the structure holds no node (expected a root)");
  EXPECT_EQ(error_of(blob_of({1, 0, 9})), "board.dtb: the structure ends inside 1 nodes (expected none open)");
  EXPECT_EQ(error_of(blob_of({2, 9})), "board.dtb: an end without its node (expected nodes that pair)");
  EXPECT_EQ(error_of(blob_of({1, 0, 2, 1, 0, 2, 9})), "board.dtb: a second root at 0xc (expected one)");
  EXPECT_EQ(error_of(blob_of({1, 0, 7, 2, 9})),
            "board.dtb: the structure is broken at 0x8 (expected a whole node, property or end before 0x14)");
  EXPECT_EQ(error_of(blob_of({1, 0, 3, 0xffffffff, 0, 2, 9})),
            "board.dtb: a property of 4294967295 bytes at 0x8 leaves the structure (expected its end before 0x1c)");
  EXPECT_EQ(error_of(blob_of({1, 0, 3, 0xfffffff4, 0, 2, 9})),
            "board.dtb: a property of 4294967284 bytes at 0x8 leaves the structure (expected its end before 0x1c)");
  EXPECT_EQ(error_of(blob_of({1, 0, 3, 0, 2, 2, 9})),
            "board.dtb: the name of the property at 0x8 leaves the strings (expected an offset below 0x2)");
  EXPECT_EQ(error_of(blob_of({1, 0, 1, 0x61000000, 2, 3, 0, 0, 2, 9})),
            "board.dtb: a property at 0x14 stands outside the head of a node (expected properties before children)");
}

TEST(DeviceTree, NodesNestNoDeeperThanAKernelFollows) {
  DtbBuilder b;
  for (int depth = 0; depth < 65; ++depth) b.begin_node(depth == 0 ? "" : "n");
  for (int depth = 0; depth < 65; ++depth) b.end_node();
  EXPECT_EQ(error_of(b.finish().value()), "board.dtb: nodes nest deeper than 64 at 0x200");
}

TEST(DeviceTree, ANodeNameIsNoLongerThan255Bytes) {
  DtbBuilder b;
  b.begin_node("");
  b.begin_node(std::string(256, 'n'));
  b.end_node();
  b.end_node();
  EXPECT_EQ(error_of(b.finish().value()), "board.dtb: a node name of 256 bytes at 0x8 (expected at most 255)");
}

TEST(DeviceTree, PathsThatWouldFillMemoryAreRefused) {
  DtbBuilder b;
  b.begin_node("");
  for (int depth = 0; depth < 60; ++depth) b.begin_node(std::string(255, 'n'));
  for (int device = 0; device < 1000; ++device) {
    b.begin_node("d");
    b.cells("memory-region", {1});
    b.end_node();
  }
  for (int depth = 0; depth < 61; ++depth) b.end_node();
  EXPECT_EQ(error_of(b.finish().value()),
            "board.dtb: the nodes that concern memory have paths of more than 8388608 bytes together");
}

/// The bytes of a `hexdump -C`.
std::string bytes_of(std::string_view dump) {
  std::string bytes;
  for (const Line line : Lines{dump}) {
    const std::string_view columns = line.text.substr(0, line.text.find('|')).substr(8);
    for (std::size_t at = columns.find_first_not_of(' '); at < columns.size();
         at = columns.find_first_not_of(' ', at + 2)) {
      unsigned value = 0;
      std::from_chars(columns.data() + at, columns.data() + at + 2, value, 16);
      bytes.push_back(static_cast<char>(value));
    }
  }
  return bytes;
}

TEST(DeviceTree, TheSampleOfALiveHeaderIsCutAndSaysSo) {
  std::ifstream file{RAMPART_TEST_DATA "/samples/dt/fdt-header-hexdump.txt"};
  const std::string dump{std::istreambuf_iterator<char>{file}, {}};
  EXPECT_EQ(error_of(bytes_of(dump)), "board.dtb: truncated: the header says 35920 bytes, the file has 192");
}

}  // namespace
}  // namespace rampart
