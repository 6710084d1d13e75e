#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart check`: what is wrong with boards' layouts.
Exit run_check(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
