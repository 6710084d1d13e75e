#pragma once

#include "cli/command.h"

namespace rampart {

Exit run_verify(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
