#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart cma bitmap`: a pool block by block, and what it would still grant.
Exit run_cma_bitmap(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
