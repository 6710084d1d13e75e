#pragma once

#include <vector>

#include <rampart/model/finding.h>
#include <rampart/model/note.h>
#include <rampart/model/region.h>

#include "sources/device_tree.h"

namespace rampart {

/// What a device tree declares, as regions of the model, in the order of the tree.
struct DeclaredMap {
  std::vector<Region> regions;
  std::vector<DynamicRegion> dynamic;
  std::vector<Finding>
      findings;  ///< What could not become a region, and why; a disabled node is one, of severity note.
};

/// Makes regions of memory nodes, /memreserve/, /reserved-memory and /chosen's initrd. Nothing is lost: an entry that
/// is no range of addresses (empty, past 2^64, cells that do not fit) becomes a finding that names its node.
DeclaredMap declared_map(const DeviceTree& tree);

/// True if `shared-dma-pool` is among what a node is compatible with.
bool is_dma_pool(const ReservedNode& node);

/// The kind of a /reserved-memory node by its properties alone.
Kind kind_of(const ReservedNode& node);

}  // namespace rampart
