#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;
using Cells = std::initializer_list<std::uint32_t>;

constexpr std::string_view rule = "alloc-ranges-unsatisfiable";

void dynamic(DtbBuilder& b, std::string_view name, std::uint32_t size, Cells ranges) {
  b.begin_node(name);
  b.string("compatible", "shared-dma-pool");
  b.cells("size", {0, size});
  b.cells("alloc-ranges", ranges);
  b.property("reusable");
  b.end_node();
}

/// One pool of 64 MiB on the board of 1 GiB at 0x40000000.
BootSetup board(Cells ranges) {
  return test_board([&](DtbBuilder& b) { dynamic(b, "pool", 0x4000000, ranges); });
}

TEST(AllocRangesUnsatisfiable, EmptyRangesAllowNoPlace) {
  EXPECT_EQ(found(rule, board({})), Texts{"error: alloc-ranges of pool are empty: no place is allowed"});
  EXPECT_EQ(first_found(rule, board({})).effect,
            "Linux 6.12 reserves nothing for it (failed to allocate memory for node pool)");
}

TEST(AllocRangesUnsatisfiable, RangesWithoutRam) {
  EXPECT_EQ(found(rule, board({0, 0xc0000000, 0, 0x10000000})),
            Texts{"error: there is no RAM in the alloc-ranges of pool"});
}

TEST(AllocRangesUnsatisfiable, RangesSmallerThanTheSize) {
  EXPECT_EQ(found(rule, board({0, 0x40000000, 0, 0x2000000})),
            Texts{"error: alloc-ranges of pool are smaller than its 64 MiB"});
}

TEST(AllocRangesUnsatisfiable, TooLittleRamInThem) {
  EXPECT_EQ(found(rule, board({0, 0x7e000000, 0, 0x10000000})),
            Texts{"error: alloc-ranges of pool hold at most 32 MiB of RAM in one piece, less than the 64 MiB of pool"});
}

TEST(AllocRangesUnsatisfiable, UsedUpByOthersWhichAreNamed) {
  const auto setup = test_board([](DtbBuilder& b) {
    region(b, "firmware@62000000", 0x62000000, 0x1000000, {"no-map"});
    dynamic(b, "first", 0x4000000, {0, 0x60000000, 0, 0x8000000});
    dynamic(b, "second", 0x4000000, {0, 0x60000000, 0, 0x8000000});
  });
  EXPECT_EQ(found(rule, setup), Texts{"error: no 64 MiB are left for second in its alloc-ranges"});
  EXPECT_EQ(first_found(rule, setup).help,
            "make room beside firmware@62000000, first, widen alloc-ranges, or make the region smaller");
}

TEST(AllocRangesUnsatisfiable, TheSecondRangeIsTriedToo) {
  EXPECT_EQ(found(rule, board({0, 0xc0000000, 0, 0x10000000, 0, 0x60000000, 0, 0x4000000})), Texts{});
}

TEST(AllocRangesUnsatisfiable, RangesThatFitExactlyAreFine) {
  EXPECT_EQ(found(rule, board({0, 0x60000000, 0, 0x4000000})), Texts{});
}

TEST(AllocRangesUnsatisfiable, ARangeThatEndsAtZeroIsNoLimitAndOneThatWrapsIsNone) {
  EXPECT_EQ(found(rule, board({0, 0, 0, 0})), Texts{});
  EXPECT_EQ(found(rule, board({0xffffffff, 0xf0000000, 0, 0x20000000})),
            Texts{"error: alloc-ranges of pool are smaller than its 64 MiB"});
}

TEST(AllocRangesUnsatisfiable, AListOfTheWrongLengthIsLeftToAnotherRule) {
  EXPECT_EQ(found(rule, board({0, 0x60000000, 0x4000000})), Texts{});
}

TEST(AllocRangesUnsatisfiable, WithoutRangesAllOfRamCounts) {
  EXPECT_EQ(found(rule, test_board([](DtbBuilder& b) {
                    b.begin_node("large");
                    b.cells("size", {0, 0x50000000});
                    b.end_node();
                  })),
            Texts{"error: the board has at most 1 GiB of RAM in one piece, less than the 1.3 GiB of large"});
}

TEST(AllocRangesUnsatisfiable, RamThatMemEqualsCutsOffIsNone) {
  auto setup = board({0, 0x60000000, 0, 0x4000000});
  setup.parameters.mem.push_back({mib(256), std::nullopt, 1});
  EXPECT_EQ(found(rule, setup), Texts{"error: there is no RAM in the alloc-ranges of pool"});
}

TEST(AllocRangesUnsatisfiable, RamThatABootLoaderFillsInIsNotJudged) {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.begin_node("memory@0");
  b.string("device_type", "memory");
  b.cells("reg", {0, 0});
  b.end_node();
  b.begin_node("reserved-memory");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.property("ranges");
  b.begin_node("pool");
  b.cells("size", {0x4000000});
  b.cells("alloc-ranges", {0x60000000, 0x4000000});
  b.end_node();
  b.end_node();
  b.end_node();
  BootSetup setup;
  setup.tree = parse_dtb(b.finish().value(), "board.dtb").value();
  EXPECT_EQ(found(rule, setup), Texts{});
}

}  // namespace
}  // namespace rampart
