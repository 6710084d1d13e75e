#pragma once

#include "analyses/zram/zram_change.h"
#include "cli/command.h"

namespace rampart {

/// `rampart zram status|enable|disable|advise`: compressed swap.
Exit run_zram(Context& context, std::span<const std::string> arguments);

Exit run_zram_status(Context& context, std::span<const std::string> arguments);
Exit run_zram_enable(Context& context, std::span<const std::string> arguments);
Exit run_zram_disable(Context& context, std::span<const std::string> arguments);
/// Prints a change, and what went wrong with it; the exit status that follows.
Exit finish_zram_change(Context& context, const ZramChange& change, bool json);

Exit run_zram_advise(Context& context, std::span<const std::string> arguments);

}  // namespace rampart
