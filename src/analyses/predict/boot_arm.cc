#include <algorithm>

#include <rampart/base/units.h>

#include "analyses/predict/boot_order.h"
#include "analyses/predict/default_area.h"
#include "analyses/predict/kernel_config.h"
#include "analyses/predict/ram.h"
#include "analyses/predict/reserved_nodes.h"
#include "analyses/predict/zones.h"

namespace rampart {
namespace {

constexpr std::uint64_t section = mib(2).value;

/// Where low memory ends: what the linear map can hold beside the vmalloc space (arch/arm/mm/mmu.c
/// adjust_lowmem_bounds).
std::uint64_t end_of_low_memory(const BootState& state) {
  constexpr std::uint64_t vmalloc_end = 0xff800000;
  constexpr std::uint64_t vmalloc_offset = mib(8).value;
  constexpr std::uint64_t usual_vmalloc = mib(240).value;
  const auto& layout = state.setup.config.layout;
  const std::uint64_t page_offset = layout.page_offset.value_or(0xc0000000);
  const auto& vmalloc = state.setup.parameters.vmalloc;
  const std::uint64_t room = vmalloc_end - (vmalloc ? vmalloc->value : usual_vmalloc) - vmalloc_offset - page_offset;
  return std::min(state.memblock.end_of_ram(), state.memblock.start_of_ram() + room);
}

/// The first run of RAM that is mapped must begin at a section: what stands before is left unmapped.
void trim_first_bank(BootState& state) {
  const auto& ram = state.memblock.ram();
  const auto first = std::ranges::find(ram, false, &MemblockRange::flag);
  if (first == ram.end() || first->base % section == 0) return;
  state.memblock.set_no_map(first->base, section - first->base % section, true);
}

/// The first page directory ends where the kernel begins; LPAE has a page of its own before four of middle entries
/// (arch/arm/kernel/head.S).
void reserve_page_directory(BootState& state, std::uint64_t start_of_ram) {
  const std::uint64_t size = state.setup.config.layout.lpae == true ? 0x5000 : 0x4000;
  constexpr std::uint64_t kernel_offset = 0x8000;
  const std::uint64_t base = start_of_ram + kernel_offset - size;
  state.memblock.reserve(base, size);
  state.page_directory = PhysRange::make({base}, {size});
}

}  // namespace

void boot_arm(BootState& state) {
  add_memory_nodes(state);
  const std::uint64_t base_of_kernel = state.memblock.start_of_ram();
  reserve_fdt(state);
  replace_memory(state);
  state.low_memory_end = end_of_low_memory(state);
  trim_first_bank(state);
  if (!has_high_memory(state.setup)) {
    state.memblock.remove_ram(state.low_memory_end, Memblock::anywhere - state.low_memory_end);
  }
  if (const auto& kernel = state.setup.loaded.kernel)
    state.memblock.reserve(kernel->base().value, kernel->size().value);
  keep_initrd_if_free(state);
  reserve_page_directory(state, base_of_kernel);
  ReservedNodes nodes{state};
  nodes.scan();
  // Directly after the tree's regions. Without ZONE_DMA the limit is the last address.
  make_default_area(state, state.is_32_bit() ? 0xffffffff : 0);
  trim_first_bank(state);  // again, now that no-map regions may begin it
  nodes.initialise_static_nodes();
  activate_areas(state);
}

}  // namespace rampart
