#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

/// The buses of a tree whose devices reach only part of memory, or see it elsewhere.
class Buses {
 public:
  /// More than any board has; of a tree with more the rest is not looked at.
  static constexpr std::size_t max_count = 256;

  explicit Buses(const DeviceTree& tree);

  DeviceReach reach_of(const MemoryReference& device) const;
  /// The highest CPU address that every bus reaches, as the kernel looks for the end of its DMA zone; nothing if no bus
  /// states any.
  std::optional<std::uint64_t> lowest_limit() const;

 private:
  const DmaRanges* above(std::string_view path) const;
  RangeSet cpu_ranges(const DmaRanges& bus) const;

  std::vector<const DmaRanges*> buses_;
};

}  // namespace rampart
