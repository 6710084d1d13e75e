#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart cma trace record` and `rampart cma trace report`.
Exit run_cma_trace(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
