#pragma once

#include <string>
#include <vector>

#include "analyses/cma_bitmap.h"

namespace rampart {

/// The pools of `reports` as an SVG: each a strip of cells in address order, filled as far as they are used, and the
/// free runs by length. Follows the reader's light or dark colours.
std::string cma_picture(const CmaView& view, const std::vector<CmaBitmapReport>& reports);

}  // namespace rampart
