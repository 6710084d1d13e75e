#pragma once

#include <vector>

#include <rampart/base/result.h>

#include "analyses/plan/plan_answer.h"
#include "model/workload.h"

namespace rampart {

/// More combinations than this are not looked through: a workload with so many should name its scenarios.
constexpr std::size_t max_plan_scenarios = 1024;

/// What may be alive at once: the workload's scenarios, each with the demands of no scenario, which live always; or,
/// if there are none, every largest set of demands of which no two may never run together. TooLarge past the limit.
Result<std::vector<PlanScenario>> plan_scenarios(const Workload& workload);

/// Which demands start and stop as one, as indices: those that the same scenarios have and the same device needs.
std::vector<std::vector<std::size_t>> start_units(const Workload& workload, const std::vector<PlanScenario>& scenarios);

}  // namespace rampart
