#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

/// A tree of `root` cells whose /reserved-memory has cells and `ranges` of its own.
BootSetup parent(std::initializer_list<std::uint32_t> root, const std::vector<std::uint32_t>& own, bool has_ranges,
                 std::initializer_list<std::uint32_t> ranges = {}) {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {*root.begin()});
  b.cells("#size-cells", {*(root.begin() + 1)});
  b.begin_node("reserved-memory");
  if (!own.empty()) b.cells("#address-cells", {own[0]});
  if (!own.empty()) b.cells("#size-cells", {own[1]});
  if (has_ranges) b.cells("ranges", ranges);
  b.begin_node("fw@44000000");
  b.cells("reg", {0, 0x44000000, 0, 0x1000});
  b.end_node();
  b.end_node();
  b.end_node();
  BootSetup setup;
  setup.tree = parse_dtb(b.finish().value(), "board.dtb").value();
  return setup;
}

TEST(CellsMismatch, TheCellsHaveToBeThereAndThoseOfTheRoot) {
  EXPECT_EQ(found("cells-mismatch", parent({2, 2}, {1, 1}, true)),
            Texts{"error: /reserved-memory has #address-cells/#size-cells 1/1, the root has 2/2"});
  EXPECT_EQ(found("cells-mismatch", parent({2, 2}, {}, true)),
            Texts{"error: /reserved-memory has #address-cells/#size-cells none/none, the root has 2/2"});
  EXPECT_EQ(found("cells-mismatch", parent({2, 2}, {2, 2}, true)), Texts{});
  EXPECT_EQ(first_found("cells-mismatch", parent({2, 2}, {2, 1}, true)).effect,
            "Linux 7.2 prints unsupported node format, ignoring, and reserves none of its 1 regions");
}

TEST(CellsMismatch, ChildrenThatNobodyReadsAreNotJudged) {
  const auto findings = check(parent({2, 2}, {1, 1}, true));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].rule, "cells-mismatch");
}

TEST(MissingRanges, WithoutThemEveryRegionIsIgnored) {
  EXPECT_EQ(found("missing-ranges", parent({2, 2}, {2, 2}, false)), Texts{"error: /reserved-memory has no ranges"});
  EXPECT_EQ(found("missing-ranges", parent({2, 2}, {2, 2}, true)), Texts{});
  EXPECT_EQ(found("missing-ranges", parent({2, 2}, {2, 2}, true, {0, 0, 0, 0, 1, 0})),
            Texts{"warning: /reserved-memory has ranges that are not empty"});
}

}  // namespace
}  // namespace rampart
