#pragma once

#include <span>
#include <string>
#include <vector>

#include <rampart/model/note.h>
#include <rampart/model/region.h>

#include "sources/boot_log.h"
#include "sources/python_paste.h"

namespace rampart {

/// What a microcontroller's texts say of its memory.
struct PythonMap {
  std::string title;                   ///< The board of the banner, else its chip; empty if nothing says it.
  std::vector<Region> regions;         ///< RAM, what the firmware keeps of it, areas of MicroPython's heap.
  std::vector<DynamicRegion> dynamic;  ///< What has an address that nothing tells.
  std::vector<Note> notes;
};

/// True if the log has something that only a microcontroller prints.
bool is_microcontroller_log(const BootLog& log);

/// Makes the map of one board. Of each fact the last text that has it counts, of a log its last boot and of the calls
/// of mem_info() the last: the heap grows and shrinks.
///
/// RAM is what the chip has, as far as a banner or the chip's ROM names it, or the addresses are those of one chip
/// only. PSRAM stands where it is known to lie: in the whole of its window, or from the page on in which the heap
/// begins; else it is a region without an address. RAM that heap_init does not list is the firmware's.
PythonMap python_map(std::span<const PythonPaste> pastes, std::span<const BootLog> logs);

}  // namespace rampart
