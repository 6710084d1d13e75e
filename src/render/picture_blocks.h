#pragma once

#include <string>

#include "render/picture_column.h"

namespace rampart {

/// Draws the blocks of the regions whose allocator's map is known, each as a strip of cells that a line along the
/// margin joins to its box. Begins at the baseline `y`, below the column; returns the baseline for what comes below.
int draw_blocks(Canvas& canvas, int y, const MemoryMap& map, const LayoutColumn& column, const ColumnPlace& place);

/// The CSS that such strips need; empty for a map without blocks.
std::string blocks_css(const MemoryMap& map);

}  // namespace rampart
