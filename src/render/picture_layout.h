#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "render/picture_axis.h"

namespace rampart {

/// A span as drawn. All positions are pixels below the top of the axis.
struct PictureBox {
  std::size_t span;  ///< Index into `MemoryMap::spans()`.
  int top;
  int height;
  int anchor;                       ///< Where its label's line begins: its middle, but not in a break.
  std::vector<std::size_t> broken;  ///< The broken pieces inside, as indices into `Axis::pieces`.
};

struct PictureLabel {
  std::size_t box;  ///< Index into the column's boxes.
  int middle;
};

struct LayoutColumn {
  std::vector<PictureBox> boxes;        ///< One a span, in the same order.
  std::vector<PictureLabel> labels;     ///< In address order.
  std::vector<std::size_t> unlabelled;  ///< Regions without a label: to be listed.
};

struct LabelRoom {
  int pitch = 16;          ///< Pixels from one label to the next.
  std::size_t limit = 72;  ///< More labels than this are not drawn; their regions are listed.
  int least_height = 560;  ///< The height of an axis with few regions.
};

struct PictureLayout {
  Axis axis;
  std::vector<LayoutColumn> columns;  ///< One a map.
  int height = 0;                     ///< Of axis and labels.
};

/// Lays out one map, or two of one device side by side on one axis.
PictureLayout lay_out(const MemoryMap& left, const MemoryMap* right = nullptr, const LabelRoom& room = {});

}  // namespace rampart
