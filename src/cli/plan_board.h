#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/result.h>

#include "analyses/boot_setup.h"
#include "cli/command.h"
#include "cli/setup_inputs.h"
#include "knowledge/device.h"
#include "model/workload.h"

namespace rampart {

/// The board that a plan is for.
struct PlanTarget {
  std::optional<Device> device;
  BootSetup setup;
  std::string blob;
  std::vector<std::string> notes;
};

/// What `--board`, the workload and data/devices say, the first of them that says something: a tree, or RAM and
/// architecture. `folder` is the workload's, where its `tree` is looked for. `options` is completed from the workload.
/// NotFound for a device or tree that is not there, and if nothing tells how much RAM there is.
Result<PlanTarget> plan_target(Context& context, const Workload& workload, const std::string& folder,
                               const std::string& board, SetupOptions& options);

}  // namespace rampart
