#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart cma alloc`: takes memory of a pool through debugfs, and gives it back at the end or when asked to stop.
Exit run_cma_alloc(Context& context, std::span<const std::string> arguments);

/// `rampart cma free`: gives back such memory that was left.
Exit run_cma_free(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
