#pragma once

#include <vector>

#include "analyses/explain/story.h"
#include "assemble/observe.h"

namespace rampart {

/// What a running system or a snapshot tells, as clues: the last boot of its log, /proc/iomem, /proc/meminfo and zram.
std::vector<Clue> system_clues(const Observation& seen);

/// Its CMA areas with what is free in them.
std::vector<StoryPool> system_pools(const Observation& seen);

/// The pools of its vendors' allocators.
std::vector<VendorPool> system_vendor_pools(const Observation& seen);

}  // namespace rampart
