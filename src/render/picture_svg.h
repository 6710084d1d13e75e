#pragma once

#include <span>
#include <string>

#include "render/map_picture.h"

namespace rampart {

/// One or two columns as an `<svg>` element. In a page its boxes link to the rows `#region-N` of the first and
/// `#second-N` of the second map, N being the region's index.
std::string picture_svg(std::span<const PictureColumn> columns, bool for_page);

}  // namespace rampart
