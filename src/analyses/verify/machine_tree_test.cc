#include "analyses/verify/machine_tree.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "sources/dtb_builder.h"

namespace rampart {
namespace {

constexpr std::uint64_t one_gib = std::uint64_t{1} << 30;

/// A board with one of everything that concerns memory.
std::string board() {
  DtbBuilder b;
  b.reserve(0x1000, 0x1000);
  b.begin_node("");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.string("model", "a board");
  b.begin_node("memory@0");
  b.string("device_type", "memory");
  b.cells("reg", {0, 0, 0, 0x40000000});
  b.end_node();
  b.begin_node("reserved-memory");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.property("ranges");
  b.begin_node("vpu@10000000");
  b.cells("reg", {0, 0x10000000, 0, 0x1000000});
  b.property("no-map");
  b.cells("phandle", {7});
  b.end_node();
  b.begin_node("pool");
  b.string("compatible", "shared-dma-pool");
  b.property("reusable");
  b.cells("size", {0, 0x800000});
  b.cells("alloc-ranges", {0, 0x20000000, 0, 0x10000000});
  b.end_node();
  b.begin_node("broken");
  b.cells("reg", {0, 0x30000000, 0x1000});
  b.end_node();
  b.end_node();
  b.begin_node("soc");
  b.string("compatible", "simple-bus");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.cells("dma-ranges", {0xc0000000, 0, 0, 0x40000000});
  b.begin_node("video@1000");
  b.string("compatible", "vendor,video");
  b.string("status", "okay");
  b.cells("reg", {0x1000, 0x100});
  b.cells("memory-region", {7});
  b.end_node();
  b.begin_node("serial@2000");
  b.string("compatible", "vendor,serial");
  b.end_node();
  b.end_node();
  b.begin_node("chosen");
  b.string("bootargs", "quiet");
  b.end_node();
  b.end_node();
  return *b.finish();
}

class MachineTree : public testing::Test {
 protected:
  TreeNode nodes_ = *parse_tree_nodes(board(), "board.dtb");
  DeviceTree tree_ = *parse_dtb(board(), "board.dtb");

  MachineTreeInput input() {
    return {.board = nodes_,
            .tree = tree_,
            .architecture = Architecture::Arm64,
            .shift = 0,
            .ram = {},
            .cmdline = "console=ttyAMA0",
            .initrd = *PhysRange::make({0x48000000}, {0x1234}),
            .firmware = {},
            .total_size = 0};
  }
  static DeviceTree read(const Result<std::string>& blob) { return *parse_dtb(*blob, "machine.dtb"); }
};

TEST_F(MachineTree, MemoryAndReservationsAreTheBoardsOwn) {
  const DeviceTree made = read(machine_tree(input()));
  EXPECT_EQ(made.memory.size(), 1u);
  EXPECT_EQ(made.memory[0].reg, tree_.memory[0].reg);
  EXPECT_EQ(made.mem_reserves, tree_.mem_reserves);
  ASSERT_TRUE(made.reserved);
  ASSERT_EQ(made.reserved->nodes.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(made.reserved->nodes[i].name, tree_.reserved->nodes[i].name);
    EXPECT_EQ(made.reserved->nodes[i].reg, tree_.reserved->nodes[i].reg);
    EXPECT_EQ(made.reserved->nodes[i].alloc_ranges, tree_.reserved->nodes[i].alloc_ranges);
    EXPECT_EQ(made.reserved->nodes[i].phandle, tree_.reserved->nodes[i].phandle);
  }
}

TEST_F(MachineTree, AShiftMovesEveryAddressOfMemoryAndNoSize) {
  auto moved = input();
  moved.shift = one_gib;
  const DeviceTree made = read(machine_tree(moved));
  EXPECT_EQ(made.memory[0].reg->cells, (std::vector<std::uint32_t>{0, 0x40000000, 0, 0x40000000}));
  EXPECT_EQ(made.mem_reserves[0].base, 0x40001000u);
  EXPECT_EQ(made.reserved->nodes[0].reg->cells, (std::vector<std::uint32_t>{0, 0x50000000, 0, 0x1000000}));
  EXPECT_EQ(made.reserved->nodes[1].alloc_ranges->cells, (std::vector<std::uint32_t>{0, 0x60000000, 0, 0x10000000}));
  EXPECT_EQ(made.reserved->nodes[1].size->cells, (std::vector<std::uint32_t>{0, 0x800000}));
  EXPECT_EQ(made.reserved->nodes[2].reg, tree_.reserved->nodes[2].reg) << "a malformed reg has no address to move";
  EXPECT_EQ(made.dma_ranges[0].ranges.cells, (std::vector<std::uint32_t>{0xc0000000, 0, 0x40000000, 0x40000000}));
}

TEST_F(MachineTree, OwnersOfRegionsAreThereAndSwitchedOff) {
  const auto blob = machine_tree(input());
  const DeviceTree made = read(blob);
  ASSERT_EQ(made.references.size(), 1u);
  EXPECT_EQ(made.references[0].path, "/soc/video@1000");
  EXPECT_EQ(made.references[0].compatible, "vendor,video");
  EXPECT_EQ(made.references[0].status, "disabled");
  EXPECT_EQ(made.references[0].targets[0].node, 0u);
  const TreeNode root = *parse_tree_nodes(*blob, "machine.dtb");
  const auto soc = std::ranges::find(root.children, "soc", &TreeNode::name);
  ASSERT_NE(soc, root.children.end());
  EXPECT_FALSE(soc->has("compatible")) << "a bus that nobody populates";
  EXPECT_EQ(soc->children.size(), 1u) << "a device without regions is left out";
}

TEST_F(MachineTree, ChosenHasTheMachinesCommandLineAndInitrd) {
  const DeviceTree made = read(machine_tree(input()));
  EXPECT_EQ(made.chosen->bootargs, "console=ttyAMA0");
  EXPECT_EQ(made.chosen->initrd_start->cells, (std::vector<std::uint32_t>{0, 0x48000000}));
  EXPECT_EQ(made.chosen->initrd_end->cells, (std::vector<std::uint32_t>{0, 0x48001234}));
  EXPECT_EQ(made.chosen->stdout_path, "/virtual-machine/pl011@9000000");
}

TEST_F(MachineTree, GivenRamTakesThePlaceOfTheMemoryNodes) {
  auto given = input();
  given.ram = {*PhysRange::make({0x40000000}, {0x8000000}), *PhysRange::make({0x50000000}, {0x8000000})};
  const DeviceTree made = read(machine_tree(given));
  ASSERT_EQ(made.memory.size(), 2u);
  EXPECT_EQ(made.memory[1].path, "/memory@50000000");
  EXPECT_EQ(made.memory[1].reg->cells, (std::vector<std::uint32_t>{0, 0x50000000, 0, 0x8000000}));
}

TEST_F(MachineTree, TheFirmwaresMemoryIsTheFirstReservedNode) {
  auto riscv = input();
  riscv.architecture = Architecture::Riscv64;
  riscv.firmware = PhysRange::make({0x80000000}, {0x80000});
  const DeviceTree made = read(machine_tree(riscv));
  ASSERT_EQ(made.reserved->nodes.size(), 4u);
  EXPECT_EQ(made.reserved->nodes[0].name, "mmode_resv0@80000000");
  EXPECT_EQ(made.reserved->nodes[0].reg->cells, (std::vector<std::uint32_t>{0, 0x80000000, 0, 0x80000}));
}

TEST_F(MachineTree, TheBlobIsFilledUpToTheSizeThatTheBoardsHas) {
  auto padded = input();
  padded.total_size = 0x10000;
  const auto blob = machine_tree(padded);
  EXPECT_EQ(blob->size(), 0x10000u);
  EXPECT_EQ(read(blob).total_size, 0x10000u);
}

}  // namespace
}  // namespace rampart
