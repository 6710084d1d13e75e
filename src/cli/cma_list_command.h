#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart cma list`: every pool, how full it is and whose.
Exit run_cma_list(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
