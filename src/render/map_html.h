#pragma once

#include <string>

#include "render/map_picture.h"

namespace rampart {

/// The picture and all that is known of each region as one page that needs nothing beside itself.
std::string map_html(const MapView& view);

/// Two maps of one device side by side, and the table of both.
std::string map_html(const PictureColumn& left, const PictureColumn& right);

}  // namespace rampart
