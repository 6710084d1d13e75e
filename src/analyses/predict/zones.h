#pragma once

#include <cstdint>

#include "analyses/predict/boot_state.h"

namespace rampart {

/// arm64: one past the last address of the lowest DMA zone, which limits the default CMA area; 0 for no limit.
std::uint64_t arm64_dma_limit(const BootState& state);

/// Marks the areas that the kernel cannot use because a border of two zones lies inside (mm/cma.c
/// cma_activate_area), and reports those that stop the machine because there is no memory at all.
void activate_areas(BootState& state);

}  // namespace rampart
