#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

void npu(DtbBuilder& b) {
  b.begin_node("npu@3b00000");
  b.cells("memory-region", {1});
  b.end_node();
}

void lone(DtbBuilder& b, std::string_view compatible) {
  b.begin_node("npu@50000000");
  b.cells("reg", {0, 0x50000000, 0, 0x4000000});
  if (!compatible.empty()) b.string("compatible", compatible);
  b.property("reusable");
  b.cells("phandle", {1});
  b.end_node();
}

TEST(ReusableWithoutPool, WithoutACompatibleTheDeviceThatNamesItLosesItsPool) {
  const auto setup = test_board(npu, [](DtbBuilder& b) { lone(b, ""); });
  EXPECT_EQ(found("reusable-without-pool", setup),
            Texts{"error: npu@50000000 is reusable, but no shared-dma-pool: it has no compatible"});
  EXPECT_EQ(first_found("reusable-without-pool", setup).effect,
            "Linux 6.12 reserves the memory and nothing more: nobody else may use it meanwhile, and /npu@3b00000 gets "
            "no pool from it");
}

TEST(ReusableWithoutPool, WithoutAUserOrWithACompatibleOfItsOwnItOnlyDoesNothing) {
  EXPECT_EQ(found("reusable-without-pool", test_board([](DtbBuilder& b) { lone(b, ""); })),
            Texts{"warning: npu@50000000 is reusable, but no shared-dma-pool: it has no compatible"});
  EXPECT_EQ(found("reusable-without-pool", test_board(npu, [](DtbBuilder& b) { lone(b, "ion-region"); })),
            Texts{"warning: npu@50000000 is reusable, but no shared-dma-pool: its compatible is ion-region"});
}

TEST(ReusableWithoutPool, ASharedDmaPoolIsFine) {
  EXPECT_EQ(found("reusable-without-pool", test_board(npu, [](DtbBuilder& b) { lone(b, "shared-dma-pool"); })),
            Texts{});
}

}  // namespace
}  // namespace rampart
