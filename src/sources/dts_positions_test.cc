#include "sources/dts_positions.h"

#include <gtest/gtest.h>

#include "sources/device_tree.h"
#include "sources/dtb_builder.h"

namespace rampart {
namespace {

// What cpp makes of a board.dts that includes soc.dtsi, and what dtc 1.6.1 makes of that.
constexpr std::string_view source =
    "# 1 \"board.dts\"\n"
    "/dts-v1/;\n"
    "# 1 \"soc.dtsi\" 1\n"
    "/ {\n"
    " reserved-memory { ranges;\n"
    "  adsp_mem: adsp2: adsp@86100000 {\n"
    "   reg = <0x86100000 0x100>;\n"
    "   note = \" /* a:1:2-3:4 */ {\";\n"
    "  };\n"
    "  wide@1\n"
    "  {\n"
    "  };\n"
    " };\n"
    "};\n"
    "# 3 \"board.dts\" 2\n"
    "&adsp_mem { lab: no-map;  };\n";

constexpr std::string_view annotated =
    "/dts-v1/;\n"
    "\n"
    "/memreserve/\t0x0000000000001000 0x0000000000002000;\n"
    "/ { /* soc.dtsi:1:3-11:3 */\n"
    "\n"
    "\treserved-memory { /* soc.dtsi:2:18-10:3 */\n"
    "\t\tranges; /* soc.dtsi:2:20-2:27 */\n"
    "\n"
    "\t\tadsp_mem: adsp2: adsp@86100000 { /* soc.dtsi:3:34-6:4, board.dts:3:11-3:28 */\n"
    "\t\t\treg = <0x86100000 0x100>; /* soc.dtsi:4:4-4:29 */\n"
    "\t\t\tnote = \" /* a:1:2-3:4 */ {\"; /* soc.dtsi:5:4-5:33 */\n"
    "\t\t\tlab: no-map; /* board.dts:3:18-3:25 */\n"
    "\t\t\tphandle = <0x01>;\n"
    "\t\t}; /* soc.dtsi:3:34-6:4, board.dts:3:11-3:28 */\n"
    "\n"
    "\t\twide@1 { /* soc.dtsi:8:3-9:4 */\n"
    "\t\t}; /* soc.dtsi:8:3-9:4 */\n"
    "\t}; /* soc.dtsi:2:18-10:3 */\n"
    "\n"
    "\t__symbols__ {\n"
    "\t\tadsp_mem = \"/reserved-memory/adsp@86100000\";\n"
    "\t};\n"
    "}; /* soc.dtsi:1:3-11:3 */\n";

TEST(DtsPositions, ANodeStandsWhereItsLabelOrNameBegins) {
  const auto positions = parse_dts_positions(annotated, source, "board.dts");
  ASSERT_TRUE(positions);
  EXPECT_EQ(positions->node("/"), (SourcePos{"soc.dtsi", 1, 1}));
  EXPECT_EQ(positions->node("/reserved-memory"), (SourcePos{"soc.dtsi", 2, 2}));
  EXPECT_EQ(positions->node("/reserved-memory/adsp@86100000"), (SourcePos{"soc.dtsi", 3, 3}));
  EXPECT_EQ(positions->label("/reserved-memory/adsp@86100000"), "adsp_mem");
}

TEST(DtsPositions, ANodeWhoseNameIsOnAnotherLineStandsAtItsBrace) {
  const auto positions = parse_dts_positions(annotated, source, "board.dts");
  ASSERT_TRUE(positions);
  EXPECT_EQ(positions->node("/reserved-memory/wide@1"), (SourcePos{"soc.dtsi", 8, 3}));
}

TEST(DtsPositions, APropertyStandsWhereItWasLastWritten) {
  const auto positions = parse_dts_positions(annotated, source, "board.dts");
  ASSERT_TRUE(positions);
  EXPECT_EQ(positions->property("/reserved-memory", "ranges"), (SourcePos{"soc.dtsi", 2, 20}));
  EXPECT_EQ(positions->property("/reserved-memory/adsp@86100000", "reg"), (SourcePos{"soc.dtsi", 4, 4}));
  EXPECT_EQ(positions->property("/reserved-memory/adsp@86100000", "note"), (SourcePos{"soc.dtsi", 5, 4}));
  EXPECT_EQ(positions->property("/reserved-memory/adsp@86100000", "no-map"), (SourcePos{"board.dts", 3, 18}));
}

TEST(DtsPositions, WhatTheCompilerAddedHasNoPlace) {
  const auto positions = parse_dts_positions(annotated, source, "board.dts");
  ASSERT_TRUE(positions);
  EXPECT_EQ(positions->node("/__symbols__"), std::nullopt);
  EXPECT_EQ(positions->property("/reserved-memory/adsp@86100000", "phandle"), std::nullopt);
  EXPECT_EQ(positions->property("/nowhere", "reg"), std::nullopt);
}

TEST(DtsPositions, AFileNameMayHoldAColonAndABlank) {
  const auto positions = parse_dts_positions("/ { /* my: board 1:2.dts:7:3-9:3 */\n};\n", "", "x");
  ASSERT_TRUE(positions);
  EXPECT_EQ(positions->node("/"), (SourcePos{"my: board 1:2.dts", 7, 3}));
}

TEST(DtsPositions, NodesThatDoNotPairAreRefused) {
  EXPECT_EQ(to_string(parse_dts_positions("/ {\n", "", "board.dts").error()),
            "board.dts:1:1: the tree ends inside 1 nodes (expected none open)");
  EXPECT_EQ(to_string(parse_dts_positions("/ {\n};\n};\n", "", "board.dts").error()),
            "board.dts:3:1: an end without its node (expected nodes that pair)");
}

TEST(DtsPositions, NestingIsBoundedAsInATree) {
  std::string deep;
  for (int i = 0; i < 65; ++i) deep += "n {\n";
  EXPECT_EQ(to_string(parse_dts_positions(deep, "", "board.dts").error()), "board.dts:65:1: nodes nest deeper than 64");
}

TEST(DtsPositions, ATreeThatGetsThemKnowsWhereItsNodesStand) {
  DtbBuilder b;
  b.begin_node("");
  b.begin_node("reserved-memory");
  b.begin_node("adsp@86100000");
  b.end_node();
  b.begin_node("unknown");
  b.end_node();
  b.end_node();
  b.end_node();
  auto tree = parse_dtb(b.finish().value(), "board.dts");
  ASSERT_TRUE(tree && tree->reserved);
  attach_positions(*tree, parse_dts_positions(annotated, source, "board.dts").value());
  EXPECT_EQ(tree->reserved->where, (SourcePos{"soc.dtsi", 2, 2}));
  EXPECT_EQ(tree->reserved->nodes[0].where, (SourcePos{"soc.dtsi", 3, 3}));
  EXPECT_EQ(tree->reserved->nodes[0].label, "adsp_mem");
  EXPECT_EQ(tree->reserved->nodes[1].where, (SourcePos{"board.dts", 0, 0}));
  EXPECT_EQ(position_of(*tree, "/reserved-memory/adsp@86100000", "no-map"), (SourcePos{"board.dts", 3, 18}));
  EXPECT_EQ(position_of(*tree, "/reserved-memory/adsp@86100000", "size"), (SourcePos{"soc.dtsi", 3, 3}));
}

}  // namespace
}  // namespace rampart
