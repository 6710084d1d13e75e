#include "sources/overlay.h"

#include <gtest/gtest.h>

#include "sources/device_tree.h"
#include "sources/dtb_builder.h"

namespace rampart {
namespace {

/// A board with a reserved node `dsp` of that label and a bus.
std::string board(bool with_symbols = true) {
  DtbBuilder b;
  b.begin_node("");
  b.begin_node("reserved-memory");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.property("ranges");
  b.begin_node("dsp@1000");
  b.cells("reg", {0x1000, 0x100});
  b.cells("phandle", {1});
  b.end_node();
  b.end_node();
  if (with_symbols) {
    b.begin_node("__symbols__");
    b.string("dsp", "/reserved-memory/dsp@1000");
    b.string("lost", "/nowhere");
    b.end_node();
  }
  b.end_node();
  return b.finish().value();
}

/// An overlay with one fragment: `head` writes its properties, `content` what it adds, `rest` its bookkeeping.
template <typename Head, typename Content, typename Rest>
std::string fragment(Head head, Content content, Rest rest) {
  DtbBuilder b;
  b.begin_node("");
  b.begin_node("fragment@0");
  head(b);
  b.begin_node("__overlay__");
  content(b);
  b.end_node();
  b.end_node();
  rest(b);
  b.end_node();
  return b.finish().value();
}

const auto nothing = [](DtbBuilder&) {};
const auto for_reserved_memory = [](DtbBuilder& b) { b.string("target-path", "/reserved-memory"); };

std::string pool_overlay(std::string_view name, std::uint32_t base) {
  return fragment(
      for_reserved_memory,
      [&](DtbBuilder& b) {
        b.begin_node(name);
        b.cells("reg", {base, 0x200});
        b.end_node();
      },
      nothing);
}

/// What `dtc -@` makes of `&dsp { no-map; };`, with this list of fix-ups.
std::string label_overlay(std::string_view label, std::string_view fixups) {
  return fragment([](DtbBuilder& b) { b.cells("target", {0xffffffff}); }, [](DtbBuilder& b) { b.property("no-map"); },
                  [&](DtbBuilder& b) {
                    b.begin_node("__fixups__");
                    b.property(label, fixups);
                    b.end_node();
                  });
}
constexpr std::string_view good_fixup{"/fragment@0:target:0\0", 21};

std::vector<std::string> names_of(const std::string& blob) {
  std::vector<std::string> names;
  const DeviceTree tree = parse_dtb(blob, "result").value();
  for (const ReservedNode& node : tree.reserved.value().nodes) names.push_back(node.name);
  return names;
}

std::string error_of(const std::string& base, const std::string& overlay) {
  const NamedBlob overlays[] = {{overlay, "add.dtbo"}};
  const auto result = apply_overlays({base, "board.dtb"}, overlays);
  return result ? "none" : to_string(result.error());
}

TEST(Overlay, OverlaysAddTheirNodesInOrder) {
  const std::string base = board();
  const std::string first = pool_overlay("first@2000", 0x2000);
  const std::string second = pool_overlay("second@3000", 0x3000);
  const NamedBlob overlays[] = {{first, "first.dtbo"}, {second, "second.dtbo"}};
  const auto result = apply_overlays({base, "board.dtb"}, overlays);
  ASSERT_TRUE(result) << to_string(result.error());
  EXPECT_EQ(names_of(*result), (std::vector<std::string>{"second@3000", "first@2000", "dsp@1000"}));
}

TEST(Overlay, ALaterOverlayMayChangeWhatAnEarlierOneAdded) {
  const std::string base = board();
  const std::string first = pool_overlay("pool", 0x2000);
  const std::string second = pool_overlay("pool", 0x3000);
  const NamedBlob overlays[] = {{first, "first.dtbo"}, {second, "second.dtbo"}};
  const auto tree = parse_dtb(apply_overlays({base, "board.dtb"}, overlays).value(), "result");
  ASSERT_TRUE(tree && tree->reserved);
  EXPECT_EQ(tree->reserved->nodes[0].reg, (CellProperty{8, {0x3000, 0x200}}));
}

TEST(Overlay, ALabelLeadsToTheNodeThatTheBaseGivesIt) {
  const std::string base = board();
  const std::string overlay = label_overlay("dsp", good_fixup);
  const NamedBlob overlays[] = {{overlay, "add.dtbo"}};
  const auto result = apply_overlays({base, "board.dtb"}, overlays);
  ASSERT_TRUE(result) << to_string(result.error());
  EXPECT_TRUE(parse_dtb(*result, "result").value().reserved->nodes[0].no_map);
}

TEST(Overlay, NoOverlayLeavesTheTreeAsItIs) {
  const std::string base = board();
  EXPECT_EQ(apply_overlays({base, "board.dtb"}, {}), base);
}

TEST(Overlay, WhatTheTreeLacksIsNamed) {
  EXPECT_EQ(error_of(board(false), label_overlay("dsp", good_fixup)),
            "add.dtbo: names the label dsp, and board.dtb has no labels (expected a tree compiled with dtc -@)");
  EXPECT_EQ(error_of(board(), label_overlay("gpu", good_fixup)),
            "add.dtbo: names the label gpu, which board.dtb does not have");
  EXPECT_EQ(error_of(board(), label_overlay("lost", good_fixup)),
            "add.dtbo: names the label lost, which leads to no node of board.dtb");
  EXPECT_EQ(error_of(board(), fragment([](DtbBuilder& b) { b.string("target-path", "/soc"); }, nothing, nothing)),
            "add.dtbo: fragment@0 is for /soc, which board.dtb does not have");
}

TEST(Overlay, ATreeThatIsNoOverlayIsRefused) {
  EXPECT_EQ(error_of(board(), board()), "add.dtbo: is no overlay (expected fragments with an __overlay__)");
  EXPECT_EQ(error_of(board(), "no blob"), "add.dtbo: truncated: the file has 7 bytes (expected a header of 40)");
  EXPECT_EQ(error_of("no blob", board()), "board.dtb: truncated: the file has 7 bytes (expected a header of 40)");
}

TEST(Overlay, AFragmentNeedsATargetThatIsOne) {
  EXPECT_EQ(error_of(board(), fragment(nothing, nothing, nothing)),
            "add.dtbo: fragment@0 has no target (expected target or target-path)");
  EXPECT_EQ(error_of(board(), fragment([](DtbBuilder& b) { b.cells("target", {1, 2}); }, nothing, nothing)),
            "add.dtbo: the target of fragment@0 is not one phandle");
  EXPECT_EQ(error_of(board(),
                     fragment([](DtbBuilder& b) { b.property("target-path", "/reserved-memory"); }, nothing, nothing)),
            "add.dtbo: the target-path of fragment@0 is no path (expected /...)");
  EXPECT_EQ(error_of(board(), fragment([](DtbBuilder& b) { b.cells("target", {9}); }, nothing, nothing)),
            "add.dtbo: names a node or property that is neither in the tree nor in itself");
}

TEST(Overlay, FixUpsThatLeaveTheirPropertyAreRefused) {
  const auto with = [](std::string_view fixup) { return error_of(board(), label_overlay("dsp", fixup)); };
  EXPECT_EQ(with({"/fragment@0:target:1\0", 21}),
            "add.dtbo: the fix-up \"/fragment@0:target:1\" of dsp is no place in it (expected path:property:offset)");
  EXPECT_EQ(with({"/fragment@0:target:4294967292\0", 30}),
            "add.dtbo: the fix-up \"/fragment@0:target:4294967292\" of dsp is no place in it (expected "
            "path:property:offset)");
  EXPECT_EQ(with({"/__fixups__:dsp:0\0", 18}),
            "add.dtbo: the fix-up \"/__fixups__:dsp:0\" of dsp is no place in it (expected path:property:offset)");
  EXPECT_EQ(with({"no colon\0", 9}),
            "add.dtbo: the fix-up \"no colon\" of dsp is no place in it (expected path:property:offset)");
  EXPECT_EQ(with("unended"), "add.dtbo: the fix-ups of dsp do not end in a zero byte");
}

/// An overlay whose fragment refers to itself at these offsets of `target`.
std::string self_reference(std::string_view property, std::uint32_t offset) {
  return fragment(
      for_reserved_memory,
      [](DtbBuilder& b) {
        b.cells("friend", {1});
        b.cells("phandle", {1});
      },
      [&](DtbBuilder& b) {
        b.begin_node("__local_fixups__");
        b.begin_node("fragment@0");
        b.begin_node("__overlay__");
        b.cells(property, {offset});
        b.end_node();
        b.end_node();
        b.end_node();
      });
}

TEST(Overlay, LocalFixUpsThatLeaveTheirPropertyAreRefused) {
  EXPECT_EQ(error_of(board(), self_reference("friend", 0)), "none");
  EXPECT_EQ(error_of(board(), self_reference("friend", 0x7fffffff)),
            "add.dtbo: __local_fixups__ names places of friend that it does not have");
  EXPECT_EQ(error_of(board(), self_reference("stranger", 0)),
            "add.dtbo: __local_fixups__ names places of stranger that it does not have");
  EXPECT_EQ(error_of(board(), self_reference("phandle", 0)),
            "add.dtbo: __local_fixups__ names places of phandle that it does not have");
}

TEST(Overlay, ALargeOverlayIsRefused) {
  const std::string large = fragment(
      for_reserved_memory, [](DtbBuilder& b) { b.property("x", std::string(max_overlay_size, 'x')); }, nothing);
  EXPECT_EQ(error_of(board(), large),
            "add.dtbo: " + std::to_string(large.size()) + " bytes of overlay (expected at most 262144)");
}

}  // namespace
}  // namespace rampart
