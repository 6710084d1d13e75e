#pragma once

#include <optional>
#include <vector>

#include <rampart/model/memory_map.h>
#include <rampart/model/range_set.h>

#include "analyses/account.h"
#include "analyses/device_split.h"
#include "assemble/observe.h"

namespace rampart {

/// What stays the same while a system runs: how much RAM there is, and what of it never reaches Linux.
struct DeviceMemory {
  std::optional<Amount> installed;  ///< Empty if not even MemTotal is known.
  MemoryMap map;
  Bytes reserved;      ///< Carve-outs, firmware and named reservations inside RAM; vendor pools are not.
  Bytes vendor_pools;  ///< CMM and ION outside Linux's total.
  std::optional<RangeSet> system_ram;  ///< What the kernel counts as RAM; empty where /proc/iomem is hidden.
  std::vector<PlacelessShare> placeless;
};

DeviceMemory device_memory(const Observation& seen);

/// The account of a running system.
AccountFacts account_facts(const Observation& seen, const DeviceMemory& memory);

/// How the device compares with its documented default; nothing if it is not one we know.
std::optional<SplitAnswer> split_answer(const Observation& seen, const DeviceMemory& memory);

/// What drivers hold of all CMA pools; nothing if one pool does not tell. Movable pages that borrow a pool do not
/// count.
std::optional<Bytes> held_in_cma(const Observation& seen);

/// The knob of `share` on this device as `FILE KEY (VALUE)`; empty if there is none that we know.
std::string knob_text(const Observation& seen, Share share);

}  // namespace rampart
