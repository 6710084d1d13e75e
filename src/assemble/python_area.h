#pragma once

#include <optional>

#include <rampart/model/region.h>

#include "sources/mem_info.h"

namespace rampart {

/// The blocks of an area as runs: a letter is a used block, `.` a free one, `?` one that the paste lacks.
Occupancy occupancy_of(const PythonHeapArea& area);

/// What is used and free, and the longest free run; nothing where a part of the map is missing.
Usage usage_of(const Occupancy& occupancy);

/// Where the area lies; nothing if it has no block, or is too large to be anywhere.
std::optional<PhysRange> range_of(const PythonHeapArea& area);

}  // namespace rampart
