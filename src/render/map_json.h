#pragma once

#include <string>

#include "analyses/map_view.h"

namespace rampart {

/// The map as a document of schema `rampart.map/1` (docs/schemas/map.schema.json), with a final newline.
std::string map_json(const MapView& view);

}  // namespace rampart
