#pragma once

#include <rampart/model/memory_map.h>

#include "render/picture_canvas.h"

namespace rampart {

/// Draws a sample of every kind in one map or two, with its word and its bytes: `CMA 64 MiB`, or `CMA 64 MiB → 268 MiB`
/// where the maps differ. A single map is passed twice. Begins at the baseline `y` and fills lines from `left_x` to
/// `right_x`; returns the baseline for what comes below.
int draw_legend(Canvas& canvas, int y, const MemoryMap& left, const MemoryMap& right, int left_x, int right_x);

}  // namespace rampart
