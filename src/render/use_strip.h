#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <rampart/model/region.h>

#include "render/map_table.h"
#include "render/picture_canvas.h"

namespace rampart {

/// Memory as rows of cells in address order, each filled as far as it is used.
struct UseStrip {
  PhysRange range;
  const Occupancy& occupancy;
  std::optional<PhysRange> longest;  ///< The free run to point out.
  std::size_t most_rows = 16;
  std::string_view used_word = "used";

  /// What one cell of a picture stands for.
  Bytes cell() const;
};

/// Draws what the colours mean and the cells, from the baseline `y` on; returns the baseline for what comes below.
int draw_use_strip(Canvas& canvas, int y, const UseStrip& strip);

/// CSS rules of the strip's colours, light, and dark where that is preferred.
std::string_view use_strip_css();

/// The same as text: a line for each row, with its first address and its size, and a line that says what a cell is.
/// At most eight rows.
std::string use_strip_text(const PhysRange& range, const Occupancy& occupancy, const TableStyle& style);

}  // namespace rampart
