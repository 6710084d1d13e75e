#pragma once

#include <string>

#include "analyses/python/board_status.h"
#include "render/map_table.h"

namespace rampart {

/// What `mpy parse` says of the same answers, then the port and what the reading cost.
std::string mpy_status_text(const BoardStatus& status, const TableStyle& style);

/// Schema rampart.mpy-status/1: what mpy-parse has, `port`, `cost` and `notes`.
std::string mpy_status_json(const BoardStatus& status);

/// `12.0 s   total 64640   used 23008   free 41632   largest free 36224`: a line for each reading, bytes.
std::string heap_sample_line(const HeapSample& sample);

/// A line for whoever sees use rise from reading to reading: what a reading itself leaves. Empty where garbage is
/// collected first, or the board does not tell.
std::string reading_garbage_line(const BoardStatus& status);

}  // namespace rampart
