#pragma once

#include <rampart/base/units.h>

#include "analyses/boot_setup.h"
#include "knowledge/kernel_behaviour.h"
#include "sources/memory_config.h"

namespace rampart {

/// The page of a kernel: of its configuration, else 4 KiB.
Bytes page_size_of(const MemoryConfig& config);

/// What base and size of every CMA area have to be a multiple of: a pageblock, before 5.18 also the largest block of
/// the page allocator. A switch that the configuration does not name is off, as in a kernel's own `.config`.
Bytes cma_granule(const MemoryConfig& config, const KernelBehaviour& behaviour);

/// The largest block of the page allocator.
Bytes largest_block_of(const MemoryConfig& config, const KernelBehaviour& behaviour);

struct CmaGranule {
  Bytes size;
  bool is_assumed = false;  ///< No configuration was given, and it would decide.
};

/// The granule of a setup. Without a configuration that of distribution kernels: huge pages are built in, except on
/// 32-bit arm, which has them only with LPAE.
CmaGranule cma_granule_of(const BootSetup& setup);
/// The same for a kernel that behaves otherwise than its version says.
CmaGranule cma_granule_of(const BootSetup& setup, const KernelBehaviour& behaviour);

}  // namespace rampart
