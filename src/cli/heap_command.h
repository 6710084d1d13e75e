#pragma once

#include <span>
#include <string>

#include "cli/command.h"

namespace rampart {

/// `rampart heap`: DMA-BUF heaps.
Exit run_heap(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
