#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

/// A node with numbers of any length.
BootSetup node_with(std::initializer_list<std::pair<std::string_view, std::initializer_list<std::uint32_t>>> properties,
                    KernelVersion kernel = {6, 12}) {
  auto setup = test_board([&](DtbBuilder& b) {
    b.begin_node("pool");
    for (const auto& [name, cells] : properties) b.cells(name, cells);
    b.end_node();
  });
  setup.kernel = kernel;
  return setup;
}

TEST(AlignmentNotPowerOfTwo, IsRoundedWithABitMask) {
  const auto setup = node_with({{"size", {0, 0x100000}}, {"alignment", {0, 0x300000}}});
  EXPECT_EQ(found("alignment-not-power-of-two", setup),
            Texts{"error: pool has an alignment of 0x300000, which is no power of two"});
  EXPECT_EQ(first_found("alignment-not-power-of-two", setup).help, "use 0x200000");
  EXPECT_EQ(found("alignment-not-power-of-two", node_with({{"size", {0, 0x100000}}, {"alignment", {0, 0x400000}}})),
            Texts{});
  EXPECT_EQ(found("alignment-not-power-of-two", node_with({{"size", {0, 0x100000}}, {"alignment", {0, 0}}})),
            Texts{"warning: pool has an alignment of zero"});
}

TEST(SizeCellsMismatch, EveryPropertyHasItsNumberOfCells) {
  EXPECT_EQ(found("size-cells-mismatch", node_with({{"size", {0x4000000}}})),
            Texts{"error: pool has 1 cell of size, #size-cells is 2"});
  EXPECT_EQ(found("size-cells-mismatch", node_with({{"size", {0, 0x4000000}}, {"alignment", {0x1000}}})),
            Texts{"error: pool has 1 cell of alignment, #address-cells is 2"});
  EXPECT_EQ(found("size-cells-mismatch",
                  node_with({{"size", {0, 0x4000000}}, {"alloc-ranges", {0, 0x40000000, 0x10000000}}})),
            Texts{"error: pool has 3 cells of alloc-ranges, no multiple of the 4 of an address and a size"});
  EXPECT_EQ(found("size-cells-mismatch", node_with({{"reg", {0x44000000, 0x1000}}})),
            Texts{"error: pool has 2 cells of reg, no multiple of the 4 of an address and a size"});
  EXPECT_EQ(found("size-cells-mismatch", node_with({{"size", {0, 0x4000000}},
                                                    {"alignment", {0, 0x1000}},
                                                    {"alloc-ranges", {0, 0x40000000, 0, 0x10000000}}})),
            Texts{});
}

TEST(SizeCellsMismatch, From72OnABrokenRegCountsAsAbsent) {
  const auto effect = [](KernelVersion kernel) {
    return first_found("size-cells-mismatch", node_with({{"reg", {0x44000000, 0x1000}}, {"size", {0, 0x1000}}}, kernel))
        .effect;
  };
  EXPECT_EQ(effect({6, 12}), "Linux 6.12 prints invalid reg property, skips the node and reserves nothing");
  EXPECT_EQ(effect({7, 2}), "Linux 7.2 takes the reg for absent and places the region anywhere by its size");
}

TEST(ZeroSize, IsAnErrorInASizeAndInAReg) {
  EXPECT_EQ(found("zero-size", node_with({{"size", {0, 0}}})), Texts{"error: pool has a size of zero"});
  EXPECT_EQ(found("zero-size", node_with({{"reg", {0, 0x44000000, 0, 0}}})), Texts{"error: pool has a size of zero"});
  EXPECT_EQ(found("zero-size", node_with({{"reg", {}}})), Texts{"error: pool has an empty reg"});
  EXPECT_EQ(found("zero-size", node_with({{"reg", {0, 0, 0, 0x1000}}})), Texts{});
}

TEST(RangeOverflow, ARegionPastTheLastAddressIsAnError) {
  EXPECT_EQ(found("range-overflow", node_with({{"reg", {0xffffffff, 0xfffff000, 0, 0x2000}}})),
            Texts{"error: pool of 0x2000 at 0xfffffffffffff000 passes the last address"});
  EXPECT_EQ(found("range-overflow", node_with({{"reg", {0xffffffff, 0xfffff000, 0, 0x1000}}})), Texts{});
}

TEST(ExtraRegIgnored, IsAnErrorWhereTheOthersAreNotReserved) {
  const auto in_ram = {0U, 0x44000000U, 0U, 0x1000U, 0U, 0x45000000U, 0U, 0x1000U};
  const auto text = "pool has a reg of 2 entries, of which only the first becomes the region";
  EXPECT_EQ(found("extra-reg-ignored", node_with({{"reg", in_ram}})), Texts{std::string{"warning: "} + text});
  EXPECT_EQ(found("extra-reg-ignored", node_with({{"reg", in_ram}}, {7, 2})), Texts{std::string{"error: "} + text});
  const auto sram = {0U, 0x44000000U, 0U, 0x1000U, 0U, 0x10000000U, 0U, 0x1000U};
  EXPECT_EQ(found("extra-reg-ignored", node_with({{"reg", sram}}, {7, 2})), Texts{std::string{"warning: "} + text});
  EXPECT_EQ(found("extra-reg-ignored", node_with({{"reg", {0, 0x44000000, 0, 0x1000}}}, {7, 2})), Texts{});
}

TEST(ExtraRegIgnored, Between6189And71ThereIsNoRegionAtAll) {
  const auto reg = {0U, 0x44000000U, 0U, 0x1000U, 0U, 0x45000000U, 0U, 0x1000U};
  EXPECT_EQ(found("extra-reg-ignored", node_with({{"reg", reg}}, {7, 1})),
            Texts{"warning: pool has a reg of 2 entries, and becomes no region"});
  auto setup = test_board([&](DtbBuilder& b) {
    b.begin_node("pool");
    b.string("compatible", "shared-dma-pool");
    b.cells("reg", reg);
    b.property("no-map");
    b.end_node();
  });
  setup.kernel = {6, 18, 9};
  EXPECT_EQ(found("extra-reg-ignored", setup), Texts{"error: pool has a reg of 2 entries, and becomes no region"});
}

}  // namespace
}  // namespace rampart
