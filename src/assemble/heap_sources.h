#pragma once

#include <optional>
#include <string>

#include <rampart/base/units.h>

#include "assemble/cma_pools.h"
#include "assemble/dma_heaps.h"
#include "base/file_tree.h"
#include "sources/osrelease.h"

namespace rampart {

/// All that tells of DMA-BUF heaps and of what backs them.
struct HeapSources {
  DmaHeaps heaps;
  CmaPools pools;
  Bytes page_size = kib(4);
  std::optional<std::string>
      tree_default;                  ///< The reserved-memory node with `linux,cma-default`, as the pool is named.
  std::optional<PhysAddr> last_ram;  ///< The last address that the page allocator gives out.
  std::optional<OsRelease> kernel;
};

/// Reads /dev/dma_heap, the CMA areas, /proc/device-tree/reserved-memory, /proc/zoneinfo, the page size and the
/// release. What is missing stays empty; the notes are those of the heaps and of the pools.
HeapSources read_heap_sources(FileTree& files);

}  // namespace rampart
