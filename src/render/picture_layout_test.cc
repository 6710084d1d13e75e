#include "render/picture_layout.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "render/example_maps.h"
#include "render/picture_labels.h"
#include "render/picture_links.h"

namespace rampart {
namespace {

Axis axis_of(const MemoryMap& map, int height = 560) {
  const MemoryMap* const maps[] = {&map};
  return make_axis(maps, height);
}

TEST(PictureAxis, AMapWhoseRegionsAreAllVisibleIsNotBroken) {
  const Axis axis = axis_of(example::nested().map);
  EXPECT_EQ(axis.per_pixel, mib(2));
  std::vector<int> heights;
  for (const AxisPiece& piece : axis.pieces) {
    EXPECT_FALSE(piece.broken);
    heights.push_back(piece.height);
  }
  EXPECT_EQ(heights, (std::vector{192, 16, 32, 144, 13, 19, 95}));
}

TEST(PictureAxis, LongRamIsBrokenWhereCarveOutsWouldBeTooThinToSee) {
  const Axis axis = axis_of(example::qcs6490().map);
  ASSERT_EQ(axis.pieces.size(), 7U);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_FALSE(axis.pieces[i].broken);
    EXPECT_EQ(axis.pieces[i].height, static_cast<int>(axis.pieces[i].range.size().value / axis.per_pixel.value));
  }
  EXPECT_TRUE(axis.pieces[6].broken);
  EXPECT_LE(axis.height, 560);
}

TEST(PictureAxis, TheSmallestBesideTheLargestIsStillALine) {
  const Axis axis = axis_of(example::tiny_beside_huge().map);
  EXPECT_EQ(axis.pieces[0].range.size(), kib(12));
  EXPECT_GE(axis.pieces[0].height, 4);
  EXPECT_GT(axis.pieces[2].height, 100);
}

TEST(PictureAxis, RamAloneIsNotBrokenAndAHoleBetweenBanksIs) {
  const MemoryMap bank = MemoryMap::build({example::region(Kind::Ram, 0, gib(4))});
  EXPECT_FALSE(axis_of(bank).pieces[0].broken);
  const MemoryMap banks =
      MemoryMap::build({example::region(Kind::Ram, 0, gib(1)), example::region(Kind::Ram, 0x8000000000, gib(1))});
  const Axis axis = axis_of(banks);
  EXPECT_FALSE(axis.pieces[0].broken);
  EXPECT_TRUE(axis.pieces[1].broken);
  EXPECT_GE(axis.pieces[0].height, 60);
}

TEST(PictureAxis, TheLastAddressOfAllIsReached) {
  const Axis axis = axis_of(example::beyond().map);
  EXPECT_EQ(axis.pieces.back().range.last().value, UINT64_MAX);
}

/// Any regions, at any scale of sizes.
MemoryMap any_map() {
  const auto drawn = *rc::gen::container<std::vector<std::tuple<unsigned, unsigned, unsigned, unsigned>>>(
      rc::gen::tuple(rc::gen::inRange(0U, 13U), rc::gen::inRange(0U, 64U), rc::gen::arbitrary<unsigned>(),
                     rc::gen::inRange(0U, 64U)));
  std::vector<Region> regions;
  for (const auto& [kind, base_shift, base, size_shift] : drawn) {
    const auto range = PhysRange::make({std::uint64_t{base} << base_shift}, {std::uint64_t{1} << size_shift});
    if (!range) continue;
    regions.push_back({.range = *range,
                       .name = "r" + std::to_string(regions.size() % 7),
                       .kind = static_cast<Kind>(kind),
                       .origin = {}});
  }
  return MemoryMap::build(std::move(regions));
}

TEST(PictureAxis, PiecesFollowEachOtherInAddressAndInHeight) {
  EXPECT_TRUE(rc::check([] {
    const MemoryMap left = any_map();
    const MemoryMap right = any_map();
    const MemoryMap* const maps[] = {&left, &right};
    const Axis axis = make_axis(maps, 560);
    int top = 0;
    for (std::size_t i = 0; i < axis.pieces.size(); ++i) {
      const AxisPiece& piece = axis.pieces[i];
      RC_ASSERT(piece.top == top);
      RC_ASSERT(piece.height >= 2);
      if (i > 0) RC_ASSERT(axis.pieces[i - 1].range.last().value + 1 == piece.range.base().value);
      const std::uint64_t natural = piece.range.size().value / axis.per_pixel.value;
      if (!piece.broken && piece.height > 4) RC_ASSERT(static_cast<std::uint64_t>(piece.height) == natural);
      if (piece.broken) RC_ASSERT(static_cast<std::uint64_t>(piece.height) < natural);
      top += piece.height;
    }
    RC_ASSERT(axis.height == top);
    RC_ASSERT(axis.height <= std::max(560, static_cast<int>(axis.pieces.size()) * 6 + 1));
  }));
}

TEST(PictureLabels, ALabelStandsWhereItWantsIfThereIsRoom) {
  EXPECT_EQ(place_labels({20, 60, 100}, 16, 0, 200), (std::vector{20, 60, 100}));
}

TEST(PictureLabels, LabelsThatWantOnePlaceSpreadAroundIt) {
  EXPECT_EQ(place_labels({100, 100, 100}, 16, 0, 200), (std::vector{84, 100, 116}));
}

TEST(PictureLabels, LabelsAtTheEdgesStayInside) {
  EXPECT_EQ(place_labels({0, 2}, 16, 0, 200), (std::vector{8, 24}));
  EXPECT_EQ(place_labels({198, 200}, 16, 0, 200), (std::vector{176, 192}));
}

TEST(PictureLabels, NoTwoLabelsOverlap) {
  EXPECT_TRUE(rc::check([] {
    auto wanted = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 600));
    std::ranges::sort(wanted);
    const std::vector<int> placed = place_labels(wanted, 16, 0, 600);
    RC_ASSERT(placed.size() == wanted.size());
    for (std::size_t i = 0; i < placed.size(); ++i) {
      RC_ASSERT(placed[i] >= 8);
      if (i > 0) RC_ASSERT(placed[i] - placed[i - 1] >= 16);
      if (placed.size() * 16 <= 600) RC_ASSERT(placed[i] <= 592);
    }
  }));
}

TEST(PictureLayout, EverySpanHasABoxAndEveryRegionALabelOrAPlaceInTheList) {
  EXPECT_TRUE(rc::check([] {
    const MemoryMap map = any_map();
    const PictureLayout layout = lay_out(map, nullptr, {.pitch = 16, .limit = 5, .least_height = 560});
    const LayoutColumn& column = layout.columns[0];
    RC_ASSERT(column.boxes.size() == map.spans().size());
    std::vector<int> told(map.regions().size());
    for (const PictureLabel& label : column.labels) {
      if (const auto region = map.spans()[column.boxes[label.box].span].region) ++told[*region];
    }
    for (const std::size_t region : column.unlabelled) {
      RC_ASSERT(told[region] == 0);
      ++told[region];
    }
    for (const int count : told) RC_ASSERT(count >= 1);
  }));
}

TEST(PictureLayout, BoxesOfBothColumnsFillTheirMapsWithoutAGap) {
  EXPECT_TRUE(rc::check([] {
    const MemoryMap left = any_map();
    const MemoryMap right = any_map();
    const PictureLayout layout = lay_out(left, &right);
    for (const LayoutColumn& column : layout.columns) {
      for (std::size_t i = 1; i < column.boxes.size(); ++i) {
        RC_ASSERT(column.boxes[i - 1].top + column.boxes[i - 1].height == column.boxes[i].top);
      }
      for (const PictureBox& box : column.boxes) {
        RC_ASSERT(box.height >= 2);
        RC_ASSERT(box.top <= box.anchor && box.anchor <= box.top + box.height);
      }
    }
  }));
}

TEST(PictureLayout, OneAddressIsAtOneHeightInBothColumns) {
  const MapView left = example::qcs6490();
  const MapView right = example::qcs6490_predicted();
  const PictureLayout layout = lay_out(left.map, &right.map);
  const auto box_at = [](const MemoryMap& map, const LayoutColumn& column, std::uint64_t base) {
    for (const PictureBox& box : column.boxes) {
      if (map.spans()[box.span].range.base().value == base) return box;
    }
    return PictureBox{};
  };
  for (const std::uint64_t base : {0x81800000U, 0x84800000U}) {
    EXPECT_EQ(box_at(left.map, layout.columns[0], base).top, box_at(right.map, layout.columns[1], base).top);
  }
}

TEST(PictureLinks, WhatMovedOrGrewIsJoinedAndWhatChangedIsSaid) {
  const MapView left = example::qcs6490();
  const MapView right = example::qcs6490_predicted();
  const PictureChanges changes = picture_changes(left.map, right.map);
  const auto index = [](const MemoryMap& map, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(map.regions(), name, &Region::name) - map.regions().begin());
  };
  EXPECT_EQ(changes.links,
            (std::vector<PictureLink>{{index(left.map, "wpss@84800000"), index(right.map, "wpss@84800000")},
                                      {index(left.map, "adsp@86100000"), index(right.map, "adsp@86100000")}}));
  EXPECT_EQ(changes.left[index(left.map, "camera@84300000")], "gone");
  EXPECT_EQ(changes.left[index(left.map, "adsp@86100000")], "moved");
  EXPECT_EQ(changes.right[index(right.map, "wpss@84800000")], "was 25 MiB");
  EXPECT_EQ(changes.right[index(right.map, "linux,cma")], "placed at boot");
  EXPECT_EQ(changes.right[index(right.map, "cdsp-secure-heap@81800000")], "");
}

}  // namespace
}  // namespace rampart
