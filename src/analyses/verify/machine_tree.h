#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/model/phys_range.h>

#include "knowledge/architecture.h"
#include "sources/device_tree.h"
#include "sources/tree_nodes.h"

namespace rampart {

/// What a virtual machine is told of a board.
struct MachineTreeInput {
  const TreeNode& board;   ///< The board's whole tree.
  const DeviceTree& tree;  ///< The same, read.
  Architecture architecture{};
  std::uint64_t shift{};       ///< Added to every address of memory.
  std::vector<PhysRange> ram;  ///< Takes the place of the memory nodes; empty: they are kept. Not to be shifted.
  std::string cmdline;
  PhysRange initrd;
  std::optional<PhysRange> firmware;  ///< What the machine's firmware keeps and the board's tree does not reserve.
  std::uint32_t total_size = 0;       ///< The blob is filled up to this size.
};

/// The tree that the machine boots: of the board its memory nodes, /memreserve/, /reserved-memory with all that it
/// holds in its order, the devices that name regions (as nodes without a driver) and buses that limit DMA; the
/// machine's own devices; and /chosen. Addresses of memory are moved, malformed properties stay as they are.
Result<std::string> machine_tree(const MachineTreeInput& input);

}  // namespace rampart
