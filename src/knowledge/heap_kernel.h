#pragma once

#include "knowledge/kernel_version.h"

namespace rampart {

/// The first release with a DMA-BUF heap for every CMA pool of the device tree; before, only the default pool has one.
/// "dma-buf: heaps: cma: Create CMA heap for each CMA reserved region", committed in October 2025 after the window of
/// 6.18; 6.12 boots without and 7.2 boots with them.
constexpr KernelVersion first_kernel_with_a_heap_per_pool{6, 19};

}  // namespace rampart
