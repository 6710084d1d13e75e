#include <algorithm>

#include "analyses/predict/boot_order.h"
#include "analyses/predict/default_area.h"
#include "analyses/predict/ram.h"
#include "analyses/predict/reserved_nodes.h"
#include "analyses/predict/zones.h"

namespace rampart {

void boot_riscv64(BootState& state) {
  constexpr std::uint64_t four_gigabytes = std::uint64_t{1} << 32;
  constexpr std::uint64_t image_granule = std::uint64_t{2} << 20;
  add_memory_nodes(state);
  limit_memory(state);
  if (const auto& kernel = state.setup.loaded.kernel) {
    // With STRICT_KERNEL_RWX the image's last huge page is kept whole.
    std::uint64_t end = kernel->base().value + kernel->size().value;
    if (state.setup.config.layout.strict_kernel_rwx == true) end = (end + image_granule - 1) & ~(image_granule - 1);
    state.memblock.reserve(kernel->base().value, end - kernel->base().value);
  }
  keep_initrd_if_free(state);
  ReservedNodes nodes{state};
  nodes.scan();
  reserve_fdt(state);
  state.low_memory_end = state.memblock.end_of_ram();
  // Before the page tables and the memory map, so that it goes as high as it may.
  make_default_area(state, std::min(four_gigabytes, state.memblock.end_of_ram()));
  make_hugetlb_areas(state);
  nodes.initialise_static_nodes();
  activate_areas(state);
}

}  // namespace rampart
