#pragma once

#include "analyses/predict/boot_state.h"

namespace rampart {

/// Reports what the way in which arm maps low memory cannot take: blocks of 2 MiB, the first run of RAM and the
/// kernel's own sections (arch/arm/mm/mmu.c, 5.10 to 7.2). Nothing for other architectures.
void report_low_memory_hazards(BootState& state);

}  // namespace rampart
