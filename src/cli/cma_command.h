#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart cma SUBCOMMAND`: the pools of contiguous memory at run time.
Exit run_cma(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
