#pragma once

#include <string>
#include <vector>

#include "analyses/map_view.h"
#include "render/picture_canvas.h"
#include "render/picture_entry.h"
#include "render/picture_layout.h"

namespace rampart {

/// Where a column and its labels stand in a picture.
struct ColumnPlace {
  int top;  ///< Of the axis.
  int box_x;
  int box_width;
  int label_x;  ///< The edge of the labels that is towards the boxes.
  int label_width;
  bool labels_left = false;
  bool two_lines = false;
};

/// What surrounds a box of a page: where a reader gets to from it.
struct BoxLinks {
  bool linked = false;        ///< Boxes are links, which a keyboard reaches.
  std::string target_prefix;  ///< Of the fragment that names a region's row: `region-`.
};

/// Draws the boxes of a map with their shares of use and breaks.
void draw_boxes(Canvas& canvas, const MemoryMap& map, const PictureLayout& layout, std::size_t column,
                const ColumnPlace& place, const BoxLinks& links);

/// Draws the labels of a map and the lines that lead to them. `changes` has words for every region, or is empty.
void draw_labels(Canvas& canvas, const MemoryMap& map, const LayoutColumn& column, const ColumnPlace& place,
                 const std::vector<std::string>& changes);

}  // namespace rampart
