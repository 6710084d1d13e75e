#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "analyses/python/board_status.h"
#include "render/map_table.h"

namespace rampart {

/// Use of the heap over time: a column for each reading, the newest at the right, as many as the width holds. From
/// below: what is used, the longest free run, the free space beside it.
std::string heap_plot(std::span<const HeapSample> samples, const TableStyle& style);

/// Readings that a plot of this width shows.
std::size_t heap_plot_columns(std::size_t width);

}  // namespace rampart
