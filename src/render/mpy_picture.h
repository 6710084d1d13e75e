#pragma once

#include <string>

#include "analyses/python/heap_report.h"

namespace rampart {

/// The heap of the last call of mem_info() as an SVG: bars of what is used, free and may still be taken, and each area
/// as a strip of cells in address order. Follows the reader's light or dark colours.
std::string mpy_picture(const PythonPaste& paste, const PythonReport& report);

}  // namespace rampart
