#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart status`: memory by zone, once or again and again.
Exit run_status(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
