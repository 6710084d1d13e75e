#include "analyses/cma_trace/traced_blocks.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

using Piece = TracedBlocks::Piece;

TEST(TracedBlocks, AReleaseMayTakeAPartOfABlockAndTheRestLater) {
  TracedBlocks blocks;
  EXPECT_TRUE(blocks.add(100, {50}, 7).empty());
  EXPECT_EQ(blocks.take(110, {10}), (std::vector{Piece{110, {10}, 7, {10}}}));
  EXPECT_EQ(blocks.held(), Pages{40});
  EXPECT_EQ(blocks.take(100, {50}),
            (std::vector{Piece{100, {10}, 7, {0}}, Piece{110, {10}, {}, {}}, Piece{120, {30}, 7, {20}}}));
  EXPECT_EQ(blocks.held(), Pages{0});
}

TEST(TracedBlocks, AReleaseMayTakeSeveralBlocksAndWhatIsNone) {
  TracedBlocks blocks;
  blocks.add(100, {10}, 1);
  blocks.add(110, {10}, 2);
  EXPECT_EQ(blocks.take(95, {30}), (std::vector{Piece{95, {5}, {}, {}}, Piece{100, {10}, 1, {0}},
                                                Piece{110, {10}, 2, {0}}, Piece{120, {5}, {}, {}}}));
}

TEST(TracedBlocks, PagesOfANewBlockAreNoOthers) {
  TracedBlocks blocks;
  blocks.add(100, {10}, 1);
  EXPECT_EQ(blocks.add(105, {10}, 2), (std::vector{Piece{105, {5}, 1, {5}}}));
  EXPECT_EQ(blocks.held(), Pages{15});
  EXPECT_EQ(blocks.take(100, {15}), (std::vector{Piece{100, {5}, 1, {0}}, Piece{105, {10}, 2, {0}}}));
}

TEST(TracedBlocks, NothingReachesPastTheLastPageFrame) {
  TracedBlocks blocks;
  blocks.add(UINT64_MAX - 5, {100}, 1);
  EXPECT_EQ(blocks.held(), Pages{5});
  EXPECT_EQ(blocks.take(0, {UINT64_MAX}),
            (std::vector{Piece{0, {UINT64_MAX - 5}, {}, {}}, Piece{UINT64_MAX - 5, {5}, 1, {0}}}));
  EXPECT_TRUE(blocks.take(7, {0}).empty());
}

}  // namespace
}  // namespace rampart
