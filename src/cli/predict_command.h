#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace rampart {

/// `rampart predict`: the layout that a kernel will make of a board.
Exit run_predict(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
