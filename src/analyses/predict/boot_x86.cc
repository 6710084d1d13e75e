#include <rampart/base/units.h>

#include "analyses/predict/boot_order.h"
#include "analyses/predict/default_area.h"
#include "analyses/predict/ram.h"
#include "analyses/predict/zones.h"

namespace rampart {
namespace {

/// `memmap=` and `mem=` change the firmware's map before anything else (arch/x86/kernel/e820.c).
void apply_memory_parameters(BootState& state) {
  const MemoryParameters& parameters = state.setup.parameters;
  for (const MemParameter& limit : parameters.mem) {
    if (limit.size.value != 0) state.memblock.remove_ram(limit.size.value, Memblock::anywhere - limit.size.value);
  }
  bool is_exact = false;
  for (const MemmapEntry& entry : parameters.memmap) {
    const std::uint64_t start = entry.start ? entry.start->value : 0;
    switch (entry.use) {
      case MemmapEntry::Use::Exact:
        if (!is_exact) state.memblock.remove_ram(0, Memblock::anywhere);
        is_exact = true;
        break;
      case MemmapEntry::Use::Ram:
        state.memblock.add_ram(start, entry.size.value);
        break;
      case MemmapEntry::Use::Limit:
        if (entry.size.value != 0) state.memblock.remove_ram(entry.size.value, Memblock::anywhere - entry.size.value);
        break;
      case MemmapEntry::Use::Reserved:
      case MemmapEntry::Use::Acpi:
      case MemmapEntry::Use::Persistent:
        state.memblock.remove_ram(start, entry.size.value);
        if (const auto range = PhysRange::make({start}, entry.size)) state.taken_by_memmap.push_back(*range);
        break;
      case MemmapEntry::Use::Retype:
        break;
    }
  }
}

}  // namespace

void boot_x86(BootState& state) {
  add_memory_nodes(state);
  apply_memory_parameters(state);
  state.memblock.reserve(0, mib(1).value);  // the real-mode trampoline and the firmware's own are below
  if (const auto& kernel = state.setup.loaded.kernel)
    state.memblock.reserve(kernel->base().value, kernel->size().value);
  keep_initrd_if_free(state);
  reserve_fdt(state);
  state.low_memory_end = state.memblock.end_of_ram();
  // The limit is the end of what is mapped, which is all RAM (arch/x86/kernel/setup.c).
  make_default_area(state, 0);
  activate_areas(state);
}

}  // namespace rampart
