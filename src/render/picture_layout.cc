#include "render/picture_layout.h"

#include <algorithm>
#include <utility>

#include "render/picture_labels.h"

namespace rampart {
namespace {

/// The middle of the box, or of what is above its first break.
int anchor_of(const PictureBox& box, const Axis& axis) {
  if (box.broken.empty()) return box.top + box.height / 2;
  const AxisPiece& piece = axis.pieces[box.broken.front()];
  return (box.top + piece.top + piece.height / 2 - break_half_height) / 2;
}

std::vector<PictureBox> make_boxes(const MemoryMap& map, const Axis& axis) {
  std::vector<PictureBox> boxes;
  std::size_t piece = 0;
  for (std::size_t i = 0; i < map.spans().size(); ++i) {
    const PhysRange range = map.spans()[i].range;
    while (axis.pieces[piece].range.base() < range.base()) ++piece;
    PictureBox box{.span = i, .top = axis.pieces[piece].top, .height = 0, .anchor = 0, .broken = {}};
    for (; piece < axis.pieces.size() && range.contains(axis.pieces[piece].range); ++piece) {
      box.height += axis.pieces[piece].height;
      if (axis.pieces[piece].broken) box.broken.push_back(piece);
    }
    box.anchor = anchor_of(box, axis);
    boxes.push_back(std::move(box));
  }
  return boxes;
}

LayoutColumn make_column(const MemoryMap& map, const Axis& axis, const LabelRoom& room) {
  LayoutColumn column{.boxes = make_boxes(map, axis), .labels = {}, .unlabelled = {}};
  const std::vector<std::size_t> labelled = spans_to_label(map, room.limit);
  std::vector<int> wanted;
  for (const std::size_t span : labelled) wanted.push_back(column.boxes[span].anchor);
  const std::vector<int> middles = place_labels(wanted, room.pitch, 0, axis.height);
  for (std::size_t i = 0; i < labelled.size(); ++i) column.labels.push_back({labelled[i], middles[i]});
  column.unlabelled = regions_without_label(map, labelled);
  return column;
}

}  // namespace

PictureLayout lay_out(const MemoryMap& left, const MemoryMap* right, const LabelRoom& room) {
  std::vector<const MemoryMap*> maps = {&left};
  if (right != nullptr) maps.push_back(right);
  std::size_t most_labels = 0;
  for (const MemoryMap* map : maps) most_labels = std::max(most_labels, std::min(map->spans().size(), room.limit));

  PictureLayout layout;
  layout.axis = make_axis(maps, std::max(room.least_height, static_cast<int>(most_labels) * room.pitch));
  layout.height = layout.axis.height;
  for (const MemoryMap* map : maps) {
    layout.columns.push_back(make_column(*map, layout.axis, room));
    const std::vector<PictureLabel>& labels = layout.columns.back().labels;
    if (!labels.empty()) layout.height = std::max(layout.height, labels.back().middle + room.pitch / 2);
  }
  return layout;
}

}  // namespace rampart
