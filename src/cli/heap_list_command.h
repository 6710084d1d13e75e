#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace rampart {

Exit run_heap_list(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
