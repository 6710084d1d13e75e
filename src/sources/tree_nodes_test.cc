#include "sources/tree_nodes.h"

#include <gtest/gtest.h>

#include "sources/dtb_builder.h"

namespace rampart {
namespace {

TEST(TreeNodes, ATreeKeepsItsNodesAndPropertiesInOrder) {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {2});
  b.begin_node("reserved-memory");
  b.property("ranges");
  b.begin_node("vpu@50000000");
  b.property("reg", std::string{"\0\0\1", 3});  // of any length
  b.end_node();
  b.end_node();
  b.begin_node("soc");
  b.end_node();
  b.end_node();
  const auto root = parse_tree_nodes(*b.finish(), "board.dtb");
  ASSERT_TRUE(root);
  const TreeNode vpu{"vpu@50000000", {{"reg", std::string{"\0\0\1", 3}}}, {}};
  EXPECT_EQ(*root, (TreeNode{"",
                             {{"#address-cells", std::string{"\0\0\0\2", 4}}},
                             {TreeNode{"reserved-memory", {{"ranges", ""}}, {vpu}}, TreeNode{"soc", {}, {}}}}));
  EXPECT_TRUE(root->children[0].has("ranges"));
  EXPECT_EQ(root->find("ranges"), nullptr);
}

TEST(TreeNodes, ABrokenBlobIsRefused) {
  const auto root = parse_tree_nodes("no tree", "board.dtb");
  ASSERT_FALSE(root);
  EXPECT_EQ(root.error().where.file, "board.dtb");
}

}  // namespace
}  // namespace rampart
