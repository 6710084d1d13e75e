#pragma once

#include "analyses/predict/boot_state.h"

namespace rampart {

/// Runs what a kernel does to the layout of memory between its entry and its page allocator, in its order. One
/// function, in a file of its own, for each architecture.
void boot_arm64(BootState& state);
void boot_riscv64(BootState& state);
void boot_arm(BootState& state);
void boot_x86(BootState& state);

}  // namespace rampart
