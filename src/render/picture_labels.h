#pragma once

#include <cstddef>
#include <vector>

#include <rampart/model/memory_map.h>

namespace rampart {

/// Places labels beside a column: each as near as possible to the height it wants, none nearer than `pitch` to the
/// next, all within [top, bottom]. `wanted` are middles in ascending order; so are the middles returned.
/// Where there is not enough room the labels go on below `bottom`.
std::vector<int> place_labels(const std::vector<int>& wanted, int pitch, int top, int bottom);

/// The spans to label if there is room for `limit`, in address order: of each region its longest span, the largest
/// regions first; then the other spans, the longest first.
std::vector<std::size_t> spans_to_label(const MemoryMap& map, std::size_t limit);

/// The regions none of whose spans is among `labelled`, in the order of the map: a picture has to list them.
std::vector<std::size_t> regions_without_label(const MemoryMap& map, const std::vector<std::size_t>& labelled);

}  // namespace rampart
