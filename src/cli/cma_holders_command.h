#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart cma holders`: who holds DMA-BUF and CMA memory.
Exit run_cma_holders(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
