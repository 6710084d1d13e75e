#pragma once

#include "cli/command.h"

namespace rampart {

/// `rampart snapshot`: everything that the other commands read, in one archive.
Exit run_snapshot(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
