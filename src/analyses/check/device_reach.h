#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/model/range_set.h>

#include "knowledge/dma_master.h"
#include "sources/device_tree.h"

namespace rampart {

/// What memory a device can read and write by itself.
struct DeviceReach {
  RangeSet memory;  ///< CPU addresses.
  enum class Why {
    Bus,     ///< `dma-ranges` of a bus above it.
    Known,   ///< Its compatible is of a family that is known.
    Default  ///< Nothing tells: what a driver has that asks for no more.
  };
  Why why = Why::Default;
  std::string bus;  ///< The bus whose `dma-ranges` count; empty if none does.
};

DeviceReach reach_of(const DeviceTree& tree, const MemoryReference& device);

/// The highest CPU address that every bus with `dma-ranges` reaches, as the kernel looks for the end of its DMA zone;
/// nothing if no bus states any.
std::optional<std::uint64_t> lowest_bus_limit(const DeviceTree& tree);

}  // namespace rampart
