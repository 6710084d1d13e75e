#include "analyses/predict/ram.h"

#include <algorithm>
#include <span>

#include "analyses/predict/node_cells.h"

namespace rampart {
namespace {

/// One entry of a memory node (drivers/of/fdt.c, early_init_dt_add_memory_arch).
void add_bank(BootState& state, std::uint64_t base, std::uint64_t size, std::uint64_t lowest) {
  const std::uint64_t head = state.page_up(base) - base;
  if (size < head) return;
  base += head;
  size = state.page_down(size - head);
  const std::uint64_t highest = state.is_32_bit() ? 0xffffffff : Memblock::anywhere;
  if (base > highest) return;
  if (size != 0 && size - 1 > highest - base) size = highest - base + (state.is_32_bit() ? 1 : 0);
  if (base + size < lowest) return;
  if (base < lowest) {
    size -= lowest - base;
    base = lowest;
  }
  state.memblock.add_ram(base, size);
}

/// The list that a kernel reads of a memory node; null for none.
const CellProperty* list_of(const MemoryNode& node, CellWidths widths, bool bad_length_is_absent) {
  const auto usable = [&](const std::optional<CellProperty>& property) {
    return property && (!bad_length_is_absent || (is_whole(*property, widths) && property->byte_length > 0));
  };
  if (usable(node.usable_memory)) return &*node.usable_memory;
  return usable(node.reg) ? &*node.reg : nullptr;
}

/// Where `size` bytes of RAM end, counted over the banks; nothing if there is less.
std::optional<std::uint64_t> end_of_first(const Memblock& memblock, std::uint64_t size) {
  for (const MemblockRange& bank : memblock.ram()) {
    if (size <= bank.end - bank.base) return bank.base + size;
    size -= bank.end - bank.base;
  }
  return std::nullopt;
}

struct PageRange {
  std::uint64_t base;
  std::uint64_t size;
};

std::optional<PageRange> initrd_pages(const BootState& state) {
  const auto initrd = initrd_of(state.setup);
  if (!initrd) return std::nullopt;
  const std::uint64_t base = state.page_down(initrd->base().value);
  return PageRange{base, state.page_up(initrd->base().value + initrd->size().value) - base};
}

void add_banks(BootState& state, CellWidths widths) {
  // arm's kernel knows its own place, and nothing below it: the start of the first bank.
  std::uint64_t lowest = 0;
  for (const MemoryNode& node : state.setup.tree.memory) {
    if (!node.is_device_type || !is_enabled(node.status)) continue;
    const CellProperty* const list = list_of(node, widths, state.behaviour.bad_length_is_absent);
    if (list == nullptr) continue;
    for (const KernelRegEntry& entry : kernel_reg_entries(*list, widths)) {
      if (entry.size == 0) continue;
      if (state.setup.architecture == Architecture::Arm && lowest == 0) lowest = entry.base;
      add_bank(state, entry.base, entry.size, lowest);
    }
  }
}

/// `linux,usable-memory-range` of /chosen: RAM outside is the crashed kernel's (drivers/of/fdt.c; two entries at most).
void keep_usable_memory(BootState& state, CellWidths widths) {
  const auto& chosen = state.setup.tree.chosen;
  if (!chosen || !chosen->usable_memory_range || !is_whole(*chosen->usable_memory_range, widths)) return;
  const std::vector<KernelRegEntry> usable = kernel_reg_entries(*chosen->usable_memory_range, widths);
  if (usable.empty() || usable.front().size == 0) return;
  const KernelRegEntry& first = usable.front();
  state.memblock.keep_only(first.base,
                           first.size > Memblock::anywhere - first.base ? Memblock::anywhere : first.base + first.size);
  if (usable.size() > 1) state.memblock.add_ram(usable[1].base, usable[1].size);
}

}  // namespace

void add_memory_nodes(BootState& state) {
  if (!state.setup.ram.empty()) {
    for (const PhysRange& bank : state.setup.ram) add_bank(state, bank.base().value, bank.size().value, 0);
    return;
  }
  const CellWidths widths = kernel_widths(state.setup.tree.counts);
  add_banks(state, widths);
  keep_usable_memory(state, widths);
}

void limit_memory(BootState& state) {
  if (state.setup.parameters.mem.empty()) return;
  const bool smallest_wins = state.setup.architecture == Architecture::Riscv64;
  std::uint64_t limit = Memblock::anywhere;
  for (const MemParameter& parameter : state.setup.parameters.mem) {
    const std::uint64_t size = state.page_down(parameter.size.value);
    limit = smallest_wins ? std::min(limit, size) : size;
    state.lines.memory_limited(limit);
  }
  if (limit == 0) return;
  if (const auto end = end_of_first(state.memblock, limit)) state.memblock.keep_only(0, *end);
}

void replace_memory(BootState& state) {
  const std::vector<MemParameter>& banks = state.setup.parameters.mem;
  if (banks.empty()) return;
  const std::uint64_t base_of_kernel = state.memblock.start_of_ram();
  state.memblock.remove_ram(0, Memblock::anywhere);
  for (const MemParameter& bank : banks) {
    const std::uint64_t start = bank.start ? bank.start->value : base_of_kernel;
    const std::uint64_t size = state.phys(bank.size.value);
    std::uint64_t base = state.page_up(start);
    if (base > start + size) continue;
    std::uint64_t end = start + size;
    if (state.is_32_bit()) {
      if (base > 0xffffffff) continue;
      end = std::min<std::uint64_t>(end, 0xffffffff);
    }
    base = std::max(base, base_of_kernel);
    if (end > base) state.memblock.add_ram(base, state.page_down(end - base));
  }
}

void keep_initrd(BootState& state) {
  const auto pages = initrd_pages(state);
  if (!pages) return;
  state.memblock.add_ram(pages->base, pages->size);
  state.memblock.set_no_map(pages->base, pages->size, false);
  state.memblock.reserve(pages->base, pages->size);
}

void keep_initrd_if_free(BootState& state) {
  const auto pages = initrd_pages(state);
  if (!pages) return;
  if (!state.memblock.is_ram(pages->base, pages->size)) {
    state.lines.initrd_not_ram(pages->base, pages->size);
    state.initrd_refused = true;
  } else if (state.memblock.touches_reserved(pages->base, pages->size)) {
    state.lines.initrd_in_use(pages->base, pages->size);
    state.initrd_refused = true;
  } else {
    state.memblock.reserve(pages->base, pages->size);
  }
}

void reserve_fdt(BootState& state) {
  if (const auto& fdt = state.setup.loaded.fdt) state.memblock.reserve(fdt->base().value, fdt->size().value);
}

void reserve_mem_reserves(BootState& state) {
  for (const MemReserve& entry : state.setup.tree.mem_reserves) {
    if (entry.size == 0) break;
    state.memblock.reserve(state.phys(entry.base), state.phys(entry.size));
  }
}

std::optional<PhysRange> initrd_of(const BootSetup& setup) {
  if (setup.loaded.initrd) return setup.loaded.initrd;
  const auto& chosen = setup.tree.chosen;
  if (!chosen || !chosen->initrd_start || !chosen->initrd_end) return std::nullopt;
  const std::uint64_t start = low_64_bits(chosen->initrd_start->cells);
  const std::uint64_t end = low_64_bits(chosen->initrd_end->cells);
  if (start >= end) return std::nullopt;
  return PhysRange::make({start}, {end - start});
}

}  // namespace rampart
