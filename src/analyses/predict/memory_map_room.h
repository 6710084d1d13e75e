#pragma once

#include "analyses/predict/boot_state.h"

namespace rampart {

/// Reports a layout that leaves no room for the kernel's memory map, a record (`struct page`) for each page of RAM: the
/// kernel panics. It takes the least that a record can be, so what is reported fails for sure. Not of arm64, of which
/// `allocate_memory_map` places the map itself.
void report_memory_map_room(BootState& state);

}  // namespace rampart
