#pragma once

#include <span>

#include "analyses/boot_setup.h"
#include "analyses/explain/story.h"

namespace rampart {

/// What the user said of the board, which no log overrules.
struct StatedSetup {
  bool kernel = false;
  bool command_line = false;
};

/// Completes a board's setup with what the log of its boot tells: the kernel's version, its command line unless it is
/// cut off, and, where nothing else tells the architecture, that of 32-bit addresses.
void adopt_log(BootSetup& setup, std::span<const Clue> clues, const StatedSetup& stated);

}  // namespace rampart
