#pragma once

#include <cstdint>

#include "analyses/predict/boot_state.h"

namespace rampart {

/// arm64: the page tables of the linear map, from the top of RAM. False if there is no room: the kernel panics.
bool allocate_page_tables(BootState& state);

/// The tree as the kernel unflattens it: one piece. `table_bytes` is the table of regions that comes before it.
void allocate_region_table(BootState& state, std::uint64_t table_bytes);
void allocate_unflattened_tree(BootState& state);

/// The sparse memory map with its roots. False if there is no room: the kernel panics.
bool allocate_memory_map(BootState& state);

/// Whether arm64's memory map is virtual (CONFIG_SPARSEMEM_VMEMMAP), so that it need not lie in one run: always since
/// its sections are of 128 MiB, before only where the configuration says so.
bool has_virtual_memory_map(const BootState& state);

/// log2 of the size of a section.
std::uint32_t section_bits(const BootState& state);

}  // namespace rampart
