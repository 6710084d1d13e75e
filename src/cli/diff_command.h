#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart diff`: what differs between two maps.
Exit run_diff(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
