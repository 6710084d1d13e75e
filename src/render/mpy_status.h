#pragma once

#include <string>

#include "analyses/python/board_status.h"
#include "render/map_table.h"

namespace rampart {

/// What `mpy parse` says of the same answers, then the port and what the reading cost.
std::string mpy_status_text(const BoardStatus& status, const TableStyle& style);

/// Schema rampart.mpy-status/1: what mpy-parse has, `port`, `cost` and `notes`.
std::string mpy_status_json(const BoardStatus& status);

/// `12.0 s   used 23,008   free 41,632   largest free 40,960   may grow by 65,536`: a line for each reading.
std::string heap_sample_line(const HeapSample& sample);

}  // namespace rampart
