#include "render/use_strip.h"

#include <gtest/gtest.h>

#include "render/drawn_text.h"
#include "render/kind_style.h"
#include "render/xml_checker.h"

namespace rampart {
namespace {

using State = Occupancy::State;

/// 66 blocks of 16 bytes: two used, one free, one not told, the rest free.
const Occupancy few_blocks{{16},
                           {{State::Used, {32}}, {State::Free, {16}}, {State::Unknown, {16}}, {State::Free, {992}}}};

TEST(UseStrip, TextHasARowForEach64CellsWithItsAddressAndSize) {
  std::string free_cells;
  for (int i = 0; i < 60; ++i) free_cells += "·";
  EXPECT_EQ(use_strip_text(*PhysRange::make({0x20000000}, {1056}), few_blocks, {}),
            "  0x20000000  ██·?" + free_cells +
                "  1 KiB\n"
                "  0x20000400  ··  32 B\n"
                "a cell is 16 B: █ used  ▄ partly  · free  ? not told\n");
}

TEST(UseStrip, ACellOfSeveralBlocksIsPartlyUsed) {
  const Occupancy half{{16}, {{State::Used, {16}}, {State::Free, {16368}}}};
  EXPECT_EQ(use_strip_text(*PhysRange::make({0x20000000}, {16384}), half, {.width = 0, .colour = false}).substr(0, 17),
            "  0x20000000  ▄");
}

TEST(UseStrip, ColourChangesWhereTheStateDoesAndEndsWithTheRow) {
  const std::string text =
      use_strip_text(*PhysRange::make({0x1000}, {48}), {{16}, {{State::Used, {32}}, {State::Free, {16}}}},
                     {.width = 0, .colour = true});
  EXPECT_EQ(text.substr(0, text.find('\n')), "      0x1000  \x1b[31m██\x1b[32m·\x1b[0m  48 B");
}

TEST(UseStrip, APictureHasACellForEachAndAKeyOfWhatItShows) {
  Canvas canvas;
  const int below = draw_use_strip(
      canvas, 40, {.range = *PhysRange::make({0x20000000}, {1056}), .occupancy = few_blocks, .longest = std::nullopt});
  const std::string svg = svg_document(canvas, 1000, below, "strip", picture_css() + std::string{use_strip_css()});
  EXPECT_EQ(XmlChecker::fault(svg), "");
  expect_texts_apart(svg);
  EXPECT_EQ(count_of(svg, ">not told</text>"), 1U);
  EXPECT_EQ(count_of(svg, ">longest free run</text>"), 0U);
  EXPECT_EQ(below, 40 + 12 + 2 * 22 + 17) << "the key, two rows and the distance to what follows";
}

TEST(UseStrip, ManyBlocksShareACellSoThatNoRowIsTooMany) {
  const Occupancy large{{16}, {{State::Free, gib(1)}}};
  EXPECT_EQ(
      (UseStrip{.range = *PhysRange::make({0}, gib(1)), .occupancy = large, .longest = {}, .most_rows = 8}.cell()),
      mib(2));
}

}  // namespace
}  // namespace rampart
