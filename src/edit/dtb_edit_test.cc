#include "edit/dtb_edit.h"

#include <gtest/gtest.h>
#include <libfdt.h>
#include <string>
#include <vector>

#include "sources/device_tree.h"
#include "sources/dtb_builder.h"
#include "sources/tree_nodes.h"

namespace rampart {
namespace {

using namespace std::string_literals;
using Cells = std::vector<TreeCell>;
using Strings = std::vector<std::string>;

/// A root with two regions and a device that uses the first, whose phandle is 2.
std::string small_blob(bool with_symbols = false) {
  DtbBuilder builder;
  builder.reserve(0x1000, 0x2000);
  builder.begin_node("");
  builder.cells("#address-cells", {1});
  builder.begin_node("reserved-memory");
  builder.property("ranges");
  builder.begin_node("a@1000");
  builder.cells("reg", {0x1000, 0x100});
  builder.cells("phandle", {2});
  builder.end_node();
  builder.begin_node("b@2000");
  builder.cells("reg", {0x2000, 0x100});
  builder.end_node();
  builder.end_node();
  builder.begin_node("device");
  builder.cells("memory-region", {2});
  builder.end_node();
  if (with_symbols) {
    builder.begin_node("aliases");
    builder.string("mem", "/reserved-memory/a@1000");
    builder.end_node();
    builder.begin_node("__symbols__");
    builder.string("a", "/reserved-memory/a@1000");
    builder.string("b", "/reserved-memory/b@2000");
    builder.end_node();
  }
  builder.end_node();
  return *builder.finish();
}

std::string edited_blob(const std::string& blob, const std::vector<TreeEdit>& edits) {
  const auto changed = edit_dtb(blob, "a.dtb", edits);
  if (!changed) ADD_FAILURE() << to_string(changed.error());
  return changed.value_or(blob);
}

std::string blob_refusal(const std::string& blob, const std::vector<TreeEdit>& edits) {
  const auto changed = edit_dtb(blob, "a.dtb", edits);
  return changed ? "done" : to_string(changed.error());
}

TreeNode tree_of(const std::string& blob) { return *parse_tree_nodes(blob, "a.dtb"); }

std::vector<std::string> names_of(const TreeNode& node) {
  std::vector<std::string> names;
  for (const TreeNode& child : node.children) names.push_back(child.name);
  return names;
}

TEST(DtbEdit, WithoutEditsTheBlobIsTheSame) { EXPECT_EQ(edited_blob(small_blob(), {}), small_blob()); }

TEST(DtbEdit, ANewNodeGoesLastOrBeforeASibling) {
  const AddNode last{"/reserved-memory", "d@4000", {}, {{"reg", Cells{0x4000U, 0x100U}}, {"no-map", {}}}, {}};
  const AddNode second{"/reserved-memory", "c@1800", {}, {}, "b@2000"};
  const TreeNode root = tree_of(edited_blob(small_blob(), {last, second}));
  EXPECT_EQ(names_of(root.children[0]), (std::vector<std::string>{"a@1000", "c@1800", "b@2000", "d@4000"}));
  EXPECT_EQ(root.children[0].children[3].properties,
            (std::vector<TreeProperty>{{"reg", "\0\0\x40\0\0\0\x01\0"s}, {"no-map", ""}}));
}

TEST(DtbEdit, ANewNodeOfTheRootStaysBeforeWhatACompilerAddsForOverlays) {
  const TreeNode root = tree_of(edited_blob(small_blob(true), {AddNode{"/", "new", {}, {}, {}}}));
  EXPECT_EQ(names_of(root), (std::vector<std::string>{"reserved-memory", "device", "aliases", "new", "__symbols__"}));
}

TEST(DtbEdit, AReferencedNodeGetsTheLowestFreePhandle) {
  const TreeNode root = tree_of(
      edited_blob(small_blob(), {SetProperty{"/device",
                                             {"memory-region", Cells{NodeReference{"/reserved-memory/b@2000"},
                                                                     NodeReference{"/reserved-memory/a@1000"}}}}}));
  EXPECT_EQ(root.children[1].find("memory-region")->value, "\0\0\0\1\0\0\0\2"s);
  EXPECT_EQ(root.children[0].children[1].properties.back(), (TreeProperty{"phandle", "\0\0\0\1"s}));
}

TEST(DtbEdit, HeaderReservationsAndFreeSpaceStay) {
  std::string blob = small_blob();
  const std::size_t packed = blob.size();
  blob.resize(packed + 256);
  fdt_set_totalsize(blob.data(), static_cast<std::uint32_t>(blob.size()));
  fdt_set_boot_cpuid_phys(blob.data(), 3);
  blob += "behind";
  const std::string changed = edited_blob(blob, {SetProperty{"/device", {"status", Strings{"okay"}}}});
  EXPECT_EQ(fdt_boot_cpuid_phys(changed.data()), 3U);
  EXPECT_EQ(fdt_version(changed.data()), 17U);
  EXPECT_EQ(fdt_num_mem_rsv(changed.data()), 1);
  EXPECT_EQ(changed.substr(changed.size() - 6), "behind");
  const std::size_t grown = 12 + 8 + 7;  // a property, its value, its name
  EXPECT_EQ(fdt_totalsize(changed.data()), packed + grown + 256);
  EXPECT_EQ(fdt_check_full(changed.data(), changed.size()), 0);
}

TEST(DtbEdit, AVersion16BlobStaysOne) {
  std::string blob = small_blob();
  fdt_set_version(blob.data(), 16);
  const std::string changed = edited_blob(blob, {RemoveNode{"/device"}});
  EXPECT_EQ(fdt_version(changed.data()), 16U);
  EXPECT_EQ(names_of(tree_of(changed)), std::vector<std::string>{"reserved-memory"});
}

TEST(DtbEdit, RemovingWhatWasAddedGivesTheSameTree) {
  const std::string blob = small_blob(true);
  const std::vector<TreeEdit> edits{
      AddNode{"/reserved-memory", "c@3000", "c", {{"reg", Cells{0x3000U, 0x100U}}, {"x-new", {}}}, "b@2000"},
      RenameNode{"/reserved-memory/a@1000", "a@1100"},
      SetProperty{"/device", {"status", Strings{"okay"}}},
      RemoveProperty{"/device", "status"},
      RenameNode{"/reserved-memory/a@1100", "a@1000"},
      RemoveNode{"/reserved-memory/c@3000"}};
  EXPECT_EQ(tree_of(edited_blob(blob, edits)), tree_of(blob));
}

TEST(DtbEdit, SymbolsAndAliasesFollow) {
  const std::string blob = small_blob(true);
  const std::vector<TreeEdit> edits{RenameNode{"/reserved-memory/a@1000", "a@1100"},
                                    RemoveNode{"/reserved-memory/b@2000"}, AddNode{"/", "new", "fresh", {}, {}}};
  const TreeNode root = tree_of(edited_blob(blob, edits));
  EXPECT_EQ(root.children[2].properties, (std::vector<TreeProperty>{{"mem", "/reserved-memory/a@1100\0"s}}));
  EXPECT_EQ(root.children[4].properties,
            (std::vector<TreeProperty>{{"a", "/reserved-memory/a@1100\0"s}, {"fresh", "/new\0"s}}));
}

TEST(DtbEdit, TheFixupsOfAnOverlayFollow) {
  DtbBuilder builder;
  builder.begin_node("");
  builder.begin_node("fragment@0");
  builder.begin_node("__overlay__");
  builder.cells("p", {0xffffffff, 1});
  builder.end_node();
  builder.end_node();
  builder.begin_node("n");
  builder.cells("phandle", {1});
  builder.end_node();
  builder.begin_node("__fixups__");
  builder.property("x", "/fragment@0:target:0\0/fragment@0/__overlay__:p:0\0"s);
  builder.end_node();
  builder.begin_node("__local_fixups__");
  builder.begin_node("fragment@0");
  builder.begin_node("__overlay__");
  builder.cells("p", {4});
  builder.end_node();
  builder.end_node();
  builder.end_node();
  builder.end_node();
  const std::string blob = *builder.finish();
  const TreeNode renamed = tree_of(edited_blob(blob, {RenameNode{"/fragment@0", "fragment@1"}}));
  EXPECT_EQ(renamed.children[2].properties[0].value, "/fragment@1:target:0\0/fragment@1/__overlay__:p:0\0"s);
  EXPECT_EQ(renamed.children[3].children[0].name, "fragment@1");
  const TreeNode set = tree_of(edited_blob(
      blob, {SetProperty{"/fragment@0/__overlay__", {"p", Cells{NodeReference{"/n"}, NodeReference{"/n"}}}}}));
  EXPECT_EQ(set.children[2].properties[0].value, "/fragment@0:target:0\0"s);
  EXPECT_EQ(set.children[3].children[0].children[0].find("p")->value, "\0\0\0\0\0\0\0\4"s);
  const TreeNode removed = tree_of(edited_blob(blob, {RemoveNode{"/fragment@0"}}));
  EXPECT_TRUE(removed.children[1].properties.empty());
  EXPECT_TRUE(removed.children[2].children.empty());
}

TEST(DtbEdit, Refusals) {
  EXPECT_EQ(blob_refusal(small_blob(), {RemoveNode{"/x"}}), "a.dtb: no node /x (expected one of the tree)");
  EXPECT_EQ(blob_refusal(small_blob(), {RemoveNode{"/"}}), "a.dtb: no node / (expected one of the tree)");
  EXPECT_EQ(blob_refusal(small_blob(), {RemoveProperty{"/device", "x"}}),
            "a.dtb: /device has no x (expected a property of it)");
  EXPECT_EQ(blob_refusal(small_blob(), {AddNode{"/", "device", {}, {}, {}}}),
            "a.dtb: /device exists already (expected a new name)");
  EXPECT_EQ(blob_refusal(small_blob(), {RenameNode{"/device", "reserved-memory"}}),
            "a.dtb: /reserved-memory exists already (expected a new name)");
  EXPECT_EQ(blob_refusal(small_blob(), {AddNode{"/", "a/b", {}, {}, {}}}),
            "a.dtb: \"a/b\" names no node (expected letters, digits and ,._+-@)");
  EXPECT_EQ(blob_refusal(small_blob(), {SetProperty{"/device", {"p", Cells{NodeReference{"/y"}}}}}),
            "a.dtb: no node /y (expected one of the tree)");
  EXPECT_EQ(blob_refusal(small_blob().substr(0, 60), {}).substr(0, 16), "a.dtb: truncated");
}

}  // namespace
}  // namespace rampart
