#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart plan`: pools, sizes and offsets for a workload, or for a bare placement instance.
Exit run_plan(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
