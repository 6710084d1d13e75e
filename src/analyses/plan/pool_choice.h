#pragma once

#include <vector>

#include "analyses/plan/plan_answer.h"
#include "knowledge/device.h"
#include "model/workload.h"

namespace rampart {

/// Which pool each demand goes to, sizes left open. What is said decides; else what is not contiguous goes to the
/// system heap, the board's vendor pool takes the rest where there is one, and the kernel's default CMA area where
/// there is none. What is private has a pool with its device alone. `split_by_limit` gives demands that must lie below
/// another address a pool of their own, where one pool for all does not fit below the lowest.
std::vector<PlannedPool> choose_pools(const Workload& workload, const Device* device, bool split_by_limit);

/// The wishes of a demand: its own, then those of its devices, of which the strictest counts.
MemoryWish wish_for(const Workload& workload, const Demand& demand);

}  // namespace rampart
