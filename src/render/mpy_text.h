#pragma once

#include <string>

#include "analyses/python/heap_report.h"
#include "render/map_table.h"

namespace rampart {

/// What a paste says: the board, the newest dump in full with what its numbers mean and its blocks, the dumps before it
/// as rows, what else was asked, and what does not add up. `report` is the paste's.
std::string mpy_text(const PythonPaste& paste, const PythonReport& report, const TableStyle& style);

/// The board and its firmware in one line, as far as they are known; may be empty.
std::string mpy_board_line(const PythonPaste& paste);

}  // namespace rampart
