#pragma once

#include <string>

#include <rampart/base/result.h>

#include "analyses/boot_setup.h"
#include "analyses/plan/plan_answer.h"
#include "analyses/plan/pool_size.h"
#include "knowledge/device.h"

namespace rampart {

/// What `make_plan` starts from.
struct PlanInput {
  const Workload& workload;
  const Device* device = nullptr;  ///< What is known of the board's device; may be null.
  const BootSetup& board;          ///< As it is.
  const std::string& blob;         ///< Its tree.
  PoolLimits limits{};             ///< For each pool.
};

/// Finds pools, sizes and places for a workload, and checks and predicts the board with them. Not fitting is an answer,
/// not an error. TooLarge if who runs with whom leaves too many combinations; NotFound if a device's node is not in the
/// tree, or the tree tells no RAM.
Result<Plan> make_plan(const PlanInput& input);

}  // namespace rampart
