#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart map`: the physical map of a system or of a board's files.
Exit run_map(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
