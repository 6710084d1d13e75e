#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analyses/plan/plan_answer.h"
#include "analyses/plan/plan_space.h"
#include "analyses/plan/pool_size.h"
#include "knowledge/device.h"

namespace rampart {

/// What `find_conflict` looks at.
struct ConflictInput {
  const Workload& workload;
  const Device* device = nullptr;
  const std::vector<PlanScenario>& scenarios;
  const PlanSpace& space;
  AllocatorRules rules;
};

/// The demands and needs of Linux that cannot all be met, by lower bounds alone: no set that is named here fits in any
/// way, and without any one of it the rest may. Of the sets found by leaving out one after the other the smallest is
/// looked for while that is cheap. Nothing if the lower bounds do not exclude it.
std::optional<PlanConflict> find_conflict(const ConflictInput& input);

}  // namespace rampart
