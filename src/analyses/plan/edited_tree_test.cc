#include "analyses/plan/edited_tree.h"

#include <gtest/gtest.h>

#include "sources/dtb_builder.h"
#include "sources/tree_nodes.h"

namespace rampart {
namespace {

/// A root with a device that has the phandle 7, and one that has none.
std::string two_devices() {
  DtbBuilder builder;
  builder.reserve(0x1000, 0x2000);
  builder.begin_node("");
  builder.begin_node("camera");
  builder.cells("phandle", {7});
  builder.end_node();
  builder.begin_node("display");
  builder.end_node();
  builder.end_node();
  return *builder.finish();
}

Result<std::string> edited(const std::vector<TreeEdit>& edits) {
  const std::string blob = two_devices();
  const auto tree = parse_dtb(blob, "board");
  return edited_blob(blob, *tree, edits);
}

TEST(EditedTree, WhatDoesNotChangeStays) {
  const auto blob = edited({});
  ASSERT_TRUE(blob);
  EXPECT_EQ(*parse_tree_nodes(*blob, "a"), *parse_tree_nodes(two_devices(), "b"));
  EXPECT_EQ(parse_dtb(*blob, "a")->mem_reserves, (std::vector<MemReserve>{{0x1000, 0x2000}}));
}

TEST(EditedTree, ANodeThatIsReferredToGetsTheNextFreePhandle) {
  const auto blob =
      edited({AddNode{"/", "pool", "p", {{"no-map", std::monostate{}}}, ""},
              SetProperty{"/display",
                          {"memory-region", std::vector<TreeCell>{NodeReference{"/pool"}, NodeReference{"/camera"}}}}});
  ASSERT_TRUE(blob) << to_string(blob.error());
  const auto root = parse_tree_nodes(*blob, "a");
  ASSERT_TRUE(root);
  const std::string both{"\0\0\0\x08\0\0\0\x07", 8};
  EXPECT_EQ(root->children[1].find("memory-region")->value, both);
  EXPECT_EQ(root->children[2].find("phandle")->value, both.substr(0, 4));
  EXPECT_TRUE(root->children[2].has("no-map"));
}

TEST(EditedTree, ANodeThatIsNotThereIsNamed) {
  const auto blob = edited({SetProperty{"/soc/gpu", {"memory-region", std::monostate{}}}});
  ASSERT_FALSE(blob);
  EXPECT_EQ(to_string(blob.error()), "/soc/gpu: no such node in the board's tree (expected its path)");
}

}  // namespace
}  // namespace rampart
