#pragma once

#include <string>

#include "analyses/map_view.h"

namespace rampart {

/// A map to draw, and what to write above its column. The view must outlive the call that draws it.
struct PictureColumn {
  const MapView& view;
  std::string caption;  ///< `declared`, `predicted for 6.12`, a file's name; may be empty.
};

/// The map as one SVG document: a column from the lowest address down, with labels, legend and sums.
std::string map_picture(const MapView& view);

/// Two maps of one device side by side, on one scale, with lines joining what moved.
std::string map_picture(const PictureColumn& left, const PictureColumn& right);

}  // namespace rampart
