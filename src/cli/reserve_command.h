#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace rampart {

/// `rampart reserve add|resize|move|remove`: changes a layout where it is written.
Exit run_reserve(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
