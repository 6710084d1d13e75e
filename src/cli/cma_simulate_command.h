#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart cma simulate`.
Exit run_cma_simulate(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
