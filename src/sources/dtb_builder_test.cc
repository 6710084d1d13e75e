#include "sources/dtb_builder.h"

#include <gtest/gtest.h>

#include "sources/device_tree.h"

namespace rampart {
namespace {

TEST(DtbBuilder, ATreeLargerThanTheFirstBufferIsWhole) {
  DtbBuilder b;
  b.begin_node("");
  for (int i = 0; i < 100; ++i) {
    b.begin_node("memory@" + std::to_string(i));
    b.property("reg", std::string(1000, '\1'));
    b.end_node();
  }
  b.end_node();
  const auto blob = b.finish();
  ASSERT_TRUE(blob);
  const auto tree = parse_dtb(*blob, "large.dtb");
  ASSERT_TRUE(tree);
  ASSERT_EQ(tree->memory.size(), 100u);
  EXPECT_EQ(tree->memory[99].path, "/memory@99");
  EXPECT_EQ(tree->memory[99].reg->byte_length, 1000u);
}

TEST(DtbBuilder, NodesThatDoNotPairAreNoTree) {
  DtbBuilder unended;
  unended.begin_node("");
  EXPECT_EQ(unended.finish(), std::nullopt);
  DtbBuilder rootless;
  EXPECT_EQ(rootless.finish(), std::nullopt);
}

}  // namespace
}  // namespace rampart
