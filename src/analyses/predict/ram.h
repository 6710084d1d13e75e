#pragma once

#include "analyses/predict/boot_state.h"

namespace rampart {

/// The RAM of the memory nodes, or of `--ram`, rounded inwards to pages.
void add_memory_nodes(BootState& state);

/// `mem=` as arm64 and riscv64 take it: the lowest so many bytes of RAM stay. `add_back` is what arm64 then adds again
/// whatever was cut: its own image.
void limit_memory(BootState& state);

/// `mem=` as arm takes it: the first one throws away all RAM of the tree, each adds a bank.
void replace_memory(BootState& state);

/// The initrd as arm64 takes it: added to RAM, mapped and reserved, whatever is there.
void keep_initrd(BootState& state);

/// The initrd as arm and riscv64 take it: it must lie in RAM and touch nothing reserved, or there is none.
void keep_initrd_if_free(BootState& state);

/// Reserves the blob, padding included, where it is known to be.
void reserve_fdt(BootState& state);

/// Reserves the entries of the blob's reservation block, up to one of size 0.
void reserve_mem_reserves(BootState& state);

/// Where the initrd lies: as given, else as /chosen says.
std::optional<PhysRange> initrd_of(const BootSetup& setup);

}  // namespace rampart
