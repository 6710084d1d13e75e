#pragma once

#include <string>
#include <vector>

#include <rampart/base/result.h>

#include "analyses/boot_setup.h"
#include "analyses/plan/plan_answer.h"
#include "knowledge/device.h"

namespace rampart {

/// What has to be configured, on this board, for pools that have a size and a place.
PlanConfiguration propose(const Workload& workload, const std::vector<PlannedPool>& pools, const BootSetup& board,
                          const Device* device);

/// Whether the plan decides where a pool lies. CMA without a wished base is left to the kernel, which knows what else
/// it places.
bool has_planned_place(const PlannedPool& pool);

/// The name of a pool's node below /reserved-memory, without its address: of the default CMA area `linux,cma`.
std::string pool_node_name(const PlannedPool& pool);
/// The path of a pool's node in the tree as the proposal leaves it; empty if it has none.
std::string pool_node_path(const PlannedPool& pool, const DeviceTree& tree);
/// A label or name of C: what is no letter or digit becomes `_`.
std::string identifier(std::string_view name);

}  // namespace rampart
