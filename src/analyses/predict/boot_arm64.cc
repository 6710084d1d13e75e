#include <algorithm>
#include <string>
#include <string_view>

#include "analyses/predict/boot_order.h"
#include "analyses/predict/crash_area.h"
#include "analyses/predict/default_area.h"
#include "analyses/predict/early_tables.h"
#include "analyses/predict/kernel_config.h"
#include "analyses/predict/ram.h"
#include "analyses/predict/reserved_nodes.h"
#include "analyses/predict/zones.h"

namespace rampart {
namespace {

/// What stands before the kernel proper in its image: free again in kernels that reserve from `_stext` on.
constexpr std::uint64_t image_head = std::uint64_t{64} << 10;

void reserve_kernel(BootState& state) {
  const auto& kernel = state.setup.loaded.kernel;
  if (!kernel) return;
  const bool whole = state.behaviour.image_reserved == KernelBehaviour::ImageReserved::Whole;
  const std::uint64_t head = whole ? 0 : std::min(image_head, kernel->size().value);
  state.memblock.reserve(kernel->base().value + head, kernel->size().value - head);
}

/// What the linear map and the page tables' addresses cannot hold is no RAM.
void clip_to_linear_map(BootState& state) {
  constexpr std::uint64_t gigabyte = std::uint64_t{1} << 30;
  constexpr std::uint64_t end_of_addresses = std::uint64_t{1} << 48;
  const std::uint64_t start = state.memblock.start_of_ram() & ~(gigabyte - 1);
  const std::uint64_t va_bits = std::clamp<std::uint64_t>(state.setup.config.layout.va_bits.value_or(48), 36, 52);
  const std::uint64_t end = std::min(end_of_addresses, start + (std::uint64_t{1} << (va_bits - 1)));
  state.memblock.remove_ram(end, Memblock::anywhere - end);
}

void out_of_memory(BootState& state, std::string_view what) {
  state.add_error("out-of-memory", "there is no room for " + std::string{what} + ": the kernel panics while it boots",
                  "reserve less memory", {});
}

}  // namespace

void boot_arm64(BootState& state) {
  reserve_fdt(state);
  add_memory_nodes(state);
  clip_to_linear_map(state);
  limit_memory(state);
  if (!state.setup.parameters.mem.empty() && state.setup.loaded.kernel) {
    state.memblock.add_ram(state.setup.loaded.kernel->base().value, state.setup.loaded.kernel->size().value);
  }
  keep_initrd(state);
  reserve_kernel(state);
  ReservedNodes nodes{state};
  nodes.scan();
  state.low_memory_end = state.memblock.end_of_ram();
  const std::uint64_t limit = arm64_dma_limit(state);
  const bool crash_is_late = state.behaviour.crash_is_always_late || has_dma_zones(state.setup);
  if (!crash_is_late && !reserve_crash_area(state, limit)) return;

  if (!allocate_page_tables(state)) return out_of_memory(state, "page tables");
  allocate_region_table(state, nodes.table_bytes());
  nodes.initialise_static_nodes();
  allocate_unflattened_tree(state);
  if (state.behaviour.default_before_memory_map) {
    make_default_area(state, limit);
    if (!reserve_crash_area(state, limit)) return;
    make_hugetlb_areas(state);
    if (!allocate_memory_map(state)) return out_of_memory(state, "the memory map");
  } else {
    make_hugetlb_areas(state);
    make_early_node_areas(state);
    if (!allocate_memory_map(state)) return out_of_memory(state, "the memory map");
    make_default_area(state, limit);
    if (crash_is_late && !reserve_crash_area(state, limit)) return;
  }
  activate_areas(state);
}

}  // namespace rampart
