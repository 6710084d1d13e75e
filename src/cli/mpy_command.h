#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace rampart {

/// `rampart mpy SUBCOMMAND`: the heap of a MicroPython board.
Exit run_mpy(Context& context, std::span<const std::string> arguments);

Exit run_mpy_status(Context& context, std::span<const std::string> arguments);
Exit run_mpy_parse(Context& context, std::span<const std::string> arguments);
Exit run_mpy_diagnose(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
