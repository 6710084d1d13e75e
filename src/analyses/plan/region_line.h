#pragma once

#include <string>
#include <vector>

#include "analyses/plan/plan_answer.h"
#include "model/workload.h"

namespace rampart {

/// The pools as regions, and who gets memory from which, as rampart/contiguous.h reads them: one rule for a device that
/// has one pool, else one for each of its demands, whose name is the type.
std::string region_line(const Workload& workload, const std::vector<PlannedPool>& pools);

}  // namespace rampart
