#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace rampart {

/// `rampart explain`: root causes found in logs, boards and snapshots, with the evidence and the remedy.
Exit run_explain(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
